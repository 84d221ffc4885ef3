"""Cases over the wire: the card is corrected, drafts are checked, check-ins wait."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from handoff.domain.principal import Role
from tests.support.aftermath import pass_days
from tests.support.clock import ManualClock
from tests.support.door import Door, a_message, open_door
from tests.support.ending import SETTLED

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def clock() -> ManualClock:
    """The desk's time."""
    return ManualClock()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def door(
    tmp_path_factory: pytest.TempPathFactory, clock: ManualClock
) -> AsyncIterator[Door]:
    folder = tmp_path_factory.mktemp("desk")
    async with open_door(folder, clock=clock, limit_off=True) as opened:
        yield opened


async def test_a_correction_shows_on_every_page_of_the_customer(door: Door) -> None:
    token = await door.visitor()
    page, tab = await door.customer(token), await door.customer(token)
    sent = await page.ask("message.send", a_message("late, a person please"))
    queued = await page.event("handoff.queued")
    facts = {fact["name"]: fact for fact in queued["data"]["passed_on"]}
    assert facts["reference"]["value"].startswith("FL-")
    wrong = {"name": "reference", "value": "FL-1", **_about(sent)}

    refused = await page.ask("packet.correct", wrong)

    assert refused["error"]["code"] == "bad_request"
    assert refused["error"]["details"] == {"field": "name"}
    await tab.event("handoff.queued")


async def test_a_draft_is_answered_from_the_packet(door: Door) -> None:
    customer = await door.customer()
    sent = await customer.ask("message.send", a_message("late, a person please"))
    await customer.event("handoff.queued")
    console = await door.console(await door.person("Ruth", Role.SUPERVISOR))
    asks = {"text": "Could you tell me what happened?", **_about(sent)}

    answer = await console.ask("draft.check", asks)

    (known,) = answer["data"]["known"]
    assert known["value"] == "late, a person please"
    history = await console.ask("history.read", _about(sent))
    assert len(history["data"]["cases"]) == 1


async def test_a_page_that_opens_later_finds_the_question_that_waits(
    door: Door, clock: ManualClock
) -> None:
    token = await door.visitor()
    customer = await door.customer(token)
    sent = await customer.ask("message.send", a_message("late, a person please"))
    queued = await customer.event("handoff.queued")
    console = await door.console(await door.person("Ruth", Role.SUPERVISOR))
    handoff = {"handoff_id": queued["data"]["handoff_id"]}
    mine = await console.ask("handoff.accept", handoff)
    end = {"epoch": mine["data"]["epoch"], "note": "", **SETTLED, **_about(sent)}
    await console.ask("handoff.resolve", end)
    await customer.socket.close()
    await pass_days(door.desk, clock, 2)

    later = await door.customer(token)

    ready = later.got[0]["data"]
    assert ready["conversation"]["conversation_id"] == sent["data"]["conversation_id"]
    assert ready["events"][-1]["data"]["code"] == "follow_up_ask_settled"
    answer = a_message("Yes, it is settled", **_about(sent))
    assert (await later.ask("message.send", answer))["type"] == "ack"
    asked = await later.event("message.created", code="follow_up_ask_score")
    assert [button["title"] for button in asked["data"]["buttons"]] == list("12345")


def _about(sent: dict[str, Any]) -> dict[str, Any]:
    return {"conversation_id": sent["data"]["conversation_id"]}
