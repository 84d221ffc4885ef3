"""What the bot fetches from the desk."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.door import Door, open_door

TOKEN = {"Authorization": "Bearer internal"}


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    async with open_door(tmp_path) as opened:
        yield opened


async def test_the_bot_gets_all_published_variants(door: Door) -> None:
    async with door.session(**TOKEN).get("/internal/scripts") as answer:
        data = await answer.json()

    assert answer.status == 200
    assert "utter_ask_settled" in data["take_turns"]
    assert "utter_late_delivery" not in data["take_turns"]
    assert set(data["take_turns"]) <= set(data["scripts"])
    variant = next(iter(data["scripts"].values()))[0]
    assert set(variant) == {
        "id",
        "locale",
        "channel",
        "text",
        "buttons",
        "when",
        "share",
    }


async def test_what_is_known_is_not_sent_again(door: Door) -> None:
    session = door.session(**TOKEN)
    async with session.get("/internal/scripts") as answer:
        etag = answer.headers["ETag"]

    async with session.get(
        "/internal/scripts", headers={"If-None-Match": etag}
    ) as again:
        assert again.status == 304


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer wrong", "Bearer internal2", "Basic internal"]
)
async def test_without_the_token_there_is_nothing(door: Door, header: str) -> None:
    async with door.session(Authorization=header).get("/internal/scripts") as answer:
        assert answer.status == 401


async def test_a_desk_without_a_token_lets_nobody_in(tmp_path: Path) -> None:
    async with open_door(tmp_path, internal_token="") as door:
        for header in ("Bearer ", "Bearer x"):
            session = door.session(Authorization=header)
            async with session.get("/internal/scripts") as answer:
                assert answer.status == 401
