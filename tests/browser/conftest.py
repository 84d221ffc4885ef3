"""A real Chromium, and windows in it for customers and agents."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect

from tests.support.pages import FLAGS, PATIENCE_MS, Console, Shopper, a_window
from tests.support.stack import Stack

NewShopper = Callable[..., Awaitable[Shopper]]
NewConsole = Callable[..., Awaitable[Console]]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """The machine's own browser, without a window."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))))
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def shopper(chromium: Browser, stack: Stack) -> AsyncIterator[NewShopper]:
    """Opens a customer's window, with the chat open; no page may fail."""
    await stack.ready()
    made: list[Shopper] = []
    async with AsyncExitStack() as windows:

        async def new(**options: object) -> Shopper:
            window = await a_window(chromium, **options)  # type: ignore[arg-type] - ours
            windows.push_async_callback(window.close)
            one = Shopper(await window.new_page(), stack.url)
            made.append(one)
            await one.open_chat()
            return one

        yield new
    assert not [complaint for one in made for complaint in one.complaints]


@pytest_asyncio.fixture(loop_scope="session")
async def console(chromium: Browser, stack: Stack) -> AsyncIterator[NewConsole]:
    """Opens an agent's window, signed in; no page may fail."""
    made: list[Console] = []
    async with AsyncExitStack() as windows:

        async def new(name: str = "Maya", **options: object) -> Console:
            window = await a_window(chromium, **options)  # type: ignore[arg-type] - ours
            windows.push_async_callback(window.close)
            one = Console(await window.new_page(), stack.url, stack.people[name])
            made.append(one)
            await one.sign_in()
            return one

        yield new
    assert not [complaint for one in made for complaint in one.complaints]
