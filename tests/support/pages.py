"""What people see and do on the pages, in the words of the pages."""

import uuid

from playwright.async_api import (
    Browser,
    BrowserContext,
    FrameLocator,
    Locator,
    Page,
    expect,
)

from tests.support.stack import Login

PATIENCE_MS = 40_000
"""Longest wait for anything to show, on a machine that has other things to do."""
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
# The last ones keep Chromium from asking anybody for anything.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def unique(text: str) -> str:
    """The text with something behind it that no other message has."""
    return f"{text} ({uuid.uuid4().hex[:8]})"


class Shopper:
    """A customer in a browser of their own, on the demo shop with its chat."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    @property
    def panel(self) -> FrameLocator:
        """The chat, inside its frame."""
        return self.page.frame_locator("firstline-chat iframe.panel")

    @property
    def bubbles(self) -> Locator:
        """Every message by customer, bot or person; notices are not among them."""
        return self.panel.locator("article.msg")

    @property
    def notices(self) -> Locator:
        """The desk's own words."""
        return self.panel.locator(".notice")

    @property
    def card(self) -> Locator:
        """The cards that tell of a handover."""
        return self.panel.locator("section.card")

    @property
    def field(self) -> Locator:
        """Where the customer writes."""
        return self.panel.get_by_role("textbox", name="Your message")

    async def open_chat(self) -> None:
        """The shop is there and the chat open and connected."""
        await self.page.goto(self.url)
        await self.reopen_chat()
        await expect(self.panel.get_by_text("I'm a bot.")).to_be_visible()

    async def reopen_chat(self) -> None:
        """The chat is open on a page that has just loaded."""
        await self.page.get_by_role("button", name="Chat with us").click()
        await expect(self.field).to_be_visible()

    async def say(self, text: str) -> None:
        """The message is on the page and the desk has it."""
        await self.field.fill(text)
        await self.field.press("Enter")
        mine = self.panel.locator("article.msg.customer").filter(has_text=text)
        await expect(mine.get_by_text("Delivered")).to_be_attached()

    async def say_to_bot(self, text: str) -> None:
        """The bot has answered the message."""
        said = self.panel.locator("article.msg.bot")
        before = await said.count()
        await self.say(text)
        await expect(said.nth(before)).to_be_visible()
        await expect(self.panel.locator(".typing")).to_have_count(0)

    async def reads(self, text: str) -> None:
        """A message or notice with this text in it is on the page, once."""
        line = self.panel.locator("article.msg .text, .notice p").filter(has_text=text)
        await expect(line).to_have_count(1)
        await expect(line).to_be_visible()

    async def words(self) -> list[str]:
        """The texts of all bubbles and notices, from the first to the last."""
        lines = self.panel.locator("article.msg .text, .notice p")
        return await lines.all_inner_texts()

    async def conversation_id(self) -> str:
        """The conversation that the page shows."""
        for frame in self.page.frames:
            if frame.url.endswith("/widget/"):
                script = "JSON.parse(localStorage['firstline.conversation'] ?? 'null')"
                return str(await frame.evaluate(script))
        raise AssertionError("the chat is not on the page")


class Console:
    """An agent in a browser of their own."""

    def __init__(self, page: Page, url: str, login: Login) -> None:
        self.page = page
        self.url = f"{url}/console/"
        self.login = login
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    @property
    def transcript(self) -> Locator:
        """The conversation in the middle."""
        return self.page.get_by_role("region", name="Transcript")

    @property
    def bubbles(self) -> Locator:
        """Every message of the transcript, notices and notes included."""
        return self.transcript.locator("article.msg")

    @property
    def packet(self) -> Locator:
        """What is known, on the right."""
        return self.page.get_by_role("complementary", name="What is known")

    @property
    def reply(self) -> Locator:
        """Where the agent writes to the customer."""
        return self.page.get_by_role("textbox", name="Write to the customer…")

    @property
    def owner(self) -> Locator:
        """Who has the conversation."""
        return self.page.locator(".head .owner")

    async def sign_in(self) -> None:
        """The agent is in, with the first password kept for now."""
        await self.page.goto(self.url)
        await self.page.get_by_label("E-mail or name").fill(self.login.email)
        await self.page.get_by_label("Password").fill(self.login.password)
        await self.page.get_by_role("button", name="Sign in").click()
        await self.page.get_by_role("button", name="Later").click()
        await expect(self.page.get_by_label("Your availability")).to_have_value(
            "online"
        )

    async def pick(self, text: str) -> None:
        """The conversation whose last words are these is open."""
        line = self.page.locator(".inbox button.line").filter(has_text=text)
        await expect(line).to_have_count(1)
        await line.click()
        await expect(self.bubbles.first).to_be_visible()

    async def accept(self) -> None:
        """The open conversation is the agent's own and can be written in."""
        head = self.page.locator("header.head")
        await head.get_by_role("button", name="Accept").click()
        await expect(self.owner).to_have_text("You have this conversation")
        await expect(self.reply).to_be_visible()

    async def write(self, text: str) -> None:
        """The customer is sent these words."""
        await self.reply.fill(text)
        await self.reply.press("Enter")
        await expect(self.bubbles.filter(has_text=text)).to_have_count(1)

    async def note(self, text: str) -> None:
        """A note for colleagues is in the transcript."""
        await self.page.get_by_role("button", name="Internal note").click()
        field = self.page.get_by_role("textbox", name="Write a note that only")
        await field.fill(text)
        await field.press("Enter")
        await expect(self.transcript.locator("article.note")).to_contain_text(text)
        await self.page.get_by_role("button", name="Reply", exact=True).click()


async def a_window(
    browser: Browser, *, size: dict[str, int] | None = None, **more: str
) -> BrowserContext:
    """A browser window that shares nothing with any other."""
    context = await browser.new_context(
        viewport=size or DESKTOP,  # type: ignore[arg-type] - a plain dict is one
        reduced_motion="reduce",
        **more,  # type: ignore[arg-type] - names of the options that tests use
    )
    context.set_default_timeout(PATIENCE_MS)
    return context
