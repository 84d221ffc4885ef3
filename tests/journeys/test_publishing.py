"""From the click to the bot's mouth: no training, no restart, less than two seconds."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot import published
from bot.published import Published
from handoff.domain.principal import Role
from tests.support.door import Door, open_door

SCRIPT, VARIANT = "utter_stock", "stock.en.1"
TEXT = "You can see it on the product's page. Shall I bring in a colleague?"


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    async with open_door(tmp_path, limit_off=True) as opened:
        yield opened


def words(scripts: Published) -> dict[str, str]:
    """What the bot would choose from for the script."""
    return {one.id: one.text for one in scripts.variants(SCRIPT)}


async def publish(door: Door) -> None:
    """One person has written it, another has pressed the button."""
    ines = await door.person("Ines", Role.EDITOR)
    omar = await door.person("Omar", Role.EDITOR)
    edits: int | None = None
    for session, type, data in (
        (ines, "draft.save", {"content": {"text": TEXT}}),
        (ines, "review.request", {}),
        (omar, "variant.publish", {}),
    ):
        body = {"type": type, "variant_id": VARIANT, "edits": edits, **data}
        async with session.post("/api/studio/commands", json=body) as answer:
            assert answer.status == 200, await answer.text()
            edits = (await answer.json())["edits"]


async def test_the_bots_next_look_after_the_click_finds_the_wording(
    door: Door, tmp_path: Path
) -> None:
    copy = tmp_path / "scripts.json"
    bot = Published(f"{door.url}/internal/scripts", "internal", copy)
    async with aiohttp.ClientSession() as session:
        await bot.refresh(session)
        assert words(bot)[VARIANT] != TEXT

        await publish(door)

        assert await bot.refresh(session)
        assert words(bot)[VARIANT] == TEXT
        assert not await bot.refresh(session)
    # It looks every second, so that a look falls into the two seconds after the click.
    assert published.EVERY <= 1


async def test_the_bot_goes_on_with_the_last_words_while_the_desk_is_away(
    door: Door, tmp_path: Path
) -> None:
    copy = tmp_path / "scripts.json"
    bot = Published(f"{door.url}/internal/scripts", "internal", copy)
    async with aiohttp.ClientSession() as session:
        await publish(door)
        await bot.refresh(session)
    shutil.copy(copy, tmp_path / "kept.json")

    restarted = Published("http://127.0.0.1:9/", "internal", tmp_path / "kept.json")

    assert words(restarted)[VARIANT] == TEXT
