"""Whether a newly trained model may serve: it is measured beside the one in service."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Final, Literal

import msgspec

OUT_OF_SCOPE: Final = "out_of_scope"


class Outcome(StrEnum):
    """What became of a message: best first."""

    RIGHT = "right"
    REFUSED = "refused"
    WRONG = "wrong"


class Reading(msgspec.Struct, frozen=True):
    """What a model takes a message to be about, and whether it would answer."""

    topic: str | None
    accepted: bool


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """A message whose topic people named, read by both models."""

    text: str
    topic: str
    source: Literal["golden", "inbox"]
    before: Reading
    after: Reading


class GatePolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a new model may lose (data/policies/training_gate.yml).

    Shares are parts of one, of all messages; `topic_loss` counts messages of a topic.
    """

    version: Literal[1]
    right_loss: Annotated[float, msgspec.Meta(ge=0, le=1)]
    wrong_gain: Annotated[float, msgspec.Meta(ge=0, le=1)]
    topic_loss: Annotated[int, msgspec.Meta(ge=0)]


class TopicResult(msgspec.Struct, frozen=True, kw_only=True):
    """How many of a topic's messages each model gets right."""

    topic: str
    messages: int
    before: int
    after: int


class Flip(msgspec.Struct, frozen=True, kw_only=True):
    """A message that the two models treat differently."""

    text: str
    topic: str
    source: str
    before: Reading
    after: Reading
    verdict: Literal["better", "worse", "other"]


class GateReport(msgspec.Struct, frozen=True, kw_only=True):
    """The comparison; `reasons` say why the gate is shut, none when it holds."""

    messages: int
    right_before: int
    right_after: int
    wrong_before: int
    wrong_after: int
    topics: list[TopicResult]
    flips: list[Flip]
    reasons: list[str]

    @property
    def holds(self) -> bool:
        """Whether the new model may serve."""
        return not self.reasons


def outcome(topic: str, reading: Reading) -> Outcome:
    """What became of a message about `topic`; nothing to know is right to refuse."""
    if not reading.accepted:
        return Outcome.RIGHT if topic == OUT_OF_SCOPE else Outcome.REFUSED
    return Outcome.RIGHT if reading.topic == topic else Outcome.WRONG


def compare(judged: Sequence[Judged], policy: GatePolicy) -> GateReport:
    """The report on both models' reading of the same messages.

    A gate without a message to measure with is shut: nothing proves the model.
    """
    before = [outcome(row.topic, row.before) for row in judged]
    after = [outcome(row.topic, row.after) for row in judged]
    topics = _by_topic(judged, before, after)
    report = GateReport(
        messages=len(judged),
        right_before=before.count(Outcome.RIGHT),
        right_after=after.count(Outcome.RIGHT),
        wrong_before=before.count(Outcome.WRONG),
        wrong_after=after.count(Outcome.WRONG),
        topics=topics,
        flips=_flips(judged, before, after),
        reasons=[],
    )
    return msgspec.structs.replace(report, reasons=_reasons(report, policy))


def _by_topic(
    judged: Sequence[Judged], before: list[Outcome], after: list[Outcome]
) -> list[TopicResult]:
    """Topics that lost messages first, then those that won."""
    rows = [
        TopicResult(
            topic=topic,
            messages=sum(row.topic == topic for row in judged),
            before=_right(judged, before, topic),
            after=_right(judged, after, topic),
        )
        for topic in sorted({row.topic for row in judged})
    ]
    return sorted(rows, key=lambda row: (row.after - row.before, row.topic))


def _right(judged: Sequence[Judged], outcomes: list[Outcome], topic: str) -> int:
    return sum(
        row.topic == topic and found is Outcome.RIGHT
        for row, found in zip(judged, outcomes, strict=True)
    )


def _flips(
    judged: Sequence[Judged], before: list[Outcome], after: list[Outcome]
) -> list[Flip]:
    order = list(Outcome)
    flips = []
    for row, was, now in zip(judged, before, after, strict=True):
        if row.before == row.after or (was is now and not row.after.accepted):
            continue
        step = order.index(was) - order.index(now)
        verdict: Literal["better", "worse", "other"] = "other"
        if step:
            verdict = "better" if step > 0 else "worse"
        flips.append(
            Flip(
                text=row.text,
                topic=row.topic,
                source=row.source,
                before=row.before,
                after=row.after,
                verdict=verdict,
            )
        )
    return sorted(
        flips, key=lambda flip: ("worse", "better", "other").index(flip.verdict)
    )


def _reasons(report: GateReport, policy: GatePolicy) -> list[str]:
    """Codes with their figures, told to people by the studio's catalogue."""
    if report.messages == 0:
        return ["nothing_measured"]
    reasons = []
    lost = report.right_before - report.right_after
    if lost > policy.right_loss * report.messages:
        reasons.append(f"fewer_right:{lost}")
    gained = report.wrong_after - report.wrong_before
    if gained > policy.wrong_gain * report.messages:
        reasons.append(f"more_wrong:{gained}")
    reasons += [
        f"topic_lost:{row.topic}:{row.before - row.after}"
        for row in report.topics
        if row.before - row.after > policy.topic_loss
    ]
    return reasons
