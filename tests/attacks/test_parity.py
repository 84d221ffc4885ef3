"""One authoriser: HTTP and sockets answer alike for every role and verb (S19, S49)."""

import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from handoff.domain.principal import Role
from handoff.sockets.agent import COMMANDS
from tests.support.door import Door, a_message, open_door
from tests.support.ending import SETTLED

# One desk for all: each test brings customers of its own.
pytestmark = pytest.mark.asyncio(loop_scope="module")

WHO = {
    "agent of the team": (Role.AGENT, ("care",)),
    "agent of another team": (Role.AGENT, ("billing",)),
    "agent of no team": (Role.AGENT, ()),
    "supervisor": (Role.SUPERVISOR, ("billing",)),
    "editor": (Role.EDITOR, ("care",)),
    "admin": (Role.ADMIN, ("billing",)),
}
MAY = {"agent of the team", "supervisor", "admin"}
# What those who may see the conversation are told while nobody holds it yet.
QUEUED = {
    "conversation.open": "ack",
    "conversation.close": "ack",
    "handoff.accept": "ack",
    "handoff.transfer": {"stale_epoch", "ack"},  # supervisors need not hold it
    "handoff.escalate": {"stale_epoch", "ack"},
    "handoff.reassign": {"not_allowed", "stale_epoch", "not_found"},
    "handoff.return": {"stale_epoch", "illegal_transition"},
    "handoff.resolve": {"stale_epoch", "illegal_transition"},
    "message.send": {"stale_epoch", "illegal_transition", "conflict"},
    "note.add": "ack",
    "call_back.note": {"stale_epoch", "illegal_transition"},
    "rating.agree": "bad_request",  # nothing of that message is rated so
    "rating.correct": "bad_request",
    "draft.check": "ack",
    "history.read": "ack",
    "problems.list": {"ack", "not_allowed"},
    "problem.read": {"not_found", "not_allowed"},
    "problem.reflect": {"not_found", "not_allowed"},
    "problem.close": {"not_found", "not_allowed"},
    "repeat_asks.read": {"ack", "not_allowed"},
    "satisfaction.read": {"ack", "not_allowed"},
    "presence.set": "ack",
    "typing.set": "ack",
    "seen.set": "ack",
}
NO_CONVERSATION = {
    "presence.set",
    "conversation.close",
    "problems.list",
    "problem.read",
    "problem.reflect",
    "problem.close",
    "repeat_asks.read",
    "satisfaction.read",
}
# What names no conversation of the asker's: alike for all.
NOBODYS = {"offer.decline"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def door(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    async with open_door(tmp_path_factory.mktemp("desk"), limit_off=True) as opened:
        yield opened


async def a_waiting_handoff(door: Door) -> dict[str, Any]:
    """A conversation that waits for the team `care`."""
    customer = await door.customer()
    ack = await customer.ask("message.send", a_message("a person please"))
    queued = await customer.event("handoff.queued")
    assert queued["data"]["team"]["id"] == "care"
    await customer.socket.close()
    return {
        "conversation_id": ack["data"]["conversation_id"],
        "handoff_id": queued["data"]["handoff_id"],
    }


def data_for(verb: str, about: dict[str, Any]) -> dict[str, Any]:
    """Well-formed data of the verb for the conversation."""
    values: dict[str, Any] = {
        **about,
        "last_seq": 99,
        "cmid": uuid.uuid4().hex,
        "text": "hello",
        "epoch": 1,
        "note": "",
        **SETTLED,
        "follow_up": None,
        "presence": "away",
        "on": True,
        "reached": True,
        "seq": 1,
        "about": "legal",
        "message_seq": 1,
        "to": "none",
        "reason": "it is not",
        "team_id": "delivery",
        "tier": None,
        "person_id": None,
        "offer_id": "off_0",
        "problem_id": "prb_0",
        "went_wrong": "it was late",
        "changed": "another carrier",
        "days": 30,
    }
    if verb == "handoff.reassign":
        values["person_id"] = "per_0"
    fields = COMMANDS[verb].schema.__struct_fields__
    return {name: values[name] for name in fields}


def verdict(answer: dict[str, Any]) -> str:
    """`ack`, or the error's code."""
    return "ack" if answer["type"] == "ack" else str(answer["error"]["code"])


async def over_http(door: Door, browser: Any, verb: str, data: dict[str, Any]) -> str:
    body = {"type": verb, "ref": "1", "data": data}
    async with browser.post("/api/agent/commands", json=body) as answer:
        found = await answer.json()
        return verdict({"type": "error", **found} if answer.status >= 400 else found)


async def test_the_table_of_expectations_names_every_verb() -> None:
    assert QUEUED.keys() | NOBODYS == set(COMMANDS)


@pytest.mark.parametrize("verb", COMMANDS)
@pytest.mark.parametrize("who", WHO)
async def test_a_verb_is_allowed_or_refused_alike_on_both_ways(
    door: Door, who: str, verb: str
) -> None:
    role, teams = WHO[who]
    browser = await door.person(who.title().replace(" ", ""), role, teams)
    console = await door.console(browser)
    told = []
    for way in ("socket", "http"):
        about = await a_waiting_handoff(door)
        data = data_for(verb, about)
        if way == "socket":
            told.append(verdict(await console.ask(verb, data)))
        else:
            told.append(await over_http(door, browser, verb, data))
    await console.socket.close()

    assert told[0] == told[1]
    if verb in NOBODYS:
        assert told[0] == "not_found"
    elif who in MAY or verb in NO_CONVERSATION:
        expected = QUEUED[verb]
        assert told[0] in ({expected} if isinstance(expected, str) else expected)
    else:
        assert told[0] == "not_found"


@pytest.mark.parametrize("who", WHO)
async def test_reading_over_http_follows_the_same_rule(door: Door, who: str) -> None:
    role, teams = WHO[who]
    browser = await door.person(who.title().replace(" ", ""), role, teams)
    about = await a_waiting_handoff(door)
    conversation_id = about["conversation_id"]

    paths = [
        f"/api/agent/conversations/{conversation_id}",
        f"/api/agent/events?conversation_id={conversation_id}",
    ]
    statuses = []
    for path in paths:
        async with browser.get(path) as answer:
            statuses.append(answer.status)

    assert statuses == [200 if who in MAY else 404] * 2


@pytest.mark.parametrize("who", WHO)
async def test_a_list_holds_what_one_may_see_and_nothing_else(
    tmp_path: Path, who: str
) -> None:
    role, teams = WHO[who]
    # A desk of its own: a list shows only the first hundred who wait.
    async with open_door(tmp_path) as door:
        browser = await door.person("Somebody", role, teams)
        about = await a_waiting_handoff(door)
        async with browser.get("/api/agent/inbox") as answer:
            listed = about["conversation_id"] in await answer.text()

    assert listed is (who in MAY)


async def test_what_one_may_not_see_is_never_told_live(door: Door) -> None:
    outsider = await door.console(
        await door.person("Outsider", Role.AGENT, ("billing",))
    )
    insider = await door.console(await door.person("Insider", Role.AGENT, ("care",)))
    about = await a_waiting_handoff(door)
    await insider.until(
        lambda frame: (
            frame["type"] == "inbox" and about["conversation_id"] in repr(frame)
        )
    )
    await outsider.ask("presence.set", {"presence": "away"})

    assert about["conversation_id"] not in repr(outsider.got)


async def test_a_customers_token_opens_nothing_of_the_companys(door: Door) -> None:
    token = await door.visitor()
    about = await a_waiting_handoff(door)
    session = door.session(Authorization=f"Bearer {token}", Cookie=f"x={token}")
    for path in (
        "/api/me",
        "/api/agent/inbox",
        f"/api/agent/events?conversation_id={about['conversation_id']}",
        f"/api/agent/conversations/{about['conversation_id']}",
        "/internal/scripts",
    ):
        async with session.get(path) as answer:
            assert answer.status == 401, path
