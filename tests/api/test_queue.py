"""The wall, the directory and profiles over HTTP: who may, and what they are told."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from handoff.domain.principal import Role
from tests.support.door import Door, a_message, open_door

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def door(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    async with open_door(tmp_path_factory.mktemp("desk"), limit_off=True) as opened:
        yield opened


@pytest.mark.parametrize(
    ("role", "wall", "directory", "profile"),
    [
        (Role.AGENT, 403, 200, 403),
        (Role.SUPERVISOR, 200, 200, 200),
        (Role.ADMIN, 200, 200, 200),
        (Role.EDITOR, 403, 403, 403),
    ],
)
async def test_each_role_may_what_is_its_own(
    door: Door, role: Role, wall: int, directory: int, profile: int
) -> None:
    browser = await door.person(role.value.title(), role, ("care",))
    async with browser.get("/api/me") as answer:
        own = (await answer.json())["person"]["id"]

    statuses = []
    for path in ("/api/agent/wall", "/api/agent/directory"):
        async with browser.get(path) as answer:
            statuses.append(answer.status)
    path, body = f"/api/agent/people/{own}/profile", {"capacity": 1000}
    async with browser.post(path, json=body) as answer:
        statuses.append(answer.status)

    assert statuses == [wall, directory, profile]


async def test_profile_that_does_not_fit_names_its_field(door: Door) -> None:
    browser = await door.person("Super", Role.SUPERVISOR, ())
    path = "/api/agent/people/per_0/profile"

    for body, field in (({"tier": 9}, "tier"), ({"languages": ["?"]}, "languages")):
        async with browser.post(path, json=body) as answer:
            assert answer.status == 400
            assert (await answer.json())["error"]["details"] == {"field": field}
    async with browser.post(path, json={}) as answer:
        assert answer.status == 404
    async with browser.post(path, json={"rank": 1}) as answer:
        assert answer.status == 400
    async with door.session().get("/api/agent/wall") as answer:
        assert answer.status == 401
    browser.headers.pop("X-CSRF-Token")
    async with browser.post(path, json={}) as answer:
        assert answer.status == 403


async def test_wall_shows_queues_people_and_how_honest_the_waits_were(
    tmp_path: Path,
) -> None:
    async with open_door(tmp_path) as door:
        boss = await door.person("Super", Role.SUPERVISOR, ())
        console = await door.console(await door.person("Maya", teams=("care",)))
        customer = await door.customer()
        await customer.ask("message.send", a_message("a person please"))
        queued = await customer.event("handoff.queued")
        claim = {"handoff_id": queued["data"]["handoff_id"]}
        await console.ask("handoff.accept", claim)
        other = await door.customer()
        await other.ask("message.send", a_message("a person please"))
        await other.event("handoff.queued")

        async with boss.get("/api/agent/wall") as answer:
            wall = await answer.json()

    care = next(one for one in wall["queues"] if one["team"]["id"] == "care")
    maya = next(one for one in wall["people"] if one["person"]["name"] == "Maya")
    assert (care["waiting"], care["online"]) == (1, 1)
    assert care["calibration"] == {"count": 1, "held": 1, "inside": 0}
    assert (maya["held"], maya["load"], maya["capacity"]) == (1, 2, 1000)
    assert maya["presence"] == "online"
