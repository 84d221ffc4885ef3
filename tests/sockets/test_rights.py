"""Signing out, losing rights, being there: a console never outlives its sign-in."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from handoff.desk import open_desk
from handoff.services import people
from handoff.sockets.edge import EDGE
from handoff.sockets.rights import watch_rights
from tests.support.door import PASSWORD, Door, Frames, open_door


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    async with open_door(tmp_path, limit_off=True) as opened:
        yield opened


async def test_signing_out_ends_the_sessions_sockets_at_once(door: Door) -> None:
    browser = await door.person()
    console = await door.console(browser)

    async with browser.post("/api/sign-out", json={}) as answer:
        assert answer.status == 200

    assert await console.closed(seconds=1) == 1008
    assert console.got[-1]["type"] == "signed_out"


async def test_a_disabled_person_is_out_within_a_second(door: Door) -> None:
    console = await door.console(await door.person("Maya"))
    await people.set_active(door.desk, login="Maya", active=False)

    assert await console.closed(seconds=1) in (1008, 1013)


async def test_who_is_disabled_beside_the_desk_is_out_within_seconds(
    door: Door,
) -> None:
    browser = await door.person("Maya")
    console = await door.console(browser)
    # What `firstline people disable` opens: it can tell the desk nothing.
    beside = await open_desk(door.desk.settings, guest=True)

    await people.set_active(beside, login="Maya", active=False)
    await beside.close()

    assert await console.closed(seconds=3) == 1013
    again = Frames(await browser.ws_connect("/ws/agent"))
    answer = await again.ask("session.hello", {"csrf": browser.headers["X-CSRF-Token"]})
    assert answer["error"]["code"] == "not_signed_in"


async def test_a_sign_in_that_runs_out_takes_its_sockets_along(door: Door) -> None:
    browser = await door.person()
    cookie = next(iter(browser.cookie_jar)).value
    sign_in = await people.find_session(door.desk, cookie)
    told: list[str] = []
    await people.sign_out(door.desk, cookie)

    await watch_rights(
        door.desk,
        cookie,
        sign_in,
        ended=lambda: told.append("ended"),
        changed=lambda: told.append("changed"),
        seconds=0.01,
    )

    assert told == ["ended"]


async def test_a_sign_in_whose_person_changes_asks_again(door: Door) -> None:
    browser = await door.person()
    cookie = next(iter(browser.cookie_jar)).value
    sign_in = await people.find_session(door.desk, cookie)
    before = replace(sign_in.person, team_ids=frozenset())
    told: list[str] = []

    await watch_rights(
        door.desk,
        cookie,
        replace(sign_in, person=before),
        ended=lambda: told.append("ended"),
        changed=lambda: told.append("changed"),
        seconds=0.01,
    )

    assert told == ["changed"]


async def test_a_new_password_ends_the_other_sessions(door: Door) -> None:
    here = await door.person("Maya")
    elsewhere = await door.console(await door.sign_in("Maya"))
    console = await door.console(here)

    body = {"current": PASSWORD, "new": "an even longer password"}
    async with here.post("/api/password", json=body) as answer:
        assert answer.status == 200

    assert await elsewhere.closed(seconds=2) in (1008, 1013)
    assert await console.closed(seconds=2) == 1013
    again = await door.console(here)
    assert again.got[0]["type"] == "session.ready"


async def test_who_said_offline_stays_offline_on_the_next_console(door: Door) -> None:
    browser = await door.person()
    console = await door.console(browser)
    await console.ask("presence.set", {"presence": "offline"})

    second = await door.console(browser)

    assert second.got[0]["data"]["presence"] == "offline"


async def test_the_last_console_to_close_takes_its_person_offline(door: Door) -> None:
    door.app[EDGE].attendance._grace_seconds = 0.01
    watcher = await door.console(await door.person("Tomasz"))
    leaver = await door.console(await door.person("Maya"))

    await leaver.socket.close()

    gone = await watcher.until(
        lambda frame: (
            frame["type"] == "presence" and frame["data"]["presence"] == "offline"
        )
    )
    assert gone["data"]["person_id"].startswith("per_")
