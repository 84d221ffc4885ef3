"""The studio as content people see it, in the words of its pages."""

from playwright.async_api import Locator, Page, expect

from tests.support.stack import Login


class Studio:
    """Somebody of the content team in a browser of their own."""

    def __init__(self, page: Page, url: str, login: Login) -> None:
        self.page = page
        self.url = f"{url}/studio/"
        self.login = login
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    @property
    def words(self) -> Locator:
        """Where a wording is written."""
        return self.page.get_by_role("combobox", name="What the customer reads")

    @property
    def preview(self) -> Locator:
        """The wording in the chat's own look."""
        frame = self.page.frame_locator("iframe[title='Preview in the chat']")
        return frame.locator("article.msg.bot .text")

    def finding(self, text: str) -> Locator:
        """A finding of the linter with this text in it."""
        return self.page.locator(".finding").filter(has_text=text)

    def button(self, name: str) -> Locator:
        """The button of that name."""
        return self.page.get_by_role("button", name=name, exact=True)

    async def sign_in(self) -> None:
        """The list of scripts is there."""
        await self.page.goto(self.url)
        await self.page.get_by_label("E-mail or name").fill(self.login.email)
        await self.page.get_by_label("Password").fill(self.login.password)
        await self.button("Sign in").click()
        await expect(self.page.get_by_role("heading", name="Scripts")).to_be_visible()

    async def open(self, script: str, variant: str) -> None:
        """The variant is in the editor."""
        await self.page.goto(f"{self.url}#/scripts/{script}/{variant}")
        await expect(self.page.locator(".line[aria-current]")).to_contain_text(variant)
        await expect(self.words).to_be_visible()

    async def told(self, text: str) -> None:
        """The page says so in the corner."""
        said = self.page.locator(".toasts p").filter(has_text=text)
        await expect(said.last).to_be_visible()
