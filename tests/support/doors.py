"""Customers at second doors: asked, answering, with a call-back promised."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec

from handoff.desk import Desk
from handoff.domain.event import Event
from handoff.domain.principal import Customer, Person
from handoff.domain.views import DoorView
from handoff.jobs import running_jobs
from handoff.services import conversations, customers, queue
from tests.support.builders import queued, say
from tests.support.logs import log_of, until_code

EMAIL, CALL, KEEP = "Answer me by e-mail", "Call me back", "Keep my place"


def make_busy(desk: Desk) -> None:
    """Every customer of the desk would wait too long."""
    policy = desk.policies.doors
    offer = msgspec.structs.replace(policy.offer, wait_minutes=1)
    desk.policies = msgspec.structs.replace(
        desk.policies, doors=msgspec.structs.replace(policy, offer=offer)
    )


@asynccontextmanager
async def busy_at_work(desk: Desk) -> AsyncIterator[Desk]:
    """A desk at work where every customer would wait too long."""
    make_busy(desk)
    async with running_jobs(desk):
        yield desk


async def asked(desk: Desk, ada: Customer) -> tuple[str, str]:
    """A conversation in which the customer was asked which door they would like."""
    conversation_id, handoff_id = await queued(desk, ada)
    await until_code(desk, conversation_id, "doors_busy")
    return conversation_id, handoff_id


async def answer(desk: Desk, ada: Customer, text: str, code: str) -> Event:
    """The desk's word that follows the customer's."""
    conversation_id = (await say(desk, ada, text)).conversation_id
    await until_code(desk, conversation_id, code)
    log = await log_of(desk, conversation_id)
    return next(e for e in reversed(log) if e.data.get("code") == code)


async def booked(desk: Desk, ada: Customer) -> Event:
    """A call-back in the first slot."""
    await answer(desk, ada, CALL, "door_phone")
    slots = await answer(desk, ada, "020 7946 0018", "door_slot")
    first = slots.data["buttons"][0]["text"]
    return await answer(desk, ada, first, "door_call_done")


async def door_of(desk: Desk, who: Person, conversation_id: str) -> DoorView:
    """The door that the conversation's customer chose."""
    snapshot = await conversations.agent_snapshot(
        desk, who, conversation_id=conversation_id
    )
    assert snapshot.door is not None
    return snapshot.door


async def listed(desk: Desk, who: Person) -> list[str]:
    """The conversations in the person's queue."""
    inbox = await queue.read_inbox(desk, who)
    return [item.conversation_id for item in inbox.queue]


async def customer(desk: Desk, name: str) -> Customer:
    """One more customer."""
    made = await customers.start_session(desk, name=name, locale="en", page_url=None)
    return Customer(customer_id=made.customer_id)


async def a_slot(desk: Desk, who: Customer) -> str:
    """The first slot that the customer is offered, which they take."""
    await asked(desk, who)
    await answer(desk, who, CALL, "door_phone")
    slots = await answer(desk, who, "020 7946 0018", "door_slot")
    first: str = slots.data["buttons"][0]["text"]
    await answer(desk, who, first, "door_call_done")
    return first


async def is_listed(desk: Desk, who: Person, conversation_id: str) -> bool:
    """Whether the conversation stands in the person's queue."""
    return conversation_id in await listed(desk, who)
