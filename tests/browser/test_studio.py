"""Words are written, mended, read by a second person, published, and said."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.browser.conftest import NewShopper
from tests.browser.test_access import LOOKS, faults
from tests.support.pages import PATIENCE_MS, a_window, unique
from tests.support.stack import Stack
from tests.support.studio import Studio
from tests.support.waiting import until

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.browser,
    pytest.mark.rasa,
    pytest.mark.timeout(400),
]

NewStudio = Callable[..., Awaitable[Studio]]
SCRIPT, FIRST, SECOND = (
    "utter_opening_hours",
    "opening_hours.en.1",
    "opening_hours.en.2",
)
HEARD_SECONDS = 2.0
"""From the click to a bot that has the words: it asks the desk every second."""
LATE_TIMERS = (
    "() => { const soon = setTimeout; setTimeout = (f, ms) => soon(f, ms + 99) }"
)
"""What a page leaves for later comes later than the next keys."""


@pytest_asyncio.fixture(loop_scope="session")
async def studio(chromium: Browser, stack: Stack) -> AsyncIterator[NewStudio]:
    """Opens the studio for somebody, signed in; no page may fail."""
    await stack.ready()
    made: list[Studio] = []
    async with AsyncExitStack() as windows:

        async def new(name: str = "Ines", **options: Any) -> Studio:
            window = await a_window(chromium, **options)
            windows.push_async_callback(window.close)
            one = Studio(await window.new_page(), stack.url, stack.people[name])
            made.append(one)
            await one.sign_in()
            return one

        yield new
    assert not [complaint for one in made for complaint in one.complaints]


async def copied(stack: Stack, words: str) -> float:
    """The bot says these words from now on; returns when it began, in Unix seconds."""
    copy = stack.folder / "bot" / "scripts.json"

    def has_them() -> bool:
        return copy.exists() and words in copy.read_text()

    await until(has_them, seconds=PATIENCE_MS / 1000)
    return copy.stat().st_mtime


async def test_words_go_from_the_editor_to_the_bots_mouth(
    studio: NewStudio, shopper: NewShopper, stack: Stack
) -> None:
    ines, alex, ada = await studio("Ines"), await studio("Alex"), await shopper()
    news = unique("Somebody is here from 8 am to 8 pm")

    await ines.open(SCRIPT, FIRST)
    await ines.words.fill(f"Calm down. {news}. May I look at anything for you now?")
    await expect(ines.finding("Nobody is calmer for being told so")).to_be_visible()
    await expect(ines.button("Ask for a review")).to_be_disabled()
    await ines.page.get_by_role("button", name="Use “Take all the time").click()
    await expect(ines.words).to_have_value(
        f"Take all the time you need. {news}. May I look at anything for you now?"
    )
    await expect(ines.preview).to_contain_text(news)
    await ines.button("Ask for a review").click()
    await ines.told("It waits for a second person now.")
    await expect(ines.button("Publish now")).to_be_disabled()

    await alex.open(SCRIPT, SECOND)
    await alex.button("Retire…").click()
    await alex.button("Retire it").click()
    await alex.told("The bot says it no more.")
    await alex.open(SCRIPT, FIRST)
    await expect(alex.button("Publish now")).to_be_enabled()
    clicked = time.time()
    await alex.button("Publish now").click()
    await alex.told("Published.")

    taken = await copied(stack, news)
    assert taken - clicked < HEARD_SECONDS
    await ada.say_to_bot("What are your opening hours on Monday?")
    assert any(news in words for words in await ada.words())


async def test_a_wording_can_be_written_with_keys_alone(studio: NewStudio) -> None:
    ines = await studio("Ines")
    await ines.open("utter_order_status", "order_status.en.1")
    await ines.words.press("ControlOrMeta+a")
    await ines.page.keyboard.type("I'm listening. Order {order_nu")
    placeholders = ines.page.get_by_role("listbox", name="Placeholders")
    await expect(placeholders.get_by_role("option")).to_have_count(1)
    await ines.page.evaluate(LATE_TIMERS)
    await ines.page.keyboard.press("Enter")
    await ines.page.keyboard.type(" is here.")
    await expect(ines.preview).to_have_text("I'm listening. Order 4471-0093 is here.")
    await ines.page.keyboard.type(" Shall I look?")

    await expect(ines.words).to_have_value(
        "I'm listening. Order {order_number} is here. Shall I look?"
    )
    await expect(ines.preview).to_have_text(
        "I'm listening. Order 4471-0093 is here. Shall I look?"
    )
    await ines.page.keyboard.press("ControlOrMeta+s")
    await ines.told("Draft saved.")


@pytest.mark.parametrize("look", LOOKS)
async def test_nothing_grave_stands_in_the_way_of_writers(
    studio: NewStudio, look: dict[str, Any]
) -> None:
    ines = await studio("Ines", **look)
    found = await faults(ines.page)
    await ines.open("utter_late_delivery", "late_delivery.late.en.1")
    await ines.words.fill("Unfortunately we can't say when it comes, you must wait!")
    await expect(ines.finding("An order to the customer")).to_be_visible()
    await ines.button("Compare No. 1").click()
    found += await faults(ines.page)
    await ines.button("Retire…").click()
    found += await faults(ines.page)

    assert found == []
