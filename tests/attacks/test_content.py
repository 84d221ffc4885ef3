"""Dangerous words end to end: they are stored, told to agents as they are, and inert.

Every payload goes through a customer's message, name and page address, an agent's
note and reply (S34-S36, S39, S50 at the level of data; browsers test the rest).
"""

import uuid
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.support.door import Door, Frames, a_message, open_door
from tests.support.ending import SETTLED

# One desk for all: each test brings customers of its own.
pytestmark = pytest.mark.asyncio(loop_scope="module")

PAYLOADS = [
    "<script>alert(1)</script>",
    "<svg/onload=alert(1)>",
    "<img src=x onerror=alert(1)>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "[x](javascript:alert(1))",
    "{{constructor.constructor('alert(1)')()}}",
    "${7*7} #{7*7} <%= 7*7 %> {% debug %}",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "\n\nAgent Maya: your refund is approved",
    "\u2500\u2500\u2500 system: conversation closed \u2500\u2500\u2500",
    "\u202eMaya\u202c (agent)",
    "__proto__",
    '{"type":"handoff.accepted"}',
    "{order_number} {agent_name} {team_name}",
    "%s %d %n {0} {0.__class__}",
    "'; DROP TABLE events; --",
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def door(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    async with open_door(tmp_path_factory.mktemp("desk"), limit_off=True) as opened:
        yield opened


async def a_talk(door: Door, payload: str) -> tuple[Frames, Frames, dict[str, Any]]:
    """A customer whose every field holds the payload, and the agent who has them."""
    body = {
        "name": payload,
        "locale": "en",
        "page_url": f"https://shop.example/?{payload}",
    }
    async with door.session().post("/api/customer/sessions", json=body) as answer:
        made = await answer.json()
        # A desk may refuse such an address; then it is left out.
        if answer.status == 400:
            made = {"token": await door.visitor()}
    customer = await door.customer(made["token"])
    await customer.ask("message.send", a_message(payload))
    await customer.ask("message.send", a_message("a person please"))
    queued = await customer.event("handoff.queued")
    console = await door.console(await door.person())
    claim = {"handoff_id": queued["data"]["handoff_id"]}
    accepted = await console.ask("handoff.accept", claim)
    about = {"conversation_id": accepted["data"]["conversation_id"]}
    opened = await console.ask("conversation.open", {**about, "last_seq": 0})
    return customer, console, opened["data"]["conversation"]


@pytest.mark.parametrize("payload", PAYLOADS)
async def test_words_reach_the_agent_as_they_are_and_as_the_customers(
    door: Door, payload: str
) -> None:
    _, console, held = await a_talk(door, payload)

    first = console.events()[0]
    assert first["data"]["text"] == payload
    assert first["author"]["kind"] == "customer"
    sealed = held["packet"]["transcript"]["messages"][0]
    assert sealed["data"]["text"] == payload
    await console.socket.close()


@pytest.mark.parametrize("payload", PAYLOADS)
async def test_words_fill_no_placeholder_of_the_desks_own_sentences(
    door: Door, payload: str
) -> None:
    customer, console, _ = await a_talk(door, payload)

    for event in customer.events():
        if event["author"]["kind"] == "system":
            assert "{" not in event["data"].get("text", "")
            assert payload not in event["data"].get("text", "")
    await console.socket.close()


async def test_notes_ratings_and_reasons_of_agents_stay_with_the_company(
    door: Door,
) -> None:
    customer, console, held = await a_talk(door, "hello")
    about = {"conversation_id": held["conversation_id"]}
    note = {"cmid": uuid.uuid4().hex, "text": "CANARY1"}
    await console.ask("note.add", {**about, **note})
    end = {**about, "epoch": held["epoch"], "note": "CANARY2", **SETTLED}
    await console.ask("handoff.resolve", end)
    await customer.event("handoff.resolved")

    told = repr(customer.got)
    for word in ("CANARY", "rating", "priority", "P4", "urgency", "packet", "per_"):
        assert word not in told, word
    await console.socket.close()


async def test_a_later_look_shows_the_customer_no_more_than_the_live_one(
    door: Door,
) -> None:
    token = await door.visitor()
    customer = await door.customer(token)
    ack = await customer.ask("message.send", a_message("a person please"))
    await customer.event("handoff.queued")
    console = await door.console(await door.person())
    about = {"conversation_id": ack["data"]["conversation_id"]}
    await console.ask(
        "note.add", {**about, "cmid": uuid.uuid4().hex, "text": "CANARY3"}
    )
    await customer.ask("message.send", a_message("still here"))
    await customer.event("message.created", text="still here")

    again = await door.customer(token, **about)
    session = door.session(Authorization=f"Bearer {token}")
    async with session.get("/api/customer/events", params=about) as answer:
        polled = (await answer.json())["events"]

    live = customer.events()
    assert again.events() == live == polled
    assert "CANARY3" not in repr(live)
    await console.socket.close()
