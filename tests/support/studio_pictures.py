"""Pictures of the studio: a wording with findings, the inbox, a training, a replay."""

from collections.abc import Awaitable, Callable

from playwright.async_api import Browser, Page, expect

from tests.support.pages import DESKTOP, Shopper, a_window
from tests.support.stack import Stack

Take = Callable[[Page, str], Awaitable[None]]

ASKED = (
    ("do you wrap presents", "do you offer gift wrapping at christmas"),
    ("can you put the lamp in wrapping paper, my name is Jane Doe", "are you hiring"),
)
BLUNT = (
    "Unfortunately we can't say more. You must wait until the carrier calls, as per "
    "our policy!"
)
WORK_MS = 300_000
"""A training and two bots that start take their time."""


async def picture_studio(browser: Browser, stack: Stack, take: Take) -> None:
    """Four pages of the studio, as they look with something in them."""
    for texts in ASKED:
        window = await a_window(browser, size=DESKTOP)
        shopper = Shopper(await window.new_page(), stack.url)
        await shopper.open_chat()
        for text in texts:
            await shopper.say_to_bot(text)
        await window.close()
    window = await a_window(browser, size=DESKTOP)
    page = await window.new_page()
    await sign_in(page, stack)
    await picture_wording(page, stack, take)
    await picture_questions(page, stack, take)
    await picture_training(page, stack, take)
    await picture_replay(page, stack, take)
    await window.close()


async def sign_in(page: Page, stack: Stack) -> None:
    """Ines is in the studio."""
    ines = stack.people["Ines"]
    await page.goto(f"{stack.url}/studio/")
    await page.get_by_label("E-mail or name").fill(ines.email)
    await page.get_by_label("Password").fill(ines.password)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Scripts")).to_be_visible()


async def picture_wording(page: Page, stack: Stack, take: Take) -> None:
    """A draft with findings."""
    await page.goto(f"{stack.url}/studio/#/scripts/utter_late_delivery")
    box = page.get_by_role("textbox").first
    await expect(box).to_be_visible()
    await page.locator(".paper textarea").fill(BLUNT)
    await expect(page.locator(".finding").first).to_be_visible()
    await take(page, "studio-script")
    page.on("dialog", lambda dialog: dialog.accept())


async def picture_questions(page: Page, stack: Stack, take: Take) -> None:
    """The inbox, grouped; what belongs to a new answer is filed there."""
    await page.goto(f"{stack.url}/studio/#/questions")
    await page.reload()
    await expect(page.locator(".cluster").first).to_be_visible()
    await expect(page.get_by_text("being grouped")).to_have_count(0, timeout=WORK_MS)
    await take(page, "studio-questions")


async def picture_training(page: Page, stack: Stack, take: Take) -> None:
    """A training that has passed."""
    picker = page.get_by_label("File under").first
    await picker.select_option("out_of_scope")
    await page.get_by_role("button", name="File", exact=True).first.click()
    await page.goto(f"{stack.url}/studio/#/training")
    await page.get_by_role("button", name="Train now").click()
    await expect(page.locator(".report")).to_be_visible(timeout=WORK_MS)
    await take(page, "studio-training")


async def picture_replay(page: Page, stack: Stack, take: Take) -> None:
    """A stricter policy, tried on what was just said."""
    await page.goto(f"{stack.url}/studio/#/replay")
    await page.get_by_label("File").select_option("data/policies/escalation.yml")
    content = page.get_by_label("Its content")
    await expect(content).not_to_be_empty()
    changed = (await content.input_value()).replace(
        "misunderstood: 2", "misunderstood: 1"
    )
    await content.fill(changed)
    await page.get_by_role("button", name="Replay").click()
    await expect(page.locator(".report")).to_be_visible(timeout=WORK_MS)
    await page.locator(".report summary").first.click()
    await take(page, "studio-replay")
