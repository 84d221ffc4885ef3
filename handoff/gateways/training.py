"""The bot's model: whether it fits what it is made from, and training it anew."""

import asyncio
import fcntl
import hashlib
import json
import os
import re
import tempfile
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from handoff.gateways.child import Process, Spec

# Everything the trained model depends on, as patterns below the project's root.
INPUTS = (
    "config.yml",
    "domain.yml",
    "data/nlu/**/*.yml",
    "data/rules/**/*.yml",
    "data/stories/**/*.yml",
    "data/understanding/**/*.yml",
    "bot/components/**/*.py",
    "bot/understanding/**/*.py",
    "bot/importer.py",
    "bot/requirements.lock",
    "models/encoder.json",
)
TRAINING_DATA = ("data/nlu", "data/rules", "data/stories")
QUIET_RASA = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    # numpy's helper threads spin while they wait, which costs the other processes.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "SANIC_HOST": "127.0.0.1",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "PYTHONUNBUFFERED": "1",
}

Report = Callable[[str, float], None]
"""Takes what is being done and the part of the whole that lies behind, 0 to 1."""


class TrainingError(Exception):
    """The model cannot be trained; the message ends with what Rasa said."""


@dataclass(frozen=True, slots=True)
class Model:
    """A trained model: its file below models/, that file's hash, its inputs' hash."""

    file: str
    sha256: str
    inputs: str


def bot_python(root: Path) -> Path:
    """The Python of the bot's own environment."""
    return root / ".venv-bot" / "bin" / "python"


def inputs_hash(root: Path) -> str:
    """The hash of every file that the model depends on, names included."""
    total = hashlib.sha256()
    for path in _inputs(root):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        total.update(f"{path.relative_to(root).as_posix()} {content}\n".encode())
    return total.hexdigest()


def _inputs(root: Path) -> Iterator[Path]:
    for pattern in INPUTS:
        yield from sorted(path for path in root.glob(pattern) if path.is_file())


def current_model(root: Path) -> Model | None:
    """The model last trained here, None if there is none or its file is gone."""
    models = root / "models"
    try:
        model = Model(**json.loads((models / "current.json").read_text()))
    except (OSError, ValueError, TypeError):
        return None
    return model if (models / model.file).is_file() else None


def is_current(root: Path) -> bool:
    """Whether the trained model was made from the inputs as they are now."""
    model = current_model(root)
    return model is not None and model.inputs == inputs_hash(root)


async def ensure_model(root: Path, report: Report, *, force: bool = False) -> Model:
    """A model that fits its inputs exists and is the current one.

    Two callers at once train once: the second waits for the first.

    Raises:
        TrainingError: Rasa refused the data or could not be started.
    """
    async with _alone(root / "models"):
        model = current_model(root)
        if model and not force and model.inputs == inputs_hash(root):
            return model
        return await _train(root, report)


@asynccontextmanager
async def _alone(models: Path) -> AsyncIterator[None]:
    with (models / ".training.lock").open("w") as lock:
        await asyncio.to_thread(fcntl.flock, lock, fcntl.LOCK_EX)
        yield


async def _train(root: Path, report: Report) -> Model:
    inputs = inputs_hash(root)
    models, name = root / "models", f"firstline-{inputs[:12]}.tar.gz"
    progress = Progress(root, report)
    with tempfile.TemporaryDirectory(dir=models, prefix=".training-") as scratch:
        code = await _rasa_train(root, Path(scratch), name, progress)
        trained = Path(scratch) / name
        if code or not trained.exists():
            raise TrainingError(progress.complaint(code))
        trained.replace(models / name)
    with (models / name).open("rb") as file:
        model = Model(name, hashlib.file_digest(file, "sha256").hexdigest(), inputs)
    written = models / f".current-{os.getpid()}.json"
    written.write_text(json.dumps(asdict(model), indent=2) + "\n")
    written.replace(models / "current.json")
    report(name, 1.0)
    return model


async def _rasa_train(root: Path, out: Path, name: str, progress: "Progress") -> int:
    data = [folder for folder in TRAINING_DATA if (root / folder).is_dir()]
    rasa = [str(bot_python(root)), "-m", "bot", "train"]
    files = ["--config", "config.yml", "--domain", "domain.yml", "--data", *data]
    # Rasa's cache looks at configuration and data, not at the components' code. Its
    # validation takes as long as the start and is the tests' work (tests/contracts).
    result = ["--out", str(out), "--fixed-model-name", name, "--force"]
    command = [*rasa, *files, *result, "--skip-validation"]
    env = QUIET_RASA | {"RASA_MAX_CACHE_SIZE": "0"}
    spec = Spec(name="train", command=lambda: command, cwd=root, env=env)
    process = await Process.start(spec)
    output = asyncio.create_task(process.pass_on(progress.take))
    try:
        code = await process.wait()
        await output
        return code
    finally:
        await process.stop(patience=2)
        output.cancel()


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
