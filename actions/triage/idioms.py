"""Turns of phrase that sound like danger and are not ("you're killing me")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from actions.triage import yamlfile
from actions.triage.model import SIGNALS
from actions.triage.patterns import Stream, WordSets
from actions.triage.rules import compile_all

_KEYS = frozenset({"version", "sets", "idioms"})
_ENTRY_KEYS = frozenset({"for", "any"})


@dataclass(frozen=True, slots=True)
class Masked:
    """The words of one message that an idiom explains, per signal."""

    words: Mapping[str, frozenset[int]]

    def covers(self, signal: str, start: int, end: int) -> bool:
        """Whether an idiom explains a part of these words."""
        inside = self.words.get(signal)
        return inside is not None and not inside.isdisjoint(range(start, end))


class Idioms:
    """The list of idioms and the signals that each of them explains away."""

    def __init__(self, path: Path, sets: WordSets) -> None:
        root = yamlfile.read(path)
        root.mapping(_KEYS)
        self._entries = []
        for node in root.need("idioms").items():
            node.mapping(_ENTRY_KEYS)
            for item in node.need("for").items():
                if item.value not in SIGNALS:
                    raise item.fail(f"'{item.value}' is not one of the twelve signals")
            patterns = compile_all(node.need("any").items(), sets)
            self._entries.append((node.need("for").texts(), patterns))

    def masked(self, stream: Stream) -> Masked:
        """The words of the stream that idioms explain."""
        words: dict[str, set[int]] = {}
        for signals, patterns in self._entries:
            for pattern in patterns:
                for start, end in pattern.matches(stream):
                    for signal in signals:
                        words.setdefault(signal, set()).update(range(start, end))
        return Masked({name: frozenset(inside) for name, inside in words.items()})
