"""The admin's addresses: role matrix, forged writes, bent input (S13, S49, S54)."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from handoff.api.admin import ROUTES
from handoff.domain.principal import Role
from tests.support.door import Door, open_door

# One desk for all: each test brings people of its own.
pytestmark = pytest.mark.asyncio(loop_scope="module")

ADDRESSES = [(route.method, route.path) for route in ROUTES]
WRITES = [path for method, path in ADDRESSES if method == "POST"]
BODIES: dict[str, dict[str, Any]] = {
    "/api/admin/people": {
        "name": "New",
        "email": "new@example.com",
        "role": "agent",
        "teams": [],
    },
    "/api/admin/people/{person_id}": {"role": "admin", "teams": [], "active": True},
    "/api/admin/people/{person_id}/password": {},
    "/api/admin/people/{person_id}/profile": {"tier": 1},
    "/api/admin/policies/{name}": {"text": None, "version": 0, "note": ""},
    "/api/admin/policies/{name}/trial": {"text": "version: 1"},
    "/api/admin/effects/{outbox_id}/retry": {},
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def door(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    async with open_door(tmp_path_factory.mktemp("desk"), limit_off=True) as opened:
        yield opened


def filled(path: str) -> str:
    """The address of things that are there, or might be."""
    query = "?old=0&new=0" if path.endswith("/diff") else ""
    for name, value in (
        ("person_id", "per_1"),
        ("name", "desk.yml"),
        ("outbox_id", "1"),
    ):
        path = path.replace(f"{{{name}}}", value)
    return path + query


async def status(
    browser: aiohttp.ClientSession, method: str, path: str, **given: Any
) -> int:
    if method == "POST" and "data" not in given:
        given.setdefault("json", BODIES[path])
    async with browser.request(method, filled(path), **given) as answer:
        return answer.status


async def test_every_write_has_a_body_in_the_table() -> None:
    assert set(BODIES) == set(WRITES)


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR, Role.EDITOR])
async def test_no_other_role_may_read_or_write_anything(door: Door, role: Role) -> None:
    browser = await door.person(role.value.title(), role)

    told = [await status(browser, *address) for address in ADDRESSES]

    assert told == [403] * len(ADDRESSES)


async def test_nobody_may_without_a_sign_in(door: Door) -> None:
    token = await door.visitor()
    session = door.session(Authorization=f"Bearer {token}")

    told = [await status(session, *address) for address in ADDRESSES]

    assert told == [401] * len(ADDRESSES)


async def test_an_admin_may_read_everything(door: Door) -> None:
    browser = await door.person("Alex", Role.ADMIN)

    told = [await status(browser, m, path) for m, path in ADDRESSES if m == "GET"]

    assert set(told) == {200}


@pytest.mark.parametrize("path", WRITES)
@pytest.mark.parametrize("flaw", ["origin", "csrf"])
async def test_a_forged_write_of_an_admin_changes_nothing(
    door: Door, path: str, flaw: str
) -> None:
    browser = await door.person("Alex", Role.ADMIN)
    headers = {
        "origin": {"Origin": "https://evil.example"},
        "csrf": {"X-CSRF-Token": "wrong"},
    }[flaw]

    assert await status(browser, "POST", path, headers=headers) == 403


@pytest.mark.parametrize("path", WRITES)
async def test_a_body_of_the_wrong_shape_is_refused(door: Door, path: str) -> None:
    browser = await door.person("Alex", Role.ADMIN)
    unknown = {**BODIES[path], "password_hash": "x"}

    assert await status(browser, "POST", path, json=unknown) == 400
    assert await status(browser, "POST", path, json=[]) == 400
    assert await status(browser, "POST", path, data=b"{" * 5_000) == 400


async def test_what_is_not_there_answers_so_and_never_breaks(door: Door) -> None:
    browser = await door.person("Alex", Role.ADMIN)
    for path in (
        "/api/admin/policies/..%2F..%2Fsecrets.json",
        "/api/admin/policies/bot.yml",
        "/api/admin/policies/desk.yml/diff?old=0&new=99",
    ):
        async with browser.get(path) as answer:
            assert answer.status == 404, path
    for number in ("x", "1e9", "-1", "٣", "9" * 40):
        path = f"/api/admin/effects/{number}/retry"
        async with browser.post(path, json={}) as answer:
            assert answer.status in (400, 404), number


async def test_a_hostile_policy_is_refused_in_little_time(door: Door) -> None:
    browser = await door.person("Alex", Role.ADMIN)
    bomb = "a: &a [x]\n" + "".join(
        f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n"
        for old, new in zip("abcdefghi", "bcdefghij", strict=True)
    )
    deep, long = "[" * 39_000, f"version: {'9' * 9_000}"
    run = "!!python/object/apply:os.system [id]"
    for text in (bomb, deep, long, run, "\0", "x" * 50_000, ""):
        body = {"text": text}
        async with browser.post(
            "/api/admin/policies/desk.yml/trial", json=body
        ) as answer:
            assert answer.status == 400, text[:20]
