"""Signing in over HTTP: cookies, CSRF, throttling."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from handoff.services import people
from tests.support.door import PASSWORD, Door, open_door


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    async with open_door(tmp_path) as opened:
        yield opened


async def test_the_session_cookie_is_for_this_site_and_not_for_scripts(
    door: Door,
) -> None:
    await door.person()
    body = {"login": "maya@example.com", "password": PASSWORD}

    async with door.session().post("/api/sign-in", json=body) as answer:
        cookie = answer.headers["Set-Cookie"]
        data = await answer.json()

    assert cookie.startswith("firstline_session=")
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Path=/" in cookie
    assert set(data) == {"person", "csrf"}
    assert cookie.split("=")[1].split(";")[0] not in str(data)


async def test_behind_https_the_cookie_is_bound_to_the_host(tmp_path: Path) -> None:
    async with open_door(tmp_path, public_url="https://desk.example") as door:
        await people.add_person(
            door.desk,
            name="Maya",
            email="maya@example.com",
            role=people.Role.AGENT,
            team_ids=[],
            password=PASSWORD,
        )
        session = door.session(Origin="https://desk.example")
        body = {"login": "Maya", "password": PASSWORD}

        async with session.post("/api/sign-in", json=body) as answer:
            cookie = answer.headers["Set-Cookie"]
            assert "max-age=" in answer.headers["Strict-Transport-Security"]

    assert cookie.startswith("__Host-firstline=")
    assert "Secure" in cookie


async def test_who_is_signed_in_reads_their_own_account(door: Door) -> None:
    session = await door.person()

    async with session.get("/api/me") as answer:
        data = await answer.json()

    assert data["person"]["name"] == "Maya"
    assert data["csrf"] == session.headers["X-CSRF-Token"]
    assert data["password_is_initial"] is True


async def test_a_new_password_holds_and_the_old_one_no_longer_does(door: Door) -> None:
    session = await door.person()
    new = "another good password"

    body = {"current": PASSWORD, "new": new}
    async with session.post("/api/password", json=body) as answer:
        assert answer.status == 200
    async with session.get("/api/me") as answer:
        assert (await answer.json())["password_is_initial"] is False
    for password, status in ((PASSWORD, 401), (new, 200)):
        body = {"login": "Maya", "password": password}
        async with door.session().post("/api/sign-in", json=body) as answer:
            assert answer.status == status


async def test_after_signing_out_the_cookie_is_worth_nothing(door: Door) -> None:
    session = await door.person()
    token = next(iter(session.cookie_jar)).value

    async with session.post("/api/sign-out", json={}) as answer:
        assert answer.status == 200
    thief = door.session(Cookie=f"firstline_session={token}")

    async with thief.get("/api/me") as answer:
        assert answer.status == 401


async def test_signing_in_never_takes_over_a_planted_session(door: Door) -> None:
    await door.person()
    session = door.session(Cookie="firstline_session=planted")
    body = {"login": "Maya", "password": PASSWORD}

    async with session.post("/api/sign-in", json=body) as answer:
        assert "planted" not in answer.headers["Set-Cookie"]
    planted = door.session(Cookie="firstline_session=planted")
    async with planted.get("/api/me") as answer:
        assert answer.status == 401


async def test_the_sixth_wrong_password_has_to_wait(door: Door) -> None:
    await door.person()
    statuses = []
    for _ in range(6):
        body = {"login": "Maya", "password": "not the password"}
        async with door.session().post("/api/sign-in", json=body) as answer:
            statuses.append(answer.status)
            retry = answer.headers.get("Retry-After")

    assert statuses == [401] * 5 + [429]
    assert retry is not None
    assert int(retry) > 60


async def test_nobody_learns_from_the_answer_who_exists(door: Door) -> None:
    await door.person()
    answers = []
    for login in ("Maya", "Nobody"):
        body = {"login": login, "password": "not the password"}
        async with door.session().post("/api/sign-in", json=body) as answer:
            answers.append((answer.status, await answer.json()))

    assert answers[0] == answers[1]
