"""A customer who comes back: the open matter is named, nobody tells it twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from actions.order_question import find_order_number
from actions.policies import Policies
from actions.topics import Topic, Topics
from actions.turn import Turn

ASK_PREVIOUS = "utter_ask_previous"
PREVIOUS = "previous"


@dataclass(frozen=True, slots=True)
class Matter:
    """An open complaint of the customer's, from an earlier conversation."""

    reference: str
    topic: Topic
    opened: date
    order_number: str | None

    def slots(self) -> dict[str, Any]:
        """The words to ask for it with; it is asked about once in a conversation."""
        label, reference = self.topic.label, self.reference
        asked = {"previous_label": label, "previous_reference": reference}
        return {**asked, "previous_asked": True}


@dataclass(frozen=True, slots=True)
class Return:
    """What the turn does about the open matter.

    ask: the bot asks whether it is about that; take_up: it is; new: it is another one,
    and `waiting` is the topic that was named before the bot asked. `recent`: opened so
    lately that coming back about it needs a person.
    """

    kind: Literal["ask", "take_up", "new"]
    matter: Matter
    waiting: Topic | None = None
    recent: bool = False

    def slots(self) -> dict[str, Any]:
        """What becomes of the question and, once taken up, what need not be asked."""
        if self.kind == "ask":
            waits = self.waiting.id if self.waiting else None
            return {**self.matter.slots(), "previous_waiting": waits}
        number = self.matter.order_number
        if self.kind == "new" or number is None:
            return {"previous_waiting": None}
        known = {"order_number": number, "order_question": "given"}
        return {**known, "previous_waiting": None}


def read_return(
    turn: Turn, asked: str, policies: Policies, today: date
) -> Return | None:
    """What the turn does about the newest open matter; None without one or if nothing.

    The bot asks when somebody says hello, or names the matter's topic and no order but
    its own; any clearer beginning is answered as it is.
    """
    matter = open_matter(turn, policies.topics)
    if matter is None or turn.in_order_form:
        return None
    if asked == PREVIOUS:
        return _answered(turn, matter, policies, today)
    if turn.slots.get("previous_asked") or turn.word("last_topic"):
        return None
    if turn.intent == "greet":
        return Return("ask", matter)
    number = find_order_number(turn.text)
    if turn.intent == matter.topic.id and number in (None, matter.order_number):
        return Return("ask", matter, waiting=matter.topic)
    return None


def open_matter(turn: Turn, topics: Topics) -> Matter | None:
    """The newest open matter that the desk names in the slot `previous`."""
    cases = turn.slots.get(PREVIOUS)
    for case in cases if isinstance(cases, list) else ():
        matter = _matter(case, topics) if isinstance(case, Mapping) else None
        if matter:
            return matter
    return None


def _matter(case: Mapping[str, Any], topics: Topics) -> Matter | None:
    topic = topics.matter(str(case.get("topic")))
    if case.get("status") != "open" or topic is None:
        return None
    try:
        opened = date.fromisoformat(str(case.get("opened_at"))[:10])
    except ValueError:
        return None
    number = case.get("order_number")
    known = number if isinstance(number, str) else None
    return Matter(str(case.get("reference")), topic, opened, known)


def _answered(
    turn: Turn, matter: Matter, policies: Policies, today: date
) -> Return | None:
    if turn.intent in {"affirm", matter.topic.id}:
        days = policies.escalation.limits["repeat_days"]
        recent = (today - matter.opened).days <= days
        return Return("take_up", matter, recent=recent)
    if turn.intent == "deny":
        waiting = policies.topics.by_id.get(turn.word("previous_waiting") or "")
        return Return("new", matter, waiting=waiting)
    return None
