"""Check-ins after a resolution: scheduled, asked in chat and by mail, answered once.

What waits for its moment is a timer; what leaves by mail is a row of the outbox.
"""

from datetime import timedelta
from typing import Any, Final

from msgspec.structs import replace

from handoff.desk import Desk
from handoff.domain.complaint import CaseStatus
from handoff.domain.conversation import Conversation, Status
from handoff.domain.event import SYSTEM, Author, AuthorKind, EventType, Visibility
from handoff.domain.follow_up import Channel, FollowUp, FollowUpState, Step, read_answer
from handoff.domain.principal import Customer
from handoff.domain.protocol import Stop
from handoff.domain.text import check_cmid, check_text
from handoff.domain.timer import Subject, Timer
from handoff.domain.views import Received
from handoff.errors import IllegalTransition
from handoff.ids import digest
from handoff.services import timers
from handoff.services.access import Verb, require
from handoff.services.outbox import mail_later
from handoff.services.queueing import say_as_system
from handoff.services.reopening import reopen_case
from handoff.storage import complaints, customers, handoffs, memories
from handoff.storage import follow_ups as rows
from handoff.storage.unit import Unit

CHECK_IN: Final = "follow_up.check_in"
EXPIRY: Final = "follow_up.expiry"
SUBJECT: Final = "follow_up"
PAGE: Final = "/follow-up/"


def schedule(
    desk: Desk,
    unit: Unit,
    conversation: Conversation,
    *,
    handoff_id: str,
    choice_id: str,
) -> None:
    """The customer will be asked at the moment that the choice names, if it names one.

    A protocol that stops surveys (self-harm) stops the check-in as well.
    """
    hours = _hours(desk, choice_id)
    if hours is None or _surveys_stopped(desk, unit, conversation, handoff_id):
        return
    case = complaints.read_of(unit.sql(), conversation.conversation_id)
    one = FollowUp(
        follow_up_id=desk.ids.new("fol"),
        conversation_id=conversation.conversation_id,
        handoff_id=handoff_id,
        complaint_id=None if case is None else case.complaint_id,
        state=FollowUpState.WAITING,
        step=Step.SETTLED,
        due_at=unit.now + timedelta(hours=hours),
    )
    rows.add(unit.sql(), one)
    _wait(unit, one)


def ask_when_due(desk: Desk, unit: Unit, timer: Timer) -> None:
    """The customer is asked; one who is in touch with us just now is asked later."""
    one = rows.read(unit.sql(), timer.subject.id)
    if one is None or one.state is not FollowUpState.WAITING:
        return
    conversation = unit.conversation(one.conversation_id)
    if conversation is None or _is_moot(unit, conversation, one):
        rows.change(unit.sql(), replace(one, state=FollowUpState.CANCELLED))
        return
    if unit.open_conversation_of(conversation.customer_id) is not None:
        _put_off(desk, unit, one)
        return
    days = desk.policies.cases.follow_up.check_in.answer_days
    token = desk.ids.secret()
    asked = replace(
        one,
        state=FollowUpState.ASKED,
        asked_at=unit.now,
        expires_at=unit.now + timedelta(days=days),
        token_hash=digest(token),
    )
    rows.change(unit.sql(), asked)
    _ask(desk, unit, conversation, asked)
    _mail(desk, unit, conversation, asked, token)
    timers.start(
        unit,
        timer.subject,
        EXPIRY,
        due_at=unit.now + timedelta(days=days),
        conversation_id=one.conversation_id,
    )


def close_when_over(desk: Desk, unit: Unit, timer: Timer) -> None:
    """The follow-up is over, with whatever was answered until now."""
    one = rows.read(unit.sql(), timer.subject.id)
    if one is not None and one.state is FollowUpState.ASKED:
        answered = one.settled is not None
        state = FollowUpState.ANSWERED if answered else FollowUpState.EXPIRED
        rows.change(unit.sql(), replace(one, state=state))


async def find_asked(desk: Desk, who: Customer) -> str | None:
    """The customer's closed conversation in which a question waits for them."""
    return await desk.reader.read(
        lambda connection: rows.asked_of(connection, who.customer_id)
    )


async def answer_in_chat(
    desk: Desk, who: Customer, *, conversation_id: str, cmid: str, text: str
) -> Received:
    """The customer's words in their closed conversation answer its open question.

    Raises:
        ValidationFailed: empty, too long, or not storable text; a wrong `cmid`.
        NotFound: the conversation is not theirs.
        IllegalTransition: nothing is asked there any more.
    """
    cmid, text = check_cmid(cmid), check_text(text)

    def take(unit: Unit) -> Received:
        held = unit.conversation(conversation_id)
        conversation = require(who, Verb.WRITE_AS_CUSTOMER, held)
        stored = unit.stored(who.customer_id, cmid, conversation_id)
        if stored is not None:
            return Received(*stored, False, True)
        one = rows.read_open(unit.sql(), conversation_id)
        if one is None or not one.is_open(unit.now):
            raise IllegalTransition("conversation", "closed", "take a message")
        said = unit.append(
            conversation,
            EventType.MESSAGE_CREATED,
            Author(AuthorKind.CUSTOMER, who.customer_id),
            {"text": text, "cmid": cmid},
            cmid=cmid,
        )
        policy = desk.policies.cases.follow_up
        answer = read_answer(one.step, text, policy)
        _take_answer(desk, unit, conversation, one, answer)
        return Received(conversation_id, said.seq, said.at, False, False)

    return await desk.writer.change(take, conversation_id=conversation_id)


def take_vote(
    desk: Desk,
    unit: Unit,
    conversation: Conversation,
    one: FollowUp,
    answer: dict[str, Any],
) -> None:
    """The whole answer, given on the page behind the mail's link, is on record."""
    voted = replace(one, channel=Channel.MAIL, **answer)
    unit.append(
        conversation,
        EventType.FOLLOW_UP_ANSWERED,
        SYSTEM,
        {"follow_up_id": one.follow_up_id, "channel": Channel.MAIL.value, **answer},
        visibility=Visibility.INTERNAL,
    )
    _say(desk, unit, conversation, voted, "follow_up_noted")
    _close(unit, voted)
    if not voted.settled:
        _say(desk, unit, conversation, voted, "follow_up_not_settled")
        reopen_case(desk, unit, conversation, voted)


def _is_moot(unit: Unit, conversation: Conversation, one: FollowUp) -> bool:
    """Whether we know without asking: it goes on, here or in a later conversation."""
    again = False
    if one.complaint_id is not None:
        case = complaints.read(unit.sql(), one.complaint_id)
        again = case is not None and case.status is CaseStatus.OPEN
    return again or conversation.status is not Status.CLOSED


def _put_off(desk: Desk, unit: Unit, one: FollowUp) -> None:
    hours = desk.policies.cases.follow_up.check_in.busy_hours
    later = replace(one, due_at=unit.now + timedelta(hours=hours))
    rows.change(unit.sql(), later)
    _wait(unit, later)


def _wait(unit: Unit, one: FollowUp) -> None:
    timers.start(
        unit,
        Subject(SUBJECT, one.follow_up_id),
        CHECK_IN,
        due_at=one.due_at,
        conversation_id=one.conversation_id,
    )


def _take_answer(
    desk: Desk,
    unit: Unit,
    conversation: Conversation,
    one: FollowUp,
    answer: dict[str, Any],
) -> None:
    one = replace(one, channel=Channel.CHAT, step=one.step.next, **answer)
    one = replace(one, answered_at=one.answered_at or unit.now)
    if one.settled is False:
        _close(unit, one)
        _say(desk, unit, conversation, one, "follow_up_not_settled")
        reopen_case(desk, unit, conversation, one)
    elif one.step is Step.DONE:
        _close(unit, one)
        _say(desk, unit, conversation, one, "follow_up_done")
    else:
        rows.change(unit.sql(), one)
        _ask(desk, unit, conversation, one)


def _close(unit: Unit, one: FollowUp) -> None:
    at = one.answered_at or unit.now
    done = replace(one, state=FollowUpState.ANSWERED, step=Step.DONE, answered_at=at)
    rows.change(unit.sql(), done)
    timers.meet(unit, Subject(SUBJECT, one.follow_up_id))


def _ask(desk: Desk, unit: Unit, conversation: Conversation, one: FollowUp) -> None:
    _say(desk, unit, conversation, one, f"follow_up_ask_{one.step.value}")


def _say(
    desk: Desk, unit: Unit, conversation: Conversation, one: FollowUp, code: str
) -> None:
    say_as_system(
        desk,
        unit,
        conversation,
        code,
        customer=customers.profile(unit.sql(), conversation.customer_id),
        **_names(unit, one),
    )


def _names(unit: Unit, one: FollowUp) -> dict[str, str]:
    case = one.complaint_id and complaints.read(unit.sql(), one.complaint_id)
    handoff = handoffs.read(unit.sql(), one.handoff_id)
    return {
        "reference": case.reference if case else "",
        "agent_name": (handoff and handoff.agent_name) or "",
    }


def _mail(
    desk: Desk, unit: Unit, conversation: Conversation, one: FollowUp, token: str
) -> None:
    """The same question by mail, where the customer has left an address."""
    customer = customers.profile(unit.sql(), conversation.customer_id)
    if customer.email is None or one.expires_at is None:
        return
    names = _names(unit, one)
    mail_later(
        unit,
        key=f"follow_up:{one.follow_up_id}",
        to=customer.email,
        template="follow_up",
        values={
            "name": customer.name or "",
            "agent": names["agent_name"],
            "reference": names["reference"],
            "expires": desk.words.date(one.expires_at),
        },
        locale=customer.locale,
        # Behind the #, so that no server or proxy ever logs it.
        link=f"{desk.settings.origin}{PAGE}#{token}",
    )


def _hours(desk: Desk, choice_id: str) -> int | None:
    choice = desk.policies.cases.follow_up.check_in.choice(choice_id)
    return None if choice is None else choice.hours


def _surveys_stopped(
    desk: Desk, unit: Unit, conversation: Conversation, handoff_id: str
) -> bool:
    handoff = handoffs.read(unit.sql(), handoff_id)
    memory = memories.read(unit.sql(), conversation.conversation_id)
    protocols = desk.policies.protocols
    asked = None if handoff is None else handoff.signal
    return protocols.stops(Stop.SURVEY, protocols.in_force(asked, memory.rating))
