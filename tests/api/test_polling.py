"""The protocol without sockets: the same commands, the same views, a patient answer."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from handoff.sockets.edge import EDGE
from tests.support.door import Door, a_message, open_door


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    async with open_door(tmp_path, limit_off=True) as opened:
        yield opened


class Page:
    """A page that can open no socket."""

    def __init__(self, session: aiohttp.ClientSession, side: str) -> None:
        self.session = session
        self.side = side

    async def command(self, type: str, data: dict[str, Any]) -> dict[str, Any]:
        """The whole answer."""
        body = {"type": type, "ref": "7", "data": data}
        async with self.session.post(f"/api/{self.side}/commands", json=body) as answer:
            found: dict[str, Any] = await answer.json()
            return found

    async def events(self, **query: Any) -> dict[str, Any]:
        """What is new."""
        path = f"/api/{self.side}/events"
        async with self.session.get(path, params=query) as answer:
            assert answer.status == 200, await answer.text()
            found: dict[str, Any] = await answer.json()
            return found


@pytest.fixture
async def page(door: Door) -> Page:
    token = await door.visitor()
    return Page(door.session(Authorization=f"Bearer {token}"), "customer")


async def waiting_requests(door: Door, count: int) -> None:
    """Returns once so many requests wait for news."""
    async with asyncio.timeout(5):
        while len(door.app[EDGE].open) < count:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.005)


async def test_a_new_page_has_nothing_and_a_first_message_changes_that(
    page: Page,
) -> None:
    empty = await page.events()
    ack = await page.command("message.send", a_message())

    assert empty == {
        "conversation": None,
        "events": [],
        "cursor": 0,
        "turn_running": False,
    }
    assert (ack["type"], ack["ref"], ack["data"]["seq"]) == ("ack", "7", 1)


async def test_polls_bring_every_event_once_and_the_turn_ends(page: Page) -> None:
    ack = await page.command("message.send", a_message())
    about = {"conversation_id": ack["data"]["conversation_id"]}
    seqs: list[int] = []
    cursor, running = 0, True
    async with asyncio.timeout(5):
        while running or cursor < 2:
            found = await page.events(**about, since=cursor, wait=5)
            seqs += [event["seq"] for event in found["events"]]
            cursor, running = found["cursor"], found["turn_running"]

    assert seqs == [1, 2]


async def test_a_waiting_poll_answers_as_soon_as_something_happens(
    door: Door, page: Page
) -> None:
    door.bot.may_answer.clear()
    ack = await page.command("message.send", a_message())
    about = {"conversation_id": ack["data"]["conversation_id"]}
    while not (await page.events(**about))["turn_running"] or not door.bot.turns:
        continue
    poll = asyncio.create_task(page.events(**about, since=1, wait=25))
    await waiting_requests(door, 1)

    door.bot.may_answer.set()

    async with asyncio.timeout(5):
        found = await poll
    assert [event["seq"] for event in found["events"]] == [2]


async def test_a_poll_without_a_conversation_hears_of_the_first_one(
    door: Door, page: Page
) -> None:
    poll = asyncio.create_task(page.events(wait=25))
    await waiting_requests(door, 1)

    ack = await page.command("message.send", a_message())

    found = await poll
    assert found["conversation"]["conversation_id"] == ack["data"]["conversation_id"]
    assert found["events"][0]["seq"] == 1


async def test_a_poll_with_nothing_new_answers_when_its_time_is_over(
    page: Page,
) -> None:
    found = await page.events(wait=0.05)

    assert found["events"] == []


@pytest.mark.parametrize("wait", ["26", "-1", "x", "nan", "inf", "1e9", "true"])
async def test_nobody_waits_longer_than_allowed(page: Page, wait: str) -> None:
    async with page.session.get(
        "/api/customer/events", params={"wait": wait}
    ) as answer:
        assert answer.status == 400


async def test_a_parameter_twice_or_unknown_is_refused(page: Page) -> None:
    for query in ("since=1&since=2", "since=1&token=x"):
        async with page.session.get(f"/api/customer/events?{query}") as answer:
            assert answer.status == 400


async def test_a_stopping_desk_answers_those_who_wait(door: Door, page: Page) -> None:
    poll = asyncio.create_task(page.events(wait=25))
    await waiting_requests(door, 1)

    await door.app.shutdown()

    async with asyncio.timeout(5):
        assert (await poll)["events"] == []


async def test_who_left_without_waiting_leaves_nothing_behind(
    door: Door, page: Page
) -> None:
    await page.events(wait=0.01)

    assert not door.app[EDGE].open
    assert len(door.app[EDGE].hub) == 0


async def test_an_agent_works_without_a_socket(door: Door, page: Page) -> None:
    agent = Page(await door.person(), "agent")
    async with agent.session.get("/api/agent/inbox") as answer:
        cursor = (await answer.json())["cursor"]
    inbox = asyncio.create_task(
        agent.session.get("/api/agent/inbox", params={"cursor": cursor, "wait": 25})
    )
    await waiting_requests(door, 1)
    sent = await page.command("message.send", a_message("a person please"))
    about = {"conversation_id": sent["data"]["conversation_id"]}
    async with asyncio.timeout(5):
        async with await inbox as answer:
            (line,) = (await answer.json())["queue"]

    accepted = await agent.command("handoff.accept", {"handoff_id": line["handoff_id"]})
    held = accepted["data"]
    reply = a_message("Hello, Maya here", **about)
    reply |= {"epoch": held["epoch"], "last_seq": held["last_seq"]}
    assert (await agent.command("message.send", reply))["type"] == "ack"

    shown = await page.events(**about, since=held["last_seq"])
    seen = await agent.events(**about, since=held["last_seq"])
    assert [event["data"]["text"] for event in shown["events"]] == ["Hello, Maya here"]
    assert [event["seq"] for event in seen["events"]] == [held["last_seq"] + 1]


async def test_a_poll_of_a_conversation_must_name_it(door: Door) -> None:
    browser = await door.person()

    async with browser.get("/api/agent/events") as answer:
        assert answer.status == 400
