"""Pages that reload, lose the network or lose the desk: no gap, nothing twice."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import NewConsole, NewShopper
from tests.support.pages import Console, Shopper, unique
from tests.support.stack import Stack

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.browser,
    pytest.mark.rasa,
    pytest.mark.timeout(400),
]


async def in_a_chat(
    shopper: NewShopper, console: NewConsole
) -> tuple[Shopper, Console]:
    """A customer and the agent who has just taken over."""
    ada, maya = await shopper(), await console("Maya")
    await ada.say_to_bot("My order 4471-0093 is late")
    await ada.panel.get_by_role("button", name="Talk to a person").click()
    await expect(ada.card).to_be_visible()
    last_words = unique("Hello?")
    await ada.say(last_words)
    await maya.pick(last_words)
    await maya.accept()
    await maya.write("Good morning, this is Maya.")
    await ada.reads("this is Maya")
    return ada, maya


async def test_both_pages_show_the_same_after_a_reload(
    shopper: NewShopper, console: NewConsole
) -> None:
    ada, maya = await in_a_chat(shopper, console)
    words, lines = await ada.words(), await maya.bubbles.count()

    await ada.page.reload()
    await ada.reopen_chat()
    await maya.page.reload()

    await ada.reads("this is Maya")
    await expect(maya.bubbles).to_have_count(lines)
    assert await ada.words() == words
    await ada.say("still here")
    await maya.write("so am I")
    await ada.reads("so am I")
    assert await ada.words() == [*words, "still here", "so am I"]
    await expect(maya.bubbles).to_have_count(lines + 2)


async def test_what_is_written_without_a_network_is_sent_once_when_it_is_back(
    shopper: NewShopper, console: NewConsole
) -> None:
    ada, maya = await in_a_chat(shopper, console)
    words = await ada.words()

    await ada.page.context.set_offline(True)
    await ada.field.fill("written in a tunnel")
    await ada.field.press("Enter")
    await expect(ada.panel.get_by_text("You're offline.")).to_be_visible()
    await maya.write("are you there?")
    await expect(maya.bubbles.filter(has_text="tunnel")).to_have_count(0)
    await ada.page.context.set_offline(False)

    await ada.reads("are you there?")
    await ada.reads("written in a tunnel")
    await expect(maya.bubbles.filter(has_text="tunnel")).to_have_count(1)
    await expect(ada.panel.locator("article.msg.queued")).to_have_count(0)
    assert await ada.words() == [*words, "are you there?", "written in a tunnel"]


async def test_a_killed_desk_costs_neither_page_a_word(
    shopper: NewShopper, console: NewConsole, stack: Stack
) -> None:
    ada, maya = await in_a_chat(shopper, console)
    words, lines = await ada.words(), await maya.bubbles.count()

    stack.kill("desk")
    await ada.field.fill("written while it was gone")
    await ada.field.press("Enter")
    await maya.write("me too")
    await expect(maya.transcript.get_by_text("Not sent")).to_be_visible()
    await stack.ready()

    await ada.reads("me too")
    await expect(maya.bubbles).to_have_count(lines + 2)
    await expect(maya.bubbles.filter(has_text="while it was gone")).to_have_count(1)
    await expect(ada.bubbles.filter(has_text="while it was gone")).to_have_count(1)
    after = await ada.words()
    assert after[: len(words)] == words
    assert sorted(after[len(words) :]) == ["me too", "written while it was gone"]
