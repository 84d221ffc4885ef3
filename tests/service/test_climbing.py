"""What is overdue moves on its own: up a tier, or back into the line."""

from typing import Any

import pytest
from msgspec.structs import replace

from handoff.desk import Desk
from handoff.domain.principal import Customer, Person
from handoff.services import climbing, conversations, handoffs, offers
from handoff.services.rescue import rescue_lost
from handoff.storage import handoffs as rows
from tests.support.builders import queued, say
from tests.support.logs import codes, log_of, until_code
from tests.support.routing import on_line


async def test_what_is_overdue_climbs_or_goes_back_into_the_line(
    desk: Desk, ada: Customer, maya: Person
) -> None:
    _, handoff_id = await queued(desk, ada)
    held = await handoffs.accept(desk, maya, handoff_id=handoff_id)
    await on_line(desk, maya)

    def overdue(climbs: bool) -> Any:
        step = climbing.climb if climbs else climbing.take_back

        def change(unit: Any) -> bool:
            conversation = unit.conversation(held.conversation_id)
            return step(desk, unit, conversation, reason="overdue")

        return desk.writer.change(change)

    assert await overdue(False)
    assert not await overdue(False)  # nobody has it any more
    # Whoever had it is not the first to be asked again.
    assert await offers.match_waiting(desk) == 0
    assert [await overdue(True) for _ in range(3)] == [True, True, False]
    hers = await conversations.customer_snapshot(
        desk, ada, conversation_id=held.conversation_id
    )
    assert hers.status == "queued"
    assert codes(await log_of(desk, held.conversation_id))[-3:] == [
        "taken_back",
        "climbed",
        "climbed",
    ]


async def test_whoever_waits_for_a_team_that_is_gone_waits_for_the_default_team(
    desk: Desk, ada: Customer, capsys: pytest.CaptureFixture[str]
) -> None:
    conversation_id, _ = await queued(desk, ada)
    routing = desk.policies.routing
    kept = [team for team in routing.teams if team.id != "care"]
    left = replace(routing, teams=kept, default_team="delivery")
    desk.policies = replace(desk.policies, routing=left)

    assert await rescue_lost(desk) == 1
    assert await rescue_lost(desk) == 0

    hers = await conversations.customer_snapshot(
        desk, ada, conversation_id=conversation_id
    )
    assert hers.handoff is not None
    assert hers.handoff.team.id == "delivery"
    assert "there is no team 'care' any more" in capsys.readouterr().out


async def test_customer_who_asks_for_a_manager_while_waiting_waits_for_one(
    working: Desk, ada: Customer
) -> None:
    conversation_id, handoff_id = await queued(working, ada)

    await say(working, ada, "I want to speak to your manager")

    await until_code(working, conversation_id, "manager_asked")
    handoff = await working.reader.read(
        lambda connection: rows.read(connection, handoff_id)
    )
    assert handoff is not None
    assert (handoff.team_id, handoff.tier) == ("care", 3)
