"""From a resolution to "no": asked in the chat, open again one tier up, and by mail."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from handoff.domain.principal import Role
from tests.browser.test_access import faults
from tests.support.aftermath import leave_addresses, link_of
from tests.support.clock import ManualClock
from tests.support.door import PASSWORD, Door, open_door
from tests.support.pages import PHONE, a_window
from tests.support.waiting import until

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.browser,
    pytest.mark.timeout(200),
]

HOUR = 3600


@pytest_asyncio.fixture(loop_scope="session")
async def clock() -> ManualClock:
    """The desk's time."""
    return ManualClock()


@pytest_asyncio.fixture(loop_scope="session")
async def door(tmp_path: Path, clock: ManualClock) -> AsyncIterator[Door]:
    """A desk with a played bot, whose clock the test moves."""
    async with open_door(tmp_path, clock=clock, limit_off=True) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def ada(chromium: Browser, door: Door) -> AsyncIterator[Page]:
    """A customer's telephone with the chat."""
    window = await a_window(chromium, size=PHONE)
    page = await window.new_page()
    await page.goto(f"{door.url}/widget/")
    await expect(page.get_by_text("I'm a bot.")).to_be_visible()
    yield page
    await window.close()


@pytest_asyncio.fixture(loop_scope="session")
async def maya(chromium: Browser, door: Door) -> AsyncIterator[Page]:
    """An agent's console."""
    await door.person("Maya", Role.AGENT)
    window = await a_window(chromium)
    page = await window.new_page()
    await page.goto(f"{door.url}/console/")
    await page.get_by_label("E-mail or name").fill("Maya")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await page.get_by_role("button", name="Later").click()
    await expect(page.get_by_label("Your availability")).to_be_visible()
    yield page
    await window.close()


async def say(page: Page, text: str) -> None:
    """The customer has sent the words."""
    await page.get_by_role("textbox", name="Your message").fill(text)
    await page.keyboard.press("Enter")
    await expect(page.locator("article.msg.customer").last).to_contain_text(text)


async def settle(maya: Page) -> None:
    """The agent takes the only one who waits, and resolves it."""
    await maya.get_by_role("button", name="Waiting").click()
    await maya.locator(".inbox button.line").first.click()
    await maya.get_by_role("main").get_by_role("button", name="Accept").click()
    await maya.get_by_role("button", name="Resolve").click()
    dialog = maya.get_by_role("dialog")
    await dialog.get_by_label("Refunded").check()
    await dialog.get_by_label("What was the customer given?").select_option("Refund")
    await dialog.get_by_label("Why did it happen?").select_option("Carrier late")
    when = dialog.get_by_label("When do we ask whether it is settled?")
    await when.select_option("In an hour")
    await dialog.get_by_role("button", name="Resolve").click()
    await expect(dialog).to_have_count(0)


async def test_a_no_in_the_chat_brings_it_back_one_tier_up(
    ada: Page, maya: Page, clock: ManualClock
) -> None:
    await say(ada, "My parcel is late, a person please")
    await expect(ada.locator("section.card")).to_contain_text("FL-")
    await settle(maya)
    await expect(ada.get_by_text("has marked this as settled")).to_be_visible()

    clock.advance(HOUR + 1)
    await ada.get_by_role("button", name="No, not yet").click()

    await expect(ada.get_by_text("goes one step higher now")).to_be_visible()
    await expect(ada.locator("section.card.live")).to_be_visible()
    packet = maya.get_by_role("complementary", name="What is known")
    await expect(packet).to_contain_text("The customer says that it is not settled.")
    await expect(packet).to_contain_text("Specialists")
    await expect(packet).to_contain_text("Before this, Maya had it")
    await maya.get_by_role("main").get_by_role("button", name="Accept").click()
    field = maya.get_by_role("textbox", name="Write to the customer…")
    await field.fill("Hello, could you tell me what happened?")
    known = maya.locator(".known")
    await expect(known).to_contain_text("My parcel is late, a person please")
    assert await faults(maya) == []


async def test_the_page_behind_the_mail_asks_once(
    chromium: Browser, door: Door, ada: Page, maya: Page, clock: ManualClock
) -> None:
    await say(ada, "My parcel is late, a person please")
    await settle(maya)
    await leave_addresses(door.desk, "ada@example.com")
    clock.advance(HOUR + 1)
    await expect(ada.get_by_role("button", name="No, not yet")).to_be_visible()
    link = await link_of(door.desk)
    window = await a_window(chromium, size=PHONE)
    page = await window.new_page()

    await page.goto(link)
    await page.get_by_label("Yes, it is settled").check()
    assert await faults(page) == []
    await page.get_by_label("4", exact=True).check()
    await page.get_by_label("What should we do better next time?").fill("Be faster")
    await page.get_by_role("button", name="Send my answer").click()
    await expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    await page.reload()
    await expect(page.get_by_text("answered already")).to_be_visible()

    line = maya.locator(".follow_up-answered")
    await expect(line).to_contain_text("Score: 4. Be faster")
    await until(lambda: ada.get_by_text("Thank you for your answer").is_visible())
    await window.close()
