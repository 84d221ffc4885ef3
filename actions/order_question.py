"""What an answer to "what is your order number?" amounts to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from actions.policies import BotPolicy
from actions.topics import Topics
from actions.turn import FALLBACK_INTENT, Turn

# 4471-0093, 4471 0093 and #44710093 are order numbers anywhere; eight bare digits only
# after the word or in answer to the question, or a phone number would do.
_NUMBER = re.compile(
    r"(?<![\w-])(?:#\s?(\d{4})[-–. ]?|(\d{4})\s?[-–]\s?|(\d{4}) )(\d{4})(?![\w-])"
)
_BARE = re.compile(r"(?<![\w+-])(\d{4})(\d{4})(?![\w-])")
_NAMED = re.compile(r"\border(?:\s+(?:number|no\.?|is|id))*[\s:#]{1,3}$", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
# Said in passing: they get their own answer, then the question is put again.
_PASSING = frozenset(
    {"greet", "thanks", "bot_challenge", "frustration", "out_of_scope", "praise"}
    | {"non_english"}
)
# A reply with no more words than this answers the question, whatever intent it got.
_SHORT = 6


class Answer(StrEnum):
    """What becomes of the question."""

    GIVEN = "given"
    SKIPPED = "skipped"
    ASK_AGAIN = "ask_again"
    DROPPED = "dropped"
    PASSED_BY = "passed_by"


@dataclass(frozen=True, slots=True)
class OrderAnswer:
    """The reading of an answer; `keeps_topic` when it changes nothing but that."""

    answer: Answer
    keeps_topic: bool


def find_order_number(text: str, *, asked: bool = False) -> str | None:
    """The first order number of the text as "4471-0093", None when there is none."""
    for found in _NUMBER.finditer(text):
        return f"{found[1] or found[2] or found[3]}-{found[4]}"
    for found in _BARE.finditer(text):
        if asked or _NAMED.search(text[: found.start()]):
            return f"{found[1]}-{found[2]}"
    return None


def is_short_reply(text: str) -> bool:
    """Whether the text is an answer rather than a story."""
    return len(_WORD.findall(text)) <= _SHORT


def read_answer(
    turn: Turn, number: str | None, email: str | None, policy: BotPolicy, topics: Topics
) -> OrderAnswer:
    """What the turn, said while the order form is open, makes of its question."""
    short = is_short_reply(turn.text)
    if number:
        return OrderAnswer(Answer.GIVEN, keeps_topic=short)
    if email or turn.intent == "deny" or has_none(turn.text, policy):
        return OrderAnswer(Answer.SKIPPED, keeps_topic=True)
    matter = topics.matter(turn.intent)
    switched = matter is not None and turn.intent != turn.word("last_topic")
    if matter and switched and not matter.needs_order and not short:
        return OrderAnswer(Answer.DROPPED, keeps_topic=False)
    if turn.intent == "goodbye":
        return OrderAnswer(Answer.DROPPED, keeps_topic=True)
    if turn.count("order_asks") + 1 >= policy.order_asks and not switched:
        return OrderAnswer(Answer.SKIPPED, keeps_topic=turn.intent == FALLBACK_INTENT)
    if turn.intent in _PASSING:
        return OrderAnswer(Answer.PASSED_BY, keeps_topic=True)
    return OrderAnswer(Answer.ASK_AGAIN, keeps_topic=not switched)


def has_none(text: str, policy: BotPolicy) -> bool:
    """Whether the text says that there is no number at hand."""
    said = text.lower().replace("’", "'")
    return any(phrase in said for phrase in policy.order_unknown)
