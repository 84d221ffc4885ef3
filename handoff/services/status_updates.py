"""News for customers whose complaint is open and who have not heard from us."""

from handoff.desk import Desk
from handoff.domain.conversation import Conversation, Status
from handoff.domain.timer import Timer
from handoff.services import timers
from handoff.services.outbox import mail_later
from handoff.services.queueing import say_as_system
from handoff.services.status_promises import STATUS_UPDATE, patience
from handoff.storage import complaints, customers, events
from handoff.storage.unit import Unit


def say_status(desk: Desk, unit: Unit, timer: Timer) -> None:
    """The customer has heard how it stands; what was said lately counts as news.

    The next update is due its hours after the last word to the customer.
    """
    conversation = unit.conversation(timer.conversation_id or "")
    if conversation is None or conversation.handoff_id != timer.subject.id:
        return
    if conversation.status not in (Status.QUEUED, Status.ASSIGNED):
        return
    heard = events.last_word_to_customer(unit.sql(), conversation.conversation_id)
    due = unit.now if heard is None else heard + patience(desk)
    if due <= unit.now:
        _say(desk, unit, conversation, timer.subject.id)
        due = unit.now + patience(desk)
    timers.start(
        unit,
        timer.subject,
        STATUS_UPDATE,
        due_at=due,
        conversation_id=conversation.conversation_id,
    )


def _say(desk: Desk, unit: Unit, conversation: Conversation, handoff_id: str) -> None:
    """In the conversation, and by mail where the customer has left an address."""
    case = complaints.read_of(unit.sql(), conversation.conversation_id)
    if case is None:
        return
    customer = customers.profile(unit.sql(), conversation.customer_id)
    news = {
        "reference": case.reference,
        "agent_name": case.holder.name or "",
        "stage": desk.words.phrase(f"stage.{case.stage.value}"),
        "next": desk.words.date(unit.now + patience(desk)),
    }
    say_as_system(desk, unit, conversation, "status_update", customer=customer, **news)
    if customer.email is not None:
        mail_later(
            unit,
            key=f"status:{handoff_id}:{conversation.last_seq}",
            to=customer.email,
            template="status_update",
            values={"name": customer.name or "", **news},
            locale=customer.locale,
        )
