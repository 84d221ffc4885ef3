"""How far a training is: Rasa's log, read line by line."""

import re
from collections import deque
from collections.abc import Callable
from pathlib import Path

Report = Callable[[str, float], None]
"""Takes what is being done and the part of the whole that lies behind, 0 to 1."""


class TrainingError(Exception):
    """The model cannot be trained; the message ends with what Rasa said."""


class Progress:
    """Turns Rasa's log into a share of the work done; keeps its last words."""

    STARTED = re.compile(r"Starting to train component '(\w+)'")
    NOISE = re.compile(r"Warning:|^Processed |^\s*$")

    def __init__(self, root: Path, report: Report) -> None:
        # One more than there are components: reading and encoding the examples.
        self.steps = 1 + _components(root / "config.yml")
        self.done = 0
        self.report = report
        self.tail: deque[str] = deque(maxlen=15)
        report("reading the examples", 0.0)

    def take(self, _name: str, line: str) -> None:
        """Note one line of Rasa's output."""
        if not self.NOISE.search(line):
            self.tail.append(line)
        if found := self.STARTED.search(line):
            self.done += 1
            self.report(found[1], min(self.done / self.steps, 0.99))

    def complaint(self, code: int) -> str:
        """What to tell after a failure."""
        return "\n".join([f"rasa train ended with {code}; it said:", *self.tail])


def _components(config: Path) -> int:
    """How many entries importers, pipeline and policies have; reads no YAML."""
    try:
        return len(re.findall(r"^\s*- name:", config.read_text(), re.MULTILINE))
    except OSError as error:
        raise TrainingError(f"{config.name} cannot be read: {error}") from error
