"""Questions and answers that content teams add: a topic of their own for the bot."""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Final

import msgspec

from handoff.errors import ValidationFailed

PREFIX: Final = "faq_"
FEWEST: Final = 5
"""Example questions a topic needs before it is trained: fewer teach it nothing."""
MOST: Final = 500
LONGEST_QUESTION: Final = 500
LONGEST_ANSWER: Final = 1500
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{2,40}")


class FaqState(StrEnum):
    """Whether an entry is trained at the next training."""

    DRAFT = "draft"
    LIVE = "live"
    RETIRED = "retired"


class Faq(msgspec.Struct, frozen=True, kw_only=True):
    """One entry: how customers ask, and the answer."""

    topic: str
    label: str
    questions: list[str]
    answer: str
    state: FaqState
    revision: int = 1

    @property
    def script(self) -> str:
        """The script that holds the answer."""
        return f"utter_{self.topic}"


def topic_id(name: str) -> str:
    """The topic of a new entry called `name`.

    Raises:
        ValidationFailed: the name cannot be one.
    """
    plain = re.sub(r"[^a-z0-9]+", "_", name.strip().lower()).strip("_")
    if not _NAME.fullmatch(plain):
        raise ValidationFailed(
            "label: 3 to 40 letters or digits, a letter first",
            details={"field": "label"},
        )
    return PREFIX + plain


def check(questions: Sequence[str], answer: str, *, live: bool) -> list[str]:
    """The questions, tidied: blank ones and repeats are gone.

    Args:
        questions: how customers ask.
        answer: what the bot says.
        live: whether the entry is to be trained.

    Raises:
        ValidationFailed: a question or the answer is too long, the answer is empty, or
            there are too few questions to train a topic with.
    """
    kept = list(dict.fromkeys(text for q in questions if (text := " ".join(q.split()))))
    if len(kept) > MOST:
        raise _refused("questions", f"at most {MOST} questions")
    for number, question in enumerate(kept, 1):
        if len(question) > LONGEST_QUESTION:
            longest = f"at most {LONGEST_QUESTION} characters"
            raise _refused("questions", f"question {number}: {longest}")
    if not answer.strip():
        raise _refused("answer", "an answer is needed")
    if len(answer) > LONGEST_ANSWER:
        raise _refused("answer", f"at most {LONGEST_ANSWER} characters")
    if live and len(kept) < FEWEST:
        raise _refused(
            "questions",
            f"{FEWEST} different questions are needed to train a topic, "
            f"there {'is' if len(kept) == 1 else 'are'} {len(kept)}",
        )
    return kept


def _refused(field: str, reason: str) -> ValidationFailed:
    return ValidationFailed(f"{field}: {reason}", details={"field": field})


class Additions(msgspec.Struct, frozen=True, kw_only=True):
    """What a company adds to the shipped training data.

    `examples` are further ways to ask for topics, by topic; `faqs` are whole topics.
    """

    examples: dict[str, list[str]] = msgspec.field(default_factory=dict)
    faqs: list[Faq] = msgspec.field(default_factory=list)

    def nlu(self) -> dict[str, Any]:
        """The examples as a file of Rasa's training data."""
        asked = {faq.topic: list(faq.questions) for faq in self.faqs}
        for topic, texts in self.examples.items():
            asked[topic] = list(dict.fromkeys([*asked.get(topic, []), *texts]))
        return {
            "version": "3.1",
            "nlu": [
                {"intent": topic, "examples": "".join(map(_line, texts))}
                for topic, texts in sorted(asked.items())
                if texts
            ],
        }

    def rules(self) -> dict[str, Any]:
        """One rule per added topic: it is answered, then asked whether that helps."""
        return {
            "version": "3.1",
            "rules": [
                {
                    "rule": faq.topic,
                    "steps": [
                        {"intent": faq.topic},
                        {"action": faq.script},
                        {"action": "utter_ask_settled"},
                    ],
                }
                for faq in self.faqs
            ],
        }

    def domain(self) -> dict[str, Any]:
        """The added topics and their answers as a part of Rasa's domain."""
        return {
            "version": "3.1",
            "intents": [faq.topic for faq in self.faqs],
            "responses": {faq.script: [{"text": faq.answer}] for faq in self.faqs},
        }

    @property
    def empty(self) -> bool:
        """Whether there is nothing to add."""
        return not self.faqs and not any(self.examples.values())


def _line(text: str) -> str:
    # Square brackets mark entities in Rasa's format; here they are masked words.
    return f"- {text.translate(_PLAIN)}\n"


_PLAIN: Final = str.maketrans({"[": "", "]": "", "\n": " ", "\r": " "})
