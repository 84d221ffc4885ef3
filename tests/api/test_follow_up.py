"""The check-in's address: a bearer token to look, one's own page to vote."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.support.door import Door, open_door

pytestmark = pytest.mark.asyncio(loop_scope="module")

PATH = "/api/follow-up"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def door(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    async with open_door(tmp_path_factory.mktemp("desk"), limit_off=True) as opened:
        yield opened


async def test_without_a_token_there_is_nothing_to_see(door: Door) -> None:
    async with door.session().get(PATH) as answer:
        assert answer.status == 401
    async with door.session().post(PATH, json={"settled": True}) as answer:
        assert answer.status == 401


async def test_a_token_that_nobody_was_given_opens_nothing(door: Door) -> None:
    browser = door.session(Authorization="Bearer guessed")
    async with browser.get(PATH) as answer:
        assert answer.status == 404
    async with browser.post(PATH, json={"settled": True}) as answer:
        assert answer.status == 404


async def test_a_vote_comes_from_the_desks_own_page(door: Door) -> None:
    headers = {"Authorization": "Bearer guessed", "Origin": "https://evil.example"}
    async with door.session(**headers).post(PATH, json={"settled": True}) as answer:
        assert answer.status == 403


@pytest.mark.parametrize(
    "body", [{}, {"settled": "yes"}, {"settled": True, "admin": True}, [], "x"]
)
async def test_a_vote_that_is_none_is_named(door: Door, body: object) -> None:
    browser = door.session(Authorization="Bearer guessed")
    async with browser.post(PATH, json=body) as answer:
        assert answer.status == 400
        assert (await answer.json())["error"]["code"] == "bad_request"
