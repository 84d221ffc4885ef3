"""Nobody is there: the customer chooses how they hear from us, and has a promise."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from handoff.domain.principal import Role
from handoff.services import policies
from tests.browser.test_access import faults
from tests.support.builders import an_agent
from tests.support.clock import ManualClock
from tests.support.door import PASSWORD, Door, open_door
from tests.support.doors import CALL, EMAIL, KEEP
from tests.support.pages import PHONE, Console, Shopper, a_window, unique
from tests.support.post import Post, open_post
from tests.support.stack import Login
from tests.support.waiting import until

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]

BACK = "Monday 23 November, 09:00"
IN_FOUR_HOURS = "Monday 23 November, 14:00"
IN_EIGHT_HOURS = "Monday 23 November, 18:00"
TO_MONDAY = 27 * 3600.0
LABEL = "What the customer was promised"
HOWS = pytest.mark.parametrize("how", ["button", "typing"])


@pytest_asyncio.fixture(loop_scope="session")
async def post() -> AsyncIterator[Post]:
    async with open_post() as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def door(tmp_path: Path, post: Post) -> AsyncIterator[Door]:
    """It is Sunday morning, and people work in office hours."""
    clock, folder = ManualClock(), tmp_path / "desk"
    async with open_door(
        folder, clock=clock, limit_off=True, **post.settings
    ) as opened:
        desk = opened.desk
        alex = await an_agent(desk, "Alex", role=Role.ADMIN, teams=[])
        name = "calendars.yml"
        text = (await policies.read_policy(desk, alex, name=name)).text
        hours = text.replace("default: always", "default: office")
        await policies.change_policy(
            desk, alex, name=name, text=hours, version=0, note="office hours"
        )
        await opened.person("Grace")
        clock.advance(60)
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def windows() -> AsyncIterator[AsyncExitStack]:
    """What is put here is closed afterwards."""
    async with AsyncExitStack() as stack:
        yield stack


@pytest_asyncio.fixture(loop_scope="session")
async def ada(
    chromium: Browser, door: Door, windows: AsyncExitStack
) -> AsyncIterator[Shopper]:
    """A customer with a phone, who has asked for a person and is told that none is."""
    window = await a_window(chromium, size=PHONE)
    windows.push_async_callback(window.close)
    page = await window.new_page()
    await page.clock.set_fixed_time(door.desk.clock.now())
    one = Shopper(page, door.url)
    await one.open_chat()
    await one.say(unique("My lamp is broken, a person please"))
    await one.reads(BACK)
    yield one
    assert one.complaints == []


async def the_agent(chromium: Browser, door: Door, windows: AsyncExitStack) -> Console:
    """Grace at her console."""
    window = await a_window(chromium)
    windows.push_async_callback(window.close)
    page = await window.new_page()
    await page.clock.set_fixed_time(door.desk.clock.now())
    login = Login("Grace", "grace@example.com", "agent", PASSWORD)
    grace = Console(page, door.url, login)
    await grace.sign_in()
    return grace


async def choose(ada: Shopper, which: str, how: str) -> None:
    """The customer presses the button, or writes that they would like it."""
    button = ada.panel.get_by_role("button", name=which)
    await expect(button).to_be_visible()
    if how == "button":
        await button.click()
    else:
        await ada.say(f"{which.lower()}, please")


@HOWS
async def test_an_answer_by_mail_leads_back_into_the_conversation(
    chromium: Browser,
    door: Door,
    post: Post,
    windows: AsyncExitStack,
    ada: Shopper,
    how: str,
) -> None:
    before, address = len(post.taken), f"ada.{how}@example.org"
    assert await faults(ada.page) == []
    await choose(ada, EMAIL, how)
    await ada.reads("Which e-mail address may we write to?")
    await ada.say("that would be ada at example")
    await ada.reads("Could you write the address once more")
    await ada.say(f"sorry: {address}, thanks")
    await ada.reads(f"Customer Care writes to {address} by {IN_EIGHT_HOURS}")
    await expect(ada.card.locator(".progress")).to_contain_text("Promised for Mon")

    await until(lambda: len(post.taken) == before + 1)
    assert post.taken[before]["To"] == address
    assert IN_EIGHT_HOURS in post.text(before)
    link = re.search(r"http\S+/return/#\S+", post.text(before))
    assert link is not None

    grace = await the_agent(chromium, door, windows)
    await grace.pick(f"sorry: {address}, thanks")
    await expect(grace.page.get_by_role("region", name=LABEL)).to_contain_text(
        f"Answer by e-mail to {address}, promised by Mon"
    )
    await grace.accept()
    reply = unique("A new lamp leaves today")
    await grace.write(reply)
    await until(lambda: len(post.taken) == before + 2)
    assert reply in post.text(before + 1)

    window = await a_window(chromium)
    windows.push_async_callback(window.close)
    page = await window.new_page()
    await page.goto(link[0])
    await page.get_by_role("button", name="Open our conversation").click()
    await expect(page.locator("article.msg").filter(has_text=reply)).to_be_visible()


@HOWS
async def test_a_call_comes_to_an_agent_when_its_time_has_come(
    chromium: Browser, door: Door, windows: AsyncExitStack, ada: Shopper, how: str
) -> None:
    await choose(ada, CALL, how)
    await ada.reads("Which telephone number may we call?")
    await ada.say("it is 020 7946 0018")
    await ada.reads("When may we call +44 20 7946 0018?")
    assert await faults(ada.page) == []
    await choose(ada, "Mon 23 Nov, 09:30 to 10:00", how)
    await ada.reads("calls you on +44 20 7946 0018: Mon 23 Nov, 09:30 to 10:00")
    await expect(ada.panel.get_by_text("A person is on the way")).to_have_count(0)

    assert isinstance(door.desk.clock, ManualClock)
    door.desk.clock.advance(TO_MONDAY + 1800)
    grace = await the_agent(chromium, door, windows)
    await grace.pick("Mon 23 Nov, 09:30 to 10:00")
    told = grace.page.get_by_role("region", name=LABEL)
    await expect(told.get_by_role("link", name="+44 20 7946 0018")).to_be_visible()
    await grace.accept()
    assert await faults(grace.page) == []
    await told.get_by_role("button", name="Reached", exact=True).click()
    await expect(told).to_contain_text("kept")


@HOWS
async def test_a_kept_place_is_there_when_the_customer_comes_back(
    chromium: Browser, door: Door, windows: AsyncExitStack, ada: Shopper, how: str
) -> None:
    await choose(ada, KEEP, how)
    await ada.reads(f"you have an answer here by {IN_FOUR_HOURS}")

    await ada.page.reload()
    await ada.reopen_chat()
    await expect(ada.card.locator(".progress")).to_contain_text("Promised for Mon")
    grace = await the_agent(chromium, door, windows)
    await grace.pick(KEEP if how == "button" else f"{KEEP.lower()}, please")
    await expect(grace.page.get_by_role("region", name=LABEL)).to_contain_text(
        "Place kept; answer promised by Mon"
    )
    await grace.accept()
    reply = unique("Good morning, I have your lamp here")
    await grace.write(reply)
    await ada.reads(reply)


async def test_nobody_is_promised_minutes_while_nobody_is_there(ada: Shopper) -> None:
    assert not re.search(r"\d+ minutes", " ".join(await ada.words()))
    await expect(ada.card.locator(".progress")).to_contain_text("About 27 hours")
