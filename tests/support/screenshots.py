"""`python -m tests.support.screenshots`: takes the pictures of docs/images anew."""

import asyncio
import shutil
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright, expect

from tests.support.checkout import ROOT
from tests.support.pages import (
    DESKTOP,
    FLAGS,
    PATIENCE_MS,
    PHONE,
    Console,
    Shopper,
    a_window,
)
from tests.support.stack import Stack, running_stack
from tests.support.studio_pictures import picture_studio

IMAGES = ROOT / "docs" / "images"
COMPLAINT = "My order 4471-0093 is late and I need the lamp by Friday"
THREAT = "This is useless, I want a real person. Otherwise I'll call my lawyer"


async def main() -> None:
    """Plays one complaint on a fresh stack and takes pictures on the way."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    browser_path = next(filter(None, map(shutil.which, ("chromium", "chrome"))))
    expect.set_options(timeout=PATIENCE_MS)
    with tempfile.TemporaryDirectory() as folder:
        async with running_stack(Path(folder)) as stack, async_playwright() as play:
            browser = await play.chromium.launch(
                executable_path=browser_path, args=FLAGS
            )
            await picture_complaint(browser, stack)
            await picture_studio(browser, stack, take)
            await browser.close()


async def picture_complaint(browser: Browser, stack: Stack) -> None:
    """From the first answer to the agent's reply, on both pages and in two sizes."""
    ada = await a_shopper(browser, stack, DESKTOP)
    ben = await a_shopper(browser, stack, PHONE)
    await ben.say_to_bot("I was charged twice, order 4471-0171")
    await ben.panel.get_by_role("button", name="Talk to a person").click()
    await expect(ben.card).to_be_visible()
    await take(ben.page, "widget-phone")
    await ada.say_to_bot(COMPLAINT)
    await ada.say_to_bot(THREAT)
    await expect(ada.card).to_be_visible()
    await take(ada.page, "widget")

    maya = await a_console(browser, stack, DESKTOP)
    await maya.pick("Legal")
    await maya.accept()
    await maya.write("Hello, this is Maya. I have read everything, one moment please.")
    await ada.reads("this is Maya")
    await ada.say("Thank you, I really need it by Friday")
    await expect(maya.bubbles.last).to_contain_text("Thank you")
    await maya.note("Called Parcelway: the parcel is in the depot, van leaves at 14:00")
    await take(maya.page, "console")

    tomas = await a_console(browser, stack, PHONE, "Tomás")
    await tomas.page.locator(".inbox button.line").first.click()
    await expect(tomas.bubbles.first).to_be_visible()
    await take(tomas.page, "console-phone")


async def take(page: Page, name: str) -> None:
    """The page as it is now lies in docs/images."""
    await page.screenshot(
        path=IMAGES / f"{name}.png", animations="disabled", caret="hide"
    )


async def a_shopper(browser: Browser, stack: Stack, size: dict[str, int]) -> Shopper:
    """A customer whose chat is open."""
    window = await a_window(browser, size=size)
    shopper = Shopper(await window.new_page(), stack.url)
    await shopper.open_chat()
    return shopper


async def a_console(
    browser: Browser, stack: Stack, size: dict[str, int], name: str = "Maya"
) -> Console:
    """An agent who has signed in."""
    window = await a_window(browser, size=size)
    console = Console(await window.new_page(), stack.url, stack.people[name])
    await console.sign_in()
    return console


if __name__ == "__main__":
    asyncio.run(main())
