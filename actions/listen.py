"""The one call of an ordinary turn: rate the message, remember it, judge it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import Event, FirstlineAction, set_slots
from actions.contacts import earlier_contacts
from actions.escalation import Escalation, Situation, decide
from actions.granting import ActionRemedy
from actions.memory import highest, outline, remembered
from actions.next_matter import ActionNextMatter
from actions.order_question import Answer, OrderAnswer, find_order_number, read_answer
from actions.policies import Policies
from actions.postcode import find_postcode
from actions.progress import Progress, measure, tried_so_far
from actions.returning import ASK_PREVIOUS, Return, read_return
from actions.symbols import SYMBOLS, read_symbols
from actions.triage import History, Rating
from actions.turn import Turn, read_turn
from actions.which import ASK_WHICH, Choice, close_topics
from actions.wishes import Step, read_step

# Pictures reach no rule: what is said to them, by what they mean.
_FOR_SYMBOLS = {
    "affirm": "utter_affirm",
    "deny": "utter_deny",
    "thanks": "utter_thanks",
    "frustration": "utter_frustration",
    SYMBOLS: "utter_symbols",
}


class Rater(Protocol):
    """What rates a message: triage, or a stand-in in tests."""

    def rate(self, text: str, history: History | None = None) -> Rating:
        """The rating of one message."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A message rated and read: what it says about orders and how things stand."""

    rating: Rating
    number: str | None
    answer: OrderAnswer | None
    progress: Progress
    remedy: Step | None = None
    choice: Choice | None = None
    back: Return | None = None


class ActionTriage(FirstlineAction):
    """Rates every message and fills the slots that all else rests on.

    A failure here is not softened: the turn fails, and the desk, which rates by
    itself then, hands over.
    """

    action_name = "action_triage"

    def __init__(
        self, policies: Policies, triage: Rater, today: Callable[[], date]
    ) -> None:
        super().__init__(policies)
        self.triage = triage
        self.today = today

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: object
    ) -> list[Event]:
        """The slots after this message; nothing when the turn was triaged already."""
        turn = read_turn(tracker)
        if turn.turn_id and turn.turn_id == turn.slots.get("triage_turn"):
            return []
        return await self.act(dispatcher, turn)

    async def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[Event]:
        """Rate, remember, count, decide."""
        turn = read_symbols(_after_return(turn), self.policies.bot.symbols)
        heard = self._hear(turn)
        escalation, peak = self._judge(turn, heard)
        matters = self._matters(turn, heard)
        returns = matters["last_topic"] != heard.progress.topic
        slots = {
            "triage": heard.rating.to_dict(),
            "triage_turn": turn.turn_id,
            "escalation": escalation.reason if escalation else None,
            "escalation_signal": escalation.signal if escalation else None,
            "escalation_note": self._note(escalation, heard.remedy),
            "next_action": None if escalation else _next_action(turn, heard, returns),
            "handoff_request": None,
            "peak": outline(peak),
            "leaving": _leaving(turn, heard),
            "boundary_due": heard.progress.insults > turn.count("insults"),
            "returned_seen": turn.slots.get("returned_from_agent"),
            **remembered(heard.rating, list(turn.slots.get("dates") or [])),
            **_counters(heard.progress),
            **matters,
        }
        slots |= _remedy_slots(turn, heard)
        slots |= heard.choice.slots() if heard.choice else {}
        events = _order_events(turn, heard)
        return [*set_slots(**slots), *events, *_returning_events(heard)]

    def _hear(self, turn: Turn) -> Heard:
        matter = self.policies.topics.matter(turn.intent)
        topic = matter.id if matter else turn.word("last_topic")
        history = History(
            contacts=earlier_contacts(turn, topic, self.today()),
            refused=turn.count("refused_count"),
            misunderstood=turn.count("misunderstood_count"),
        )
        rating = self.triage.rate(turn.text, history)
        number = find_order_number(turn.text, asked=turn.in_order_form)
        answer = None
        if turn.in_order_form:
            email = remembered(rating, []).get("email")
            bot, topics = self.policies.bot, self.policies.topics
            answer = read_answer(turn, number, email, bot, topics)
        topics = self.policies.topics
        asked, tried = topics.asked_by(turn.said), tried_so_far(turn, topics)
        remedy = read_step(turn, rating, asked, tried, self.policies, self.today())
        back = None if remedy else read_return(turn, asked, self.policies, self.today())
        apart = remedy or back
        choice = None if apart else close_topics(turn, asked, self.policies)
        progress = measure(
            turn,
            rating,
            topics,
            number_given=number is not None and number != turn.word("order_number"),
            keeps_topic=answer is not None and answer.keeps_topic,
            apart=bool(choice or back or (remedy and remedy.kind != "drop")),
        )
        return Heard(rating, number, answer, progress, remedy, choice, back)

    def _matters(self, turn: Turn, heard: Heard) -> dict[str, Any]:
        """The matter in hand and the one that waits, with the words for them."""
        topics, progress = self.policies.topics, heard.progress
        topic = topics.by_id.get(progress.topic or "")
        second = topics.matter(turn.second_topic or "")
        waiting = second or topics.by_id.get(turn.word("open_topic") or "")
        if waiting and (waiting == topic or waiting.script in progress.tried):
            waiting = None
        if waiting and progress.settled:
            # The first is settled: the bot comes back to the second by itself.
            topic, waiting = waiting, None
        if heard.back and heard.back.kind == "take_up":
            topic = heard.back.matter.topic
        elif heard.back and heard.back.kind == "new" and heard.back.waiting:
            topic = heard.back.waiting
        return {
            "last_topic": topic.id if topic else None,
            "topic_kind": topic.kind if topic else None,
            "topic_label": topic.label if topic else None,
            "open_topic": waiting.id if waiting else None,
            "open_topic_label": waiting.label if waiting else None,
        }

    def _judge(self, turn: Turn, heard: Heard) -> tuple[Escalation | None, Rating]:
        before = turn.slots.get("peak")
        peak = highest(before, heard.rating)
        situation = Situation(
            text=turn.text,
            intent=turn.intent,
            rating=heard.rating,
            progress=heard.progress,
            before=before["priority"] if isinstance(before, dict) else "none",
            now=peak.priority,
            leaving=bool(turn.slots.get("leaving")),
            in_order_form=turn.in_order_form,
            remedy=heard.remedy,
            returned=heard.back is not None and heard.back.recent,
        )
        return decide(situation, self.policies), peak

    def _note(self, escalation: Escalation | None, remedy: Step | None) -> str | None:
        """What stood in the way of a remedy, for the person who takes over."""
        if escalation is None or escalation.reason != "beyond_authority":
            return None
        notes = self.policies.bot.remedies.notes
        return notes.get(remedy.refusal or "") if remedy else None


def _after_return(turn: Turn) -> Turn:
    """The turn with its counters cleared when a person has just handed it back."""
    returned = turn.slots.get("returned_from_agent")
    if not returned or returned == turn.slots.get("returned_seen"):
        return turn
    fresh: dict[str, Any] = dict.fromkeys(
        ("misunderstood_count", "refused_count", "human_requests", "insults"), 0
    )
    slots = {**turn.slots, **fresh, "tried": [], "leaving": False}
    return replace(turn, said=(), slots=slots)


def _next_action(turn: Turn, heard: Heard, returns: bool) -> str | None:
    """The action that answers this turn instead of what the rules would say.

    `returns`: the bot comes back to the matter that had to wait.
    """
    if heard.remedy is not None and heard.remedy.acts:
        return ActionRemedy.action_name
    if heard.choice:
        return ASK_WHICH
    if heard.back and heard.back.kind == "ask":
        return ASK_PREVIOUS
    insulted = heard.progress.insults > turn.count("insults")
    if returns or (insulted and heard.progress.raised):
        return ActionNextMatter.action_name
    if turn.in_order_form or any(map(str.isalnum, turn.text)):
        return None
    return _FOR_SYMBOLS.get(turn.intent)


def _returning_events(heard: Heard) -> list[Event]:
    """What a return to an open matter leaves known."""
    return set_slots(**heard.back.slots()) if heard.back else []


def _remedy_slots(turn: Turn, heard: Heard) -> dict[str, Any]:
    """The remedy in hand, and the postcode as soon as it is named."""
    slots: dict[str, Any] = {}
    if heard.remedy:
        slots["remedy_offer"] = heard.remedy.offer
    postcode = find_postcode(turn.text, asked=bool(turn.slots.get("remedy_offer")))
    if postcode:
        slots["postcode"] = postcode
    return slots


def _counters(progress: Progress) -> dict[str, Any]:
    return {
        "tried": list(progress.tried),
        "asked": progress.asked,
        "settled_asked": progress.asked == "settled",
        "misunderstood_count": progress.misunderstood,
        "refused_count": progress.refused,
        "human_requests": progress.human_requests,
        "insults": progress.insults,
    }


def _order_events(turn: Turn, heard: Heard) -> list[Event]:
    """What becomes of the order number and of the form's question about it."""
    if heard.number:
        number, question = heard.number, Answer.GIVEN.value
        return set_slots(order_number=number, order_question=question, order_asks=0)
    if heard.answer is None:
        return set_slots(order_asks=0)
    asks = turn.count("order_asks") + 1
    if heard.answer.answer is Answer.PASSED_BY:
        # No word on the question: the form steps aside for the rule of what was said.
        return set_slots(order_asks=asks)
    if heard.answer.answer is Answer.ASK_AGAIN:
        # An empty answer keeps the form and makes it ask once more; another matter
        # makes it ask as for the first time.
        asks = asks if heard.answer.keeps_topic else 0
        return [*set_slots(order_asks=asks), SlotSet("order_question", None)]
    return set_slots(order_question=heard.answer.answer.value, order_asks=0)


def _leaving(turn: Turn, heard: Heard) -> bool:
    """Whether the customer has said that they leave, and nothing settled it since."""
    if any(signal.name == "churn" for signal in heard.rating.signals):
        return True
    return bool(turn.slots.get("leaving")) and not heard.progress.content
