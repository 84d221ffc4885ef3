"""What comes after a resolution: resolved conversations, days that pass, follow-ups."""

from typing import Any

from sqlalchemy import Connection, select, update

from handoff.desk import Desk
from handoff.domain.follow_up import FollowUp
from handoff.domain.principal import Customer, Person
from handoff.services import handoffs, timer_firing
from handoff.services.resolutions import Resolution
from handoff.storage import follow_ups as rows
from handoff.storage.tables import customers, outbox
from tests.support.builders import SETTLED, queued
from tests.support.clock import ManualClock

DAY = 86_400


async def resolved(
    desk: Desk, who: Customer, agent: Person, given: Resolution = SETTLED
) -> str:
    """A conversation that the agent has resolved."""
    conversation_id, handoff_id = await queued(desk, who)
    mine = await handoffs.accept(desk, agent, handoff_id=handoff_id)
    await handoffs.resolve(
        desk,
        agent,
        conversation_id=conversation_id,
        epoch=mine.epoch,
        given=given,
        note="",
    )
    return conversation_id


async def pass_days(desk: Desk, clock: ManualClock, days: float) -> None:
    """So many days later, every timer that came due has fired."""
    clock.advance(days * DAY)
    fence = await timer_firing.take_lease(desk)
    while (await timer_firing.fire_due(desk, fence=fence)).more:
        pass


async def latest(desk: Desk, conversation_id: str) -> FollowUp:
    """The conversation's follow-up."""
    found = await desk.reader.read(
        lambda connection: rows.read_latest(connection, conversation_id)
    )
    assert found is not None
    return found


async def leave_address(desk: Desk, who: Customer, email: str) -> None:
    """The customer can be reached by mail."""
    await desk.writer.change(
        lambda unit: unit.sql().execute(
            update(customers)
            .where(customers.c.customer_id == who.customer_id)
            .values(email=email)
        )
    )


async def leave_addresses(desk: Desk, email: str) -> None:
    """Every customer can be reached by mail."""
    await desk.writer.change(
        lambda unit: unit.sql().execute(update(customers).values(email=email))
    )


async def mails_of(desk: Desk, template: str) -> list[dict[str, Any]]:
    """The mails of that template that wait to leave, as `Mails.write` takes them."""

    def read(connection: Connection) -> list[dict[str, Any]]:
        rows = connection.execute(
            select(outbox.c.target, outbox.c.payload).where(
                outbox.c.kind == f"mail.{template}"
            )
        )
        return [
            {
                "name": template,
                "to": target.removeprefix("mail:"),
                "locale": payload["locale"],
                "values": payload["values"],
                "link": payload["link"],
            }
            for target, payload in rows
        ]

    return await desk.reader.read(read)


async def link_of(desk: Desk) -> str:
    """Where the check-in's mail leads."""
    (mail,) = await mails_of(desk, "follow_up")
    return str(mail["link"])
