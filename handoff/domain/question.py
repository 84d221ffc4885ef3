"""Questions that the bot had no answer to, and what becomes of them."""

from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Final

import msgspec

HELD_OUT_OF: Final = 3
"""One in so many filed questions is never trained on: it measures the next model."""


class QuestionState(StrEnum):
    """What became of a question."""

    OPEN = "open"
    FILED = "filed"
    DISMISSED = "dismissed"


class QuestionSource(StrEnum):
    """How a question came into the inbox."""

    NOT_UNDERSTOOD = "not_understood"
    MARKED = "marked"


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A customer's message, personal data masked, that the bot should learn from.

    `topic` and `confidence` are the model's best guess; `cluster` groups questions
    that ask the same, None before they were grouped.
    """

    question_id: str
    conversation_id: str
    message_seq: int
    text: str
    source: QuestionSource
    state: QuestionState
    at: datetime
    topic: str | None = None
    confidence: float | None = None
    cluster: int | None = None
    filed_topic: str | None = None
    held_out: bool = False


class Cluster(msgspec.Struct, frozen=True, kw_only=True):
    """Questions that ask the same; `title` is the most central of them.

    `suggested` are the topics that the model would guess, with its mean confidence.
    """

    number: int | None
    title: str
    questions: list[Question]
    suggested: list["Suggestion"]


class Suggestion(msgspec.Struct, frozen=True):
    """A topic that questions may belong to."""

    topic: str
    confidence: float


def is_held_out(question_id: str) -> bool:
    """Whether the question measures models instead of training them; never changes."""
    return sha256(question_id.encode()).digest()[0] % HELD_OUT_OF == 0


def gather(questions: list[Question]) -> list[Cluster]:
    """The questions by cluster, the largest first; those not grouped yet come last."""
    groups: dict[int | None, list[Question]] = {}
    for question in questions:
        groups.setdefault(question.cluster, []).append(question)
    ordered = sorted(groups.items(), key=lambda item: (item[0] is None, -len(item[1])))
    return [
        Cluster(
            number=number,
            title=members[0].text,
            questions=members,
            suggested=_suggested(members),
        )
        for number, members in ordered
    ]


def _suggested(members: list[Question], most: int = 3) -> list[Suggestion]:
    total: dict[str, float] = {}
    for question in members:
        if question.topic is not None:
            held = total.get(question.topic, 0.0)
            total[question.topic] = held + (question.confidence or 0.0)
    best = sorted(total.items(), key=lambda item: -item[1])[:most]
    return [Suggestion(topic, round(sure / len(members), 3)) for topic, sure in best]
