"""A customer's socket on a real desk: hello, messages, tabs, reconnects."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from handoff.services import customers
from tests.support.door import Door, Frames, a_message, open_door


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    async with open_door(tmp_path, limit_off=True) as opened:
        yield opened


def turn_done(frame: dict[str, Any]) -> bool:
    return bool(frame["type"] == "turn" and frame["data"]["state"] == "done")


def seqs(frames: Frames) -> list[int]:
    return [event["seq"] for event in frames.events()]


async def test_a_new_customer_starts_with_nothing(door: Door) -> None:
    customer = await door.customer()

    ready = customer.got[0]["data"]

    assert set(ready) == {
        "stream_id",
        "customer",
        "conversation",
        "events",
        "cursor",
        "bot",
        "limits",
    }
    assert (ready["conversation"], ready["events"], ready["cursor"]) == (None, [], 0)
    assert ready["bot"] == {"ready": True}
    assert ready["limits"] == {"max_chars": 4000}


async def test_a_message_is_acknowledged_seen_and_answered(door: Door) -> None:
    customer = await door.customer()

    sent = a_message("My parcel is late")
    answer = await customer.ask("message.send", sent)
    await customer.event("message.created", script="utter_listening")

    assert answer["data"] | {"at": "", "conversation_id": ""} == {
        "conversation_id": "",
        "seq": 1,
        "at": "",
        "turn": True,
        "duplicate": False,
    }
    own = await customer.event("message.created", cmid=sent["cmid"])
    assert own["data"]["text"] == "My parcel is late"
    assert seqs(customer) == [1, 2]
    await customer.until(turn_done)
    turns = [frame["data"] for frame in customer.got if frame["type"] == "turn"]
    assert [turn["state"] for turn in turns] == ["running", "done"]
    assert turns[0]["seq_in"] == 1


async def test_the_same_message_twice_is_stored_once(door: Door) -> None:
    customer = await door.customer()
    sent = a_message()

    first = await customer.ask("message.send", sent)
    second = await customer.ask("message.send", sent)

    assert first["data"]["seq"] == second["data"]["seq"]
    assert (first["data"]["duplicate"], second["data"]["duplicate"]) == (False, True)


async def test_a_reconnect_brings_exactly_what_is_missing(door: Door) -> None:
    token = await door.visitor()
    first = await door.customer(token)
    ack = await first.ask("message.send", a_message())
    await first.event("message.created", script="utter_listening")
    await first.socket.close()
    conversation_id = ack["data"]["conversation_id"]
    other = await door.customer(token)
    await other.ask("message.send", a_message("hello?"))
    await other.until(lambda frame: turn_done(frame) and frame["data"]["seq_in"] > 1)

    again = await door.customer(token, conversation_id=conversation_id, last_seq=2)

    assert seqs(again) == [3, 4]
    assert again.got[0]["data"]["cursor"] == 4
    assert again.got[0]["data"]["conversation"]["conversation_id"] == conversation_id


async def test_without_a_known_conversation_everything_comes(door: Door) -> None:
    token = await door.visitor()
    first = await door.customer(token)
    await first.ask("message.send", a_message())
    await first.event("message.created", script="utter_listening")

    second = await door.customer(token, last_seq=2)

    assert seqs(second) == [1, 2]


async def test_a_page_ahead_of_the_log_starts_over(door: Door) -> None:
    token = await door.visitor()
    first = await door.customer(token)
    ack = await first.ask("message.send", a_message())
    await first.event("message.created", script="utter_listening")

    later = await door.customer(
        token, conversation_id=ack["data"]["conversation_id"], last_seq=900
    )

    assert later.got[0]["data"]["cursor"] == 2
    assert seqs(later) == [1, 2]


async def test_every_tab_follows_a_conversation_begun_in_one(door: Door) -> None:
    token = await door.visitor()
    one, two = await door.customer(token), await door.customer(token)

    await one.ask("message.send", a_message())
    await two.event("message.created", script="utter_listening")

    assert seqs(two) == [1, 2]


async def test_nothing_is_told_before_the_hello_is_answered(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = await door.visitor()
    first = await door.customer(token)
    read_profile = customers.read_profile
    reading, go_on = asyncio.Event(), asyncio.Event()

    async def slow_profile(*about: Any) -> Any:
        reading.set()
        await go_on.wait()
        return await read_profile(*about)

    monkeypatch.setattr(customers, "read_profile", slow_profile)
    second = await door.socket("/ws/customer")
    await second.send("session.hello", {"token": token}, ref="hello")
    await reading.wait()
    await first.ask("message.send", a_message())
    await first.event("message.created", script="utter_listening")
    go_on.set()
    await second.event("message.created", script="utter_listening")

    assert second.got[0]["type"] == "session.ready"
    assert seqs(second) == [1, 2]


async def test_a_new_conversation_leaves_the_old_one_behind(door: Door) -> None:
    customer = await door.customer()
    old = await customer.ask("message.send", a_message())
    await customer.event("message.created", script="utter_listening")

    answer = await customer.ask("conversation.new", {})
    new = await customer.ask("message.send", a_message("another thing"))
    await customer.event("message.created", text="another thing")

    assert answer["data"] == {"conversation_id": None}
    assert new["data"]["conversation_id"] != old["data"]["conversation_id"]
    assert new["data"]["seq"] == 1


async def test_typing_of_one_tab_is_no_news_for_customers(door: Door) -> None:
    token = await door.visitor()
    one, two = await door.customer(token), await door.customer(token)
    await one.ask("message.send", a_message())
    await two.event("message.created", script="utter_listening")

    assert (await one.ask("typing.set", {"on": True}))["data"] == {}
    assert (await one.ask("seen.set", {"seq": 2}))["data"] == {}
    await one.ask("message.send", a_message("more"))
    await two.event("message.created", text="more")

    assert [frame for frame in two.got if frame["type"] == "typing"] == []


async def test_a_bot_that_wakes_up_is_told_to_everybody(door: Door) -> None:
    door.bot.ready = False
    customer = await door.customer()
    await customer.until(
        lambda frame: frame["type"] == "bot" and not frame["data"]["ready"]
    )

    door.bot.ready = True

    await customer.until(
        lambda frame: frame["type"] == "bot" and frame["data"]["ready"]
    )


async def test_a_stopping_desk_says_that_it_goes_away(tmp_path: Path) -> None:
    async with open_door(tmp_path) as door:
        customer = await door.customer()
        closing = asyncio.create_task(customer.closed())
        await door.app.shutdown()

        assert await closing == 1001


async def test_a_sixth_page_is_refused_and_the_five_stay(door: Door) -> None:
    token = await door.visitor()
    pages = [await door.customer(token) for _ in range(5)]

    sixth = await door.socket("/ws/customer")
    answer = await sixth.ask("session.hello", {"token": token})

    assert answer["error"]["code"] == "rate_limited"
    assert answer["error"]["details"]["retry_after"] > 0
    assert await sixth.closed() == 1008
    assert (await pages[0].ask("typing.set", {"on": True}))["type"] == "ack"


async def test_a_closed_page_makes_room_for_another(door: Door) -> None:
    token = await door.visitor()
    pages = [await door.customer(token) for _ in range(5)]

    await pages[0].socket.close()

    async with asyncio.timeout(5):
        while True:
            page = await door.socket("/ws/customer")
            answer = await page.ask("session.hello", {"token": token})
            if answer["type"] == "session.ready":
                break


async def test_nothing_is_left_behind_when_everybody_has_gone(door: Door) -> None:
    from handoff.sockets.edge import EDGE

    edge = door.app[EDGE]
    customer = await door.customer()
    await customer.ask("message.send", a_message())
    await customer.event("message.created", script="utter_listening")

    await customer.socket.close()

    async with asyncio.timeout(5):
        while len(edge.hub) or edge.open:  # noqa: ASYNC110 - nobody tells of nothing
            await asyncio.sleep(0.01)
