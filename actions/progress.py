"""How the conversation is going: what was understood, refused, settled, asked for."""

from __future__ import annotations

from dataclasses import dataclass

from actions.order_question import is_short_reply
from actions.topics import Topics
from actions.triage import Rating
from actions.turn import FALLBACK_INTENT, Turn

_NOT_UNDERSTOOD = frozenset({FALLBACK_INTENT, "non_english"})
_CONTENT = frozenset({"affirm", "thanks", "goodbye", "praise"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """The counters after this turn, and what this turn did to the question before it.

    `topic` is the matter in hand, `answered` whether the bot tried to settle it,
    `raised` whether this turn named it.
    """

    topic: str | None
    asked: str
    tried: tuple[str, ...]
    answered: bool
    misunderstood: int
    refused: int
    human_requests: int
    insults: int
    content: bool
    settled: bool = False
    raised: bool = False


def measure(
    turn: Turn,
    rating: Rating,
    topics: Topics,
    *,
    number_given: bool,
    keeps_topic: bool,
    apart: bool = False,
) -> Progress:
    """The progress after `turn`; `number_given` when it brought a new order number.

    `apart`: it will be answered with a remedy or a question, whatever its topic.
    """
    tried = tried_so_far(turn, topics)
    before = turn.word("last_topic")
    repeats = number_given and is_short_reply(turn.text) and before is not None
    new = None if keeps_topic or repeats or apart else topics.matter(turn.intent)
    topic = new.id if new else before
    answered = topic is not None and f"utter_{topic}" in tried
    asked = topics.asked_by(turn.said)
    if asked == "way" and turn.word("asked") in {"person", "nothing"}:
        # A no to being offered a person was taken as just that: no way was offered.
        asked = "nothing"
    content = turn.intent in _CONTENT
    settled = content and asked == "settled" and turn.intent != "goodbye"
    misunderstood = turn.intent in _NOT_UNDERSTOOD and not number_given
    misunderstood = misunderstood and not apart
    if turn.in_order_form:
        # The form asks again by itself; only a foreign language is beyond it.
        misunderstood = turn.intent == "non_english"
    refused = not apart and _refuses(turn, asked, answered, number_given)
    wants_person = rating.human_request or turn.intent == "human"
    insulted = any(signal.name == "abuse" for signal in rating.signals)
    return Progress(
        topic=topic,
        asked=asked,
        tried=tried,
        answered=answered,
        misunderstood=turn.count("misunderstood_count") + 1 if misunderstood else 0,
        refused=0 if settled else turn.count("refused_count") + refused,
        human_requests=turn.count("human_requests") + wants_person,
        insults=turn.count("insults") + insulted,
        content=content,
        settled=settled,
        raised=new is not None and not turn.in_order_form,
    )


def tried_so_far(turn: Turn, topics: Topics) -> tuple[str, ...]:
    """The scripts that tried to settle something, those of the last turn included."""
    return _joined(turn.names("tried"), topics.answers(turn.said))


def _refuses(turn: Turn, asked: str, answered: bool, number_given: bool) -> bool:
    if turn.in_order_form or number_given:
        return False
    if turn.intent == "deny":
        return asked in {"settled", "choice", "way"}
    if turn.intent == "frustration":
        return answered
    # The same complaint again after its answer: that answer did not settle it.
    return answered and turn.intent == turn.word("last_topic")


def _joined(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))
