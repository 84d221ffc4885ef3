"""A console's socket on a real desk: lists, conversations, rights."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from handoff.domain.principal import Role
from tests.support.door import Door, Frames, a_message, open_door
from tests.support.ending import SETTLED


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    async with open_door(tmp_path, limit_off=True) as opened:
        yield opened


async def a_handoff(door: Door) -> tuple[Frames, dict[str, Any]]:
    """A customer who waits for a person, and the event that says so."""
    customer = await door.customer()
    ack = await customer.ask("message.send", a_message("a person please"))
    queued = await customer.event("handoff.queued")
    conversation_id = ack["data"]["conversation_id"]
    return customer, {**queued["data"], "conversation_id": conversation_id}


async def an_accepted(door: Door) -> tuple[Frames, Frames, dict[str, Any]]:
    """Customer and console of a conversation that Maya holds, and its snapshot."""
    console = await door.console(await door.person("Maya"))
    customer, handoff = await a_handoff(door)
    about = {"conversation_id": handoff["conversation_id"]}
    await console.ask("conversation.open", about)
    claim = {"handoff_id": handoff["handoff_id"]}
    accepted = await console.ask("handoff.accept", claim)
    return customer, console, {**handoff, **accepted["data"]}


async def a_line(console: Frames, conversation_id: str, status: str) -> dict[str, Any]:
    """The inbox line of the conversation once it has the status."""

    def lines(frame: dict[str, Any]) -> list[dict[str, Any]]:
        upserted = frame["data"]["upsert"] if frame["type"] == "inbox" else []
        return [
            line
            for line in upserted
            if (line["conversation_id"], line["status"]) == (conversation_id, status)
        ]

    return lines(await console.until(lambda frame: bool(lines(frame))))[0]


def a_reply(snapshot: dict[str, Any], text: str = "I'm Maya.") -> dict[str, Any]:
    return {
        "conversation_id": snapshot["conversation_id"],
        "cmid": uuid.uuid4().hex,
        "text": text,
        "epoch": snapshot["epoch"],
        "last_seq": snapshot["last_seq"],
    }


async def test_a_console_starts_with_its_lists_and_outcomes(door: Door) -> None:
    _, handoff = await a_handoff(door)

    console = await door.console(await door.person())

    ready = console.got[0]["data"]
    assert [line["handoff_id"] for line in ready["inbox"]["queue"]] == [
        handoff["handoff_id"]
    ]
    assert (ready["inbox"]["mine"], ready["inbox"]["all"]) == ([], None)
    assert ready["person"]["name"] == "Maya"
    assert ready["presence"] == "online"
    assert {"id", "name"} <= set(ready["policies"]["outcomes"][0])


async def test_a_handoff_appears_in_the_list_with_its_reason(door: Door) -> None:
    console = await door.console(await door.person())

    _, handoff = await a_handoff(door)
    line = await a_line(console, handoff["conversation_id"], "queued")

    assert line["reason"] == "customer_request"
    assert line["team"] == handoff["team"]
    assert line["position"] == 1


async def test_agent_and_customer_talk_and_the_bot_is_silent(door: Door) -> None:
    customer, console, held = await an_accepted(door)
    about = {"conversation_id": held["conversation_id"]}

    await console.ask("message.send", a_reply(held))
    await customer.event("message.created", text="I'm Maya.")
    turns = len(door.bot.turns)
    await customer.ask("message.send", a_message("thank you, person"))
    await console.event("message.created", text="thank you, person")
    note = {"cmid": uuid.uuid4().hex, "text": "a nervous customer"}
    await console.ask("note.add", {**about, **note})
    await console.event("message.created", text="a nervous customer")
    end = {**about, "epoch": held["epoch"], "note": "refunded", **SETTLED}
    assert (await console.ask("handoff.resolve", end))["type"] == "ack"
    resolved = await customer.event("handoff.resolved")

    assert len(door.bot.turns) == turns
    assert resolved["data"] == {
        "handoff_id": resolved["data"]["handoff_id"],
        "outcome": "solved",
    }
    told = repr(customer.got)
    assert "a nervous customer" not in told
    assert "refunded" not in told
    seqs = [event["seq"] for event in console.events()]
    assert seqs == sorted(set(seqs)) == list(range(1, len(seqs) + 1))


async def test_after_the_return_the_bot_answers_again(door: Door) -> None:
    customer, console, held = await an_accepted(door)

    back = {
        "conversation_id": held["conversation_id"],
        "epoch": held["epoch"],
        "note": "just a question",
    }
    assert (await console.ask("handoff.return", back))["type"] == "ack"
    returned = await customer.event("handoff.returned")
    turns = len(door.bot.turns)
    await customer.ask("message.send", a_message("and now?"))
    async with asyncio.timeout(5):
        while len(door.bot.turns) == turns:
            await customer.next()

    assert set(returned["data"]) == {"handoff_id"}


async def test_the_second_agent_to_accept_is_told_who_was_first(door: Door) -> None:
    first = await door.console(await door.person("Maya"))
    second = await door.console(await door.person("Tomasz"))
    _, handoff = await a_handoff(door)
    await a_line(second, handoff["conversation_id"], "queued")
    claim = {"handoff_id": handoff["handoff_id"]}

    won = await first.ask("handoff.accept", claim)
    lost = await second.ask("handoff.accept", claim)

    assert won["type"] == "ack"
    assert lost["error"]["code"] == "handoff_already_taken"
    assert lost["error"]["details"]["agent"]["name"] == "Maya"
    # What a colleague holds is in nobody else's list.
    gone = await second.until(
        lambda frame: frame["type"] == "inbox" and bool(frame["data"]["remove"])
    )
    assert gone["data"]["remove"] == [handoff["conversation_id"]]


async def test_who_waits_is_told_when_the_queue_moves(door: Door) -> None:
    console = await door.console(await door.person("Maya"))
    _, first = await a_handoff(door)
    second, _ = await a_handoff(door)

    await console.ask("handoff.accept", {"handoff_id": first["handoff_id"]})
    moved = await second.until(
        lambda frame: frame["type"] == "queue" and frame["data"]["position"] == 1
    )

    assert moved["data"]["wait"]["low"] <= moved["data"]["wait"]["high"]


async def test_words_of_one_who_lost_the_conversation_are_refused(door: Door) -> None:
    _, console, held = await an_accepted(door)
    stale = a_reply(held) | {"epoch": held["epoch"] - 1}

    answer = await console.ask("message.send", stale)

    assert answer["error"]["code"] == "stale_epoch"
    assert answer["error"]["details"]["owner"]["name"] == "Maya"


async def test_only_the_owners_typing_is_shown_to_the_customer(door: Door) -> None:
    customer, owner, held = await an_accepted(door)
    other = await door.console(await door.person("Tomasz"))
    typing = {"conversation_id": held["conversation_id"], "on": True}

    await other.ask("typing.set", typing)
    await owner.ask("typing.set", typing)
    shown = await customer.until(lambda frame: frame["type"] == "typing")
    await owner.ask("message.send", a_reply(held, "done"))
    await customer.event("message.created", text="done")

    assert shown["data"]["author"] == {"kind": "agent", "id": None, "name": "Maya"}
    assert len([frame for frame in customer.got if frame["type"] == "typing"]) == 1


async def test_the_customers_typing_is_shown_to_who_looks(door: Door) -> None:
    console = await door.console(await door.person())
    customer, handoff = await a_handoff(door)
    await console.ask(
        "conversation.open", {"conversation_id": handoff["conversation_id"]}
    )

    await customer.ask("typing.set", {"on": True})

    shown = await console.until(lambda frame: frame["type"] == "typing")
    assert shown["data"]["author"]["kind"] == "customer"


async def test_a_closed_conversation_is_told_no_more(door: Door) -> None:
    console = await door.console(await door.person())
    customer, handoff = await a_handoff(door)
    about = {"conversation_id": handoff["conversation_id"]}
    await console.ask("conversation.open", about)
    await console.ask("conversation.close", about)
    before = len(console.events())

    await customer.ask("message.send", a_message("still there?"))
    await a_line(console, handoff["conversation_id"], "queued")
    await console.ask("presence.set", {"presence": "away"})

    assert len(console.events()) == before


async def test_a_supervisor_sees_conversations_that_the_bot_still_has(
    door: Door,
) -> None:
    console = await door.console(await door.person("Sam", Role.SUPERVISOR))
    customer = await door.customer()

    ack = await customer.ask("message.send", a_message())

    line = await a_line(console, ack["data"]["conversation_id"], "bot")
    assert line["handoff_id"] is None


async def test_a_slow_first_look_misses_nothing_of_what_happens_meanwhile(
    door: Door,
) -> None:
    customer, handoff = await a_handoff(door)
    console = await door.console(await door.person())
    about = {"conversation_id": handoff["conversation_id"], "last_seq": 0}

    opening = asyncio.create_task(console.ask("conversation.open", about))
    for number in range(20):
        await customer.ask("message.send", a_message(f"number {number}"))
    await opening
    await console.event("message.created", text="number 19")

    seqs = [event["seq"] for event in console.events()]
    assert seqs == list(range(1, len(seqs) + 1))
