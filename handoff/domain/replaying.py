"""Replays: what a change would have done to conversations of the past."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Final

import msgspec

from handoff.domain.turn import BotReply
from handoff.errors import ValidationFailed

MOST: Final = 500
"""Conversations of one replay: about ten minutes on one core."""
POLICIES: Final = tuple(
    f"data/policies/{name}.yml"
    for name in ("bot", "crisis_lines", "escalation", "protocols", "topics")
)
RULES: Final = "data/triage"
"""What bot and triage go by: these policies, and every file of rules below here."""
LONGEST_FILE: Final = 60_000


class ReplayState(StrEnum):
    """How far a replay is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


REPLAYING: Final = frozenset({ReplayState.QUEUED, ReplayState.RUNNING})


class Change(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is different in the replay; exactly one of the three.

    `file` and `content`: a policy or a file of triage rules; `script`, `variant` and
    `text`: another wording; `training_id`: another model.
    """

    file: str | None = None
    content: Annotated[str, msgspec.Meta(max_length=LONGEST_FILE)] | None = None
    script: str | None = None
    variant: str | None = None
    text: Annotated[str, msgspec.Meta(max_length=4000)] | None = None
    training_id: str | None = None


class Replay(msgspec.Struct, frozen=True, kw_only=True):
    """One replay over the last `wanted` conversations; `result` once it is done."""

    replay_id: str
    state: ReplayState
    step: str
    share: float
    change: Change
    wanted: int
    asked_by: str
    asked_at: datetime
    result: dict[str, Any] | None = None
    ended_at: datetime | None = None


class TurnOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What the bot made of one message; `said` is what it answered."""

    scripts: list[str]
    said: str
    topic: str | None
    answered: bool
    priority: str
    signals: list[str]
    reason: str | None


class ReplayedTurn(msgspec.Struct, frozen=True, kw_only=True):
    """One message, masked, and what became of it before and after the change."""

    text: str
    before: TurnOutcome | None
    after: TurnOutcome | None
    differs: list[str]


class ReplayedConversation(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation that goes differently, message by message."""

    conversation_id: str
    turns: list[ReplayedTurn]
    differs: list[str]


class ReplayResult(msgspec.Struct, frozen=True, kw_only=True):
    """How many conversations go differently, and which.

    `before` and `after` count conversations: `answered` to the end by the bot,
    `handed_over`; and messages: `not_understood`.
    """

    conversations: int
    turns: int
    before: dict[str, int]
    after: dict[str, int]
    differs: dict[str, int]
    different: list[ReplayedConversation]


def check_change(change: Change) -> None:
    """Nothing: the change names exactly one thing that can be replayed.

    Raises:
        ValidationFailed: it names none, several, or a file that no replay may change.
    """
    file = change.file is not None and change.content is not None
    script = None not in (change.script, change.variant, change.text)
    model = change.training_id is not None
    named = sum(
        value is not None for value in (change.file, change.script, change.training_id)
    )
    if named != 1 or not (file or script or model):
        raise ValidationFailed(
            "change: name a file with its content, a script with variant and text, "
            "or a training",
            details={"field": "change"},
        )
    if change.file is not None and not _may_change(change.file):
        raise ValidationFailed(
            "file: a policy or a file of triage rules", details={"field": "file"}
        )


def _may_change(name: str) -> bool:
    rules = name.startswith(f"{RULES}/") and name.endswith(".yml")
    return name in POLICIES or (rules and ".." not in name)


def outcome_of(reply: BotReply) -> TurnOutcome:
    """What is compared of the bot's answer."""
    rating = reply.triage or {}
    return TurnOutcome(
        scripts=[message.script or "" for message in reply.messages],
        said="\n".join(message.text for message in reply.messages),
        topic=reply.understanding.topic,
        answered=reply.understanding.accepted,
        priority=str(rating.get("priority", "none")),
        signals=sorted({signal["name"] for signal in rating.get("signals", ())}),
        reason=reply.handoff.reason.value if reply.handoff else None,
    )


def differences(before: TurnOutcome | None, after: TurnOutcome | None) -> list[str]:
    """Which of rating, topic, handoff and words differ."""
    if before is None or after is None:
        return [] if before is after else ["handoff"]
    pairs = {
        "handoff": (before.reason, after.reason),
        "rating": (
            (before.priority, before.signals),
            (after.priority, after.signals),
        ),
        "topic": (
            (before.topic, before.answered),
            (after.topic, after.answered),
        ),
        "words": (before.said, after.said),
    }
    return [name for name, (old, new) in pairs.items() if old != new]


def compare_conversation(
    conversation_id: str,
    texts: Sequence[str],
    before: Sequence[TurnOutcome],
    after: Sequence[TurnOutcome],
) -> ReplayedConversation:
    """The two runs of a conversation side by side; a handoff ends a run."""
    turns = []
    for place, text in enumerate(texts):
        old = before[place] if place < len(before) else None
        new = after[place] if place < len(after) else None
        if old is None and new is None:
            break
        turns.append(
            ReplayedTurn(
                text=text, before=old, after=new, differs=differences(old, new)
            )
        )
    found = {name for turn in turns for name in turn.differs}
    return ReplayedConversation(
        conversation_id=conversation_id, turns=turns, differs=sorted(found)
    )


def sum_up(
    replayed: Sequence[ReplayedConversation],
    before: Iterable[Sequence[TurnOutcome]],
    after: Iterable[Sequence[TurnOutcome]],
) -> ReplayResult:
    """The counts over all conversations, and those that go differently."""
    different = [one for one in replayed if one.differs]
    kinds = sorted({name for one in different for name in one.differs})
    return ReplayResult(
        conversations=len(replayed),
        turns=sum(len(one.turns) for one in replayed),
        before=_count(before),
        after=_count(after),
        differs={kind: sum(kind in one.differs for one in different) for kind in kinds},
        different=different,
    )


def _count(runs: Iterable[Sequence[TurnOutcome]]) -> dict[str, int]:
    counts = {"answered": 0, "handed_over": 0, "not_understood": 0}
    for run in runs:
        handed = any(turn.reason for turn in run)
        counts["handed_over" if handed else "answered"] += 1
        counts["not_understood"] += sum(not turn.answered for turn in run)
    return counts
