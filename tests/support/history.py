"""A recorded history: everything clients sent, were told and saw, in one list.

The checker (tests/support/checker.py) reads it beside the database; both must agree.
"""

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Send:
    """`sender` put message number `n` (1, 2, ...) of its own into a conversation."""

    sender: str
    conversation: str
    cmid: str
    n: int
    t: float


@dataclass(frozen=True, slots=True)
class Ack:
    """The desk told `sender` that the message is stored at `seq`."""

    sender: str
    conversation: str
    cmid: str
    seq: int
    t: float


@dataclass(frozen=True, slots=True)
class Refusal:
    """The desk told `sender` that a command was refused, with an error code."""

    sender: str
    conversation: str
    cmid: str
    code: str
    t: float


@dataclass(frozen=True, slots=True)
class Seen:
    """`observer` was shown one event; in the order that it was shown."""

    observer: str
    role: str
    conversation: str
    seq: int
    type: str
    visibility: str
    cmid: str | None
    t: float


@dataclass(frozen=True, slots=True)
class Won:
    """`agent` was told that their accept succeeded."""

    agent: str
    conversation: str
    handoff: str
    t: float


@dataclass(frozen=True, slots=True)
class Left:
    """`observer` stopped looking at a conversation, having been shown up to `seq`."""

    observer: str
    conversation: str
    seq: int
    t: float


@dataclass(frozen=True, slots=True)
class Mark:
    """Something happened to the desk: `start`, `kill`, `quiesced`."""

    what: str
    t: float


Entry = Send | Ack | Refusal | Seen | Won | Left | Mark


@dataclass(slots=True)
class History:
    """All entries of one run; one process writes it, so a list is enough."""

    entries: list[Entry] = field(default_factory=list)

    def add(self, entry: Entry) -> None:
        """The entry is the newest of the history."""
        self.entries.append(entry)

    def of(self, kind: type[Entry]) -> list[Any]:
        """All entries of one kind, oldest first."""
        return [entry for entry in self.entries if type(entry) is kind]

    def as_json(self) -> list[dict[str, Any]]:
        """The history for a file beside a failed test."""
        return [{"kind": type(e).__name__, **asdict(e)} for e in self.entries]
