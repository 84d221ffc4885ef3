"""The check-in after a resolution: its questions in order, and what an answer means."""

import re
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

import msgspec

from handoff.domain.case_policy import AnswerWords, FollowUpPolicy

MAX_SUGGESTION: Final = 2000


class FollowUpState(StrEnum):
    """Where a follow-up stands; the first two are open."""

    WAITING = "waiting"
    ASKED = "asked"
    ANSWERED = "answered"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class Step(StrEnum):
    """The question that is open, in the order in which they are asked."""

    SETTLED = "settled"
    SCORE = "score"
    HANDLED = "handled"
    SUGGESTION = "suggestion"
    DONE = "done"

    @property
    def next(self) -> "Step":
        """The question after this one."""
        steps = list(Step)
        return steps[min(steps.index(self) + 1, len(steps) - 1)]


class Channel(StrEnum):
    """Where the answer came from."""

    CHAT = "chat"
    MAIL = "mail"


class FollowUp(msgspec.Struct, frozen=True, kw_only=True):
    """One check-in and what the customer has said so far."""

    follow_up_id: str
    conversation_id: str
    handoff_id: str
    complaint_id: str | None
    state: FollowUpState
    step: Step
    due_at: datetime
    asked_at: datetime | None = None
    expires_at: datetime | None = None
    answered_at: datetime | None = None
    token_hash: str | None = None
    channel: Channel | None = None
    settled: bool | None = None
    score: int | None = None
    handled: str | None = None
    suggestion: str | None = None

    def is_open(self, now: datetime) -> bool:
        """Whether an answer still counts."""
        in_time = self.expires_at is not None and now < self.expires_at
        return self.state is FollowUpState.ASKED and in_time


class Vote(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole answer at once, as the page behind a mail's link sends it."""

    settled: bool
    score: int | None = None
    handled: str | None = None
    suggestion: str | None = None


def read_answer(step: Step, text: str, policy: FollowUpPolicy) -> dict[str, Any]:
    """What the customer's words say to the open question, as fields of a follow-up.

    Whatever is no clear yes to "is it settled?" is a no: a person looks at it rather
    than nobody. Words that fit no choice are kept as a suggestion.
    """
    plain = " ".join(re.findall(r"[\w']+", text.lower().replace("’", "'")))
    if step is Step.SETTLED:
        return {"settled": _is_yes(plain, policy.answers)}
    if step is Step.SCORE:
        number = re.search(r"\d+", plain)
        if number and 1 <= int(number[0]) <= policy.best_score:
            return {"score": int(number[0])}
    if step is Step.HANDLED:
        names = {entry.name.lower(): entry.id for entry in policy.handled}
        if plain in names:
            return {"handled": names[plain]}
    if plain in policy.answers.nothing:
        return {}
    return {"suggestion": text[:MAX_SUGGESTION]}


def _is_yes(plain: str, words: AnswerWords) -> bool:
    begins = any(plain == yes or plain.startswith(f"{yes} ") for yes in words.yes)
    said = set(plain.split())
    return begins and not said.intersection(words.unless)
