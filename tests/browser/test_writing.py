"""What is written in the studio stays: beside saves, other people and sign-outs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Dialog, Page, Route, expect

from handoff.domain.principal import Role
from tests.browser.test_access import faults
from tests.support.door import PASSWORD, Door, open_door
from tests.support.pages import a_window
from tests.support.stack import Login
from tests.support.studio import Studio
from tests.support.waiting import until

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]

SCRIPT = "utter_stock"
COMMANDS = "**/api/studio/commands"
WORDS = "You can see it on the product's page. Shall I bring in a colleague?"
TYPED = " And while it was saved, I went on."
FIRST = {"text": "It is on the product's page. Shall I look?"}


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def door(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    async with open_door(tmp_path_factory.mktemp("desk"), limit_off=True) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def omar(door: Door) -> aiohttp.ClientSession:
    """Another editor, in a window of their own."""
    return await door.person("Omar", Role.EDITOR)


@pytest_asyncio.fixture(loop_scope="session")
async def variant(omar: aiohttp.ClientSession) -> str:
    """A wording that no other test writes in."""
    made = await command(omar, type="variant.add", script_id=SCRIPT, content=FIRST)
    return str(made["variant_id"])


@pytest_asyncio.fixture(loop_scope="session")
async def ines(chromium: Browser, door: Door, variant: str) -> AsyncIterator[Studio]:
    """An editor with the wording open; no page may fail."""
    await door.person("Ines", Role.EDITOR)
    window = await a_window(chromium)
    login = Login("Ines", "ines@example.com", "editor", PASSWORD)
    studio = Studio(await window.new_page(), door.url, login)
    await studio.sign_in()
    await studio.open(SCRIPT, variant)
    yield studio
    await window.close()
    assert studio.complaints == []


async def command(session: aiohttp.ClientSession, **asked: Any) -> dict[str, Any]:
    """The revision after the command."""
    async with session.post("/api/studio/commands", json=asked) as answer:
        assert answer.status == 200, await answer.text()
        return dict(await answer.json())


async def draft(session: aiohttp.ClientSession, variant: str) -> dict[str, Any]:
    """The variant's draft, as the desk holds it."""
    async with session.get(f"/api/studio/scripts/{SCRIPT}") as answer:
        variants = (await answer.json())["script"]["variants"]
    return dict(next(one for one in variants if one["id"] == variant)["open"])


async def kept(session: aiohttp.ClientSession, variant: str) -> str:
    """Its text."""
    return str((await draft(session, variant))["content"]["text"])


@asynccontextmanager
async def answers_held_back(page: Page) -> AsyncIterator[asyncio.Event]:
    """What the desk answers to commands comes only after the block; told when asked."""
    asked, let_go = asyncio.Event(), asyncio.Event()

    async def hold(route: Route) -> None:
        answer = await route.fetch()
        asked.set()
        await let_go.wait()
        await route.fulfill(response=answer)

    await page.route(COMMANDS, hold)
    yield asked
    let_go.set()


async def test_what_is_typed_while_a_save_is_on_its_way_stays(
    ines: Studio, omar: aiohttp.ClientSession, variant: str
) -> None:
    await ines.words.fill(WORDS)
    async with answers_held_back(ines.page) as asked:
        await ines.button("Save draft").click()
        await asked.wait()
        await ines.words.press("ControlOrMeta+End")
        await ines.page.keyboard.type(TYPED)
    await ines.told("Draft saved.")

    await expect(ines.words).to_have_value(WORDS + TYPED)
    await expect(ines.words).to_be_focused()
    await expect(ines.page.get_by_text("Not saved yet.")).to_be_visible()
    await ines.page.keyboard.type(" Gladly.")
    await expect(ines.words).to_have_value(f"{WORDS}{TYPED} Gladly.")
    assert await kept(omar, variant) == WORDS

    await ines.page.keyboard.press("ControlOrMeta+s")
    await expect(ines.button("Save draft")).to_have_count(0)
    assert await kept(omar, variant) == f"{WORDS}{TYPED} Gladly."


async def test_a_second_save_waits_for_the_first_and_takes_the_newer_words(
    ines: Studio, omar: aiohttp.ClientSession, variant: str
) -> None:
    await ines.words.fill(WORDS)
    async with answers_held_back(ines.page) as asked:
        await ines.page.keyboard.press("ControlOrMeta+s")
        await asked.wait()
        await ines.words.press("ControlOrMeta+End")
        await ines.page.keyboard.type(TYPED)
        await ines.page.keyboard.press("ControlOrMeta+s")

    await expect(ines.button("Save draft")).to_have_count(0)
    await expect(ines.words).to_have_value(WORDS + TYPED)
    assert await kept(omar, variant) == WORDS + TYPED


async def test_a_save_that_does_not_get_through_keeps_the_words_and_says_so(
    ines: Studio, omar: aiohttp.ClientSession, variant: str
) -> None:
    await ines.words.fill(WORDS)
    await ines.page.route(COMMANDS, lambda route: route.abort())
    await ines.button("Save draft").click()

    await ines.told("What you wrote stays here: try again in a moment.")
    await expect(ines.words).to_have_value(WORDS)
    await expect(ines.page.get_by_text("Not saved yet.")).to_be_visible()

    await ines.page.unroute(COMMANDS)
    await ines.button("Save draft").click()
    await ines.told("Draft saved.")
    assert await kept(omar, variant) == WORDS


@pytest.mark.parametrize("take", [True, False], ids=["theirs", "mine"])
async def test_who_was_overtaken_sees_both_texts_and_chooses(
    ines: Studio, omar: aiohttp.ClientSession, variant: str, take: bool
) -> None:
    await ines.words.fill(WORDS + TYPED)
    about = {"variant_id": variant, "edits": (await draft(omar, variant))["edits"]}
    theirs = {"text": "Omar's words. Shall I look?"}
    await command(omar, type="draft.save", content=theirs, **about)
    await ines.button("Save draft").click()

    await ines.told("Omar changed this wording meanwhile. Your words are still here")
    both = ines.page.get_by_role("region", name="Omar saved this wording meanwhile")
    await expect(both).to_contain_text("Omar's words.")
    await expect(ines.words).to_have_value(WORDS + TYPED)
    assert await faults(ines.page) == []

    await both.get_by_role(
        "button", name="Take the saved words" if take else "Go on with mine"
    ).click()
    await expect(both).to_have_count(0)
    if take:
        await expect(ines.words).to_have_value("Omar's words. Shall I look?")
        await expect(ines.button("Save draft")).to_have_count(0)
    else:
        await ines.button("Save draft").click()
        await expect(ines.button("Save draft")).to_have_count(0)
        assert await kept(omar, variant) == WORDS + TYPED


async def test_leaving_with_unsaved_words_asks_first(ines: Studio) -> None:
    asked: list[str] = []

    async def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        await dialog.dismiss()

    ines.page.on("dialog", stay)
    await ines.words.fill(WORDS)
    await ines.page.get_by_role("link", name="All scripts").click()
    await ines.button("Sign out").click()
    await ines.page.get_by_role("link", name="Console").click()
    await expect(ines.words).to_have_value(WORDS)
    await until(lambda: asked == ["confirm", "confirm", "beforeunload"], seconds=10)


async def test_a_session_that_ends_takes_no_words_with_it(
    ines: Studio, omar: aiohttp.ClientSession, variant: str
) -> None:
    await ines.words.fill(WORDS)
    await ines.page.context.clear_cookies()
    await ines.button("Save draft").click()
    await expect(ines.page.get_by_text("what you wrote is still there")).to_be_visible()
    assert await faults(ines.page) == []

    await ines.page.get_by_label("E-mail or name").fill(ines.login.email)
    await ines.page.get_by_label("Password").fill(PASSWORD)
    await ines.button("Sign in").click()
    await expect(ines.words).to_have_value(WORDS)
    await ines.button("Save draft").click()
    await ines.told("Draft saved.")
    assert await kept(omar, variant) == WORDS
