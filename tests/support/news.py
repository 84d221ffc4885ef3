"""A page that hears what the desk says later than it was said."""

from playwright.async_api import Page, WebSocketRoute


class SlowNews:
    """What comes over a page's sockets, passed on at once or held back."""

    def __init__(self) -> None:
        self._held: list[tuple[WebSocketRoute, str | bytes]] | None = None

    def hold(self) -> None:
        """The page hears nothing from now on."""
        self._held = []

    def release(self) -> None:
        """The page hears all that was held back, in order, and what follows."""
        held, self._held = self._held or [], None
        for page, frame in held:
            page.send(frame)

    def connect(self, page: WebSocketRoute) -> None:
        """The socket goes to the desk; what the page says is never held back."""

        def hear(frame: str | bytes) -> None:
            if self._held is None:
                page.send(frame)
            else:
                self._held.append((page, frame))

        page.connect_to_server().on_message(hear)


async def slow_news(page: Page) -> SlowNews:
    """The page, loaded anew, hears the desk through what is returned."""
    news = SlowNews()
    await page.route_web_socket("**/ws/**", news.connect)
    await page.reload()
    return news
