"""Which promises a run broke: a pure function of its history and its database.

The invariants are numbered as in docs/reliability.md: I1 no loss, I2 no duplicate,
I3 order, I5 bot silence, I6 single owner, I7 whole transcript, I8 timers, I9 read
rights.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from tests.support.history import Ack, History, Left, Seen, Send, Won
from tests.support.timer_checks import Due, faults_of_timers

OWNER_AFTER = {
    "handoff.queued": "queue",
    "handoff.accepted": "agent",
    "handoff.returned": "bot",
    "handoff.resolved": "nobody",
    "handoff.abandoned": "nobody",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One stored event."""

    conversation: str
    seq: int
    type: str
    visibility: str
    author_kind: str
    author_id: str | None
    cmid: str | None
    data: Mapping[str, Any]
    author_name: str | None = None
    at: str = ""


@dataclass(frozen=True, slots=True)
class Tenure:
    """One stored assignment, as the span of seqs that it covers (`end` open = None)."""

    conversation: str
    agent: str
    start: int
    end: int | None


@dataclass(slots=True)
class Stored:
    """The database after the run came to rest."""

    rows: list[Row]
    tenures: list[Tenure] = field(default_factory=list)
    packets: list[Mapping[str, Any]] = field(default_factory=list)
    timers: list[Due] = field(default_factory=list)

    def logs(self) -> dict[str, list[Row]]:
        """The log of every conversation by seq."""
        logs: dict[str, list[Row]] = defaultdict(list)
        for row in sorted(self.rows, key=lambda row: (row.conversation, row.seq)):
            logs[row.conversation].append(row)
        return logs


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken promise."""

    invariant: str
    conversation: str
    detail: str


Seal = Callable[[Iterable[Row]], str]


def check(
    history: History, stored: Stored, seal: Seal | None = None
) -> list[Violation]:
    """Every violation found; `seal` computes the hash chain over message rows."""
    return [
        *no_loss(history, stored),
        *no_duplicate(history, stored),
        *order(history, stored),
        *bot_silence(stored),
        *single_owner(history, stored),
        *(whole_transcript(stored, seal) if seal else ()),
        *timers_once(stored),
        *read_rights(history),
    ]


def no_loss(history: History, stored: Stored) -> Iterator[Violation]:
    """I1: what was acknowledged is stored, and every observer has all of its log.

    One who left a conversation owes nothing of what came later; nobody may have been
    shown what is not stored.
    """
    kept = {(r.conversation, r.cmid): r.seq for r in stored.rows if r.cmid}
    for ack in history.of(Ack):
        seq = kept.get((ack.conversation, ack.cmid))
        if seq != ack.seq:
            yield Violation("I1", ack.conversation, f"acked {ack.cmid} stored at {seq}")
    logs = stored.logs()
    until = _last_owed(history)
    for (observer, role, conversation), seqs in _views(history).items():
        log, shown = logs.get(conversation, []), set(seqs)
        last = until.get((observer, conversation), len(log))
        for row in log:
            visible = role == "agent" or row.visibility == "public"
            if visible and row.seq <= last and row.seq not in shown:
                yield Violation("I1", conversation, f"{role} never saw seq {row.seq}")
        if max(seqs) > len(log):
            yield Violation("I1", conversation, f"{role} saw what is not stored")


def no_duplicate(history: History, stored: Stored) -> Iterator[Violation]:
    """I2: a client message id is stored once, and nobody is shown a seq twice."""
    times: dict[tuple[str, str | None, str], int] = defaultdict(int)
    for row in stored.rows:
        if row.cmid:
            times[row.conversation, row.author_id, row.cmid] += 1
    for (conversation, _, cmid), count in times.items():
        if count > 1:
            yield Violation("I2", conversation, f"{cmid} is stored {count} times")
    for (observer, _, conversation), seqs in _views(history).items():
        if len(seqs) != len(set(seqs)):
            yield Violation("I2", conversation, f"{observer} was shown a seq twice")


def order(history: History, stored: Stored) -> Iterator[Violation]:
    """I3: seqs are 1..n, every view ascends, and each sender's order is kept."""
    for conversation, log in stored.logs().items():
        if [row.seq for row in log] != list(range(1, len(log) + 1)):
            yield Violation("I3", conversation, "the log has gaps or repeats")
    for (observer, _, conversation), seqs in _views(history).items():
        if seqs != sorted(seqs):
            yield Violation("I3", conversation, f"{observer} saw seqs out of order")
    place = {(r.conversation, r.cmid): r.seq for r in stored.rows if r.cmid}
    sent: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for send in history.of(Send):
        seq = place.get((send.conversation, send.cmid))
        if seq is not None:
            sent[send.sender, send.conversation].append((send.n, seq))
    for (sender, conversation), pairs in sent.items():
        by_number = [seq for _, seq in sorted(set(pairs))]
        if by_number != sorted(by_number):
            yield Violation("I3", conversation, f"{sender}'s messages changed places")


def bot_silence(stored: Stored) -> Iterator[Violation]:
    """I5: the log holds no word of the bot while somebody else is the owner."""
    for conversation, log in stored.logs().items():
        owner = "bot"
        for row in log:
            if row.author_kind == "bot" and owner != "bot":
                yield Violation(
                    "I5", conversation, f"the bot spoke at seq {row.seq} under {owner}"
                )
            owner = OWNER_AFTER.get(row.type, owner)


def single_owner(history: History, stored: Stored) -> Iterator[Violation]:
    """I6: one agent at a time, one winner per handoff, only the owner writes."""
    for conversation, log in stored.logs().items():
        yield from _writers(conversation, log)
    spans: dict[str, list[Tenure]] = defaultdict(list)
    for tenure in stored.tenures:
        spans[tenure.conversation].append(tenure)
    for conversation, tenures in spans.items():
        tenures.sort(key=lambda tenure: tenure.start)
        for left, right in pairwise(tenures):
            if left.end is None or left.end > right.start:
                yield Violation("I6", conversation, "two assignments overlap")
    winners: dict[str, set[str]] = defaultdict(set)
    for won in history.of(Won):
        winners[won.handoff].add(won.agent)
        if len(winners[won.handoff]) > 1:
            yield Violation("I6", won.conversation, f"two won {won.handoff}")


def whole_transcript(stored: Stored, seal: Seal) -> Iterator[Violation]:
    """I7: a packet holds every message up to its last seq, and its hash says so."""
    logs = stored.logs()
    for packet in stored.packets:
        conversation = packet["conversation_id"]
        transcript = packet["transcript"]
        log = logs.get(conversation, [])
        prefix = [
            row
            for row in log
            if row.type == "message.created" and row.seq <= transcript["last_seq"]
        ]
        shown = transcript.get("messages")
        if shown is not None and [m["seq"] for m in shown] != [r.seq for r in prefix]:
            yield Violation("I7", conversation, "the packet misses messages")
        if transcript["count"] != len(prefix):
            yield Violation("I7", conversation, "the packet's count is wrong")
        if transcript["sha256"] != seal(prefix):
            yield Violation("I7", conversation, "the packet's hash is wrong")
        queued = _queued_at(log, packet["handoff_id"])
        if queued is not None and _misses_words_before(log, queued, transcript):
            yield Violation("I7", conversation, "words before the handoff are missing")


def timers_once(stored: Stored) -> Iterator[Violation]:
    """I8: what was due happened exactly once, and nothing before its moment."""
    for conversation, detail in faults_of_timers(stored.timers, stored.logs()):
        yield Violation("I8", conversation, detail)


def read_rights(history: History) -> Iterator[Violation]:
    """I9: no customer was shown what is for agents only."""
    for seen in history.of(Seen):
        if seen.role == "customer" and seen.visibility != "public":
            yield Violation("I9", seen.conversation, f"a customer saw seq {seen.seq}")


def _views(history: History) -> dict[tuple[str, str, str], list[int]]:
    views: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for seen in history.of(Seen):
        views[seen.observer, seen.role, seen.conversation].append(seen.seq)
    return views


def _last_owed(history: History) -> dict[tuple[str, str], int]:
    """Up to which seq those who left a conversation had to be shown it."""
    owed: dict[tuple[str, str], int] = {}
    for left in history.of(Left):
        key = left.observer, left.conversation
        owed[key] = max(owed.get(key, 0), left.seq)
    return owed


def _writers(conversation: str, log: list[Row]) -> Iterator[Violation]:
    owner: str | None = None
    for row in log:
        if row.type == "handoff.accepted":
            if owner is not None:
                yield Violation("I6", conversation, f"accepted twice at {row.seq}")
            owner = row.author_id
        elif row.type in OWNER_AFTER:
            owner = None
        elif (
            row.author_kind == "agent"
            and row.visibility == "public"
            and row.author_id != owner
        ):
            yield Violation("I6", conversation, f"a stranger wrote at seq {row.seq}")


def _queued_at(log: list[Row], handoff_id: str) -> int | None:
    for row in log:
        if row.type == "handoff.queued" and row.data.get("handoff_id") == handoff_id:
            return row.seq
    return None


def _misses_words_before(
    log: list[Row], queued: int, transcript: Mapping[str, Any]
) -> bool:
    spoken = [
        row.seq
        for row in log
        if row.type == "message.created"
        and row.author_kind in ("customer", "bot", "agent")
        and row.visibility == "public"
        and row.seq < queued
    ]
    return bool(spoken) and spoken[-1] > transcript["last_seq"]
