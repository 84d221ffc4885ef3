"""From a complaint to a person who settles it, as customer and agent see it."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import NewConsole, NewShopper
from tests.support.news import slow_news
from tests.support.pages import unique

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.browser,
    pytest.mark.rasa,
    pytest.mark.timeout(400),
]


async def test_an_agent_takes_over_chats_and_settles_the_matter(
    shopper: NewShopper, console: NewConsole
) -> None:
    ada, maya = await shopper(), await console("Maya")

    await ada.say_to_bot("My order 4471-0093 is late")
    await ada.say_to_bot("This is useless, I want a real person, I'll call my lawyer")
    await expect(ada.card).to_contain_text("Complaint Resolutions will take over")
    await expect(ada.card).to_contain_text("4471-0093")
    await expect(ada.card).to_contain_text("You need not repeat anything.")
    last_words = unique("It is for a wedding on Saturday")
    await ada.say(last_words)

    await maya.pick(last_words)
    await expect(maya.packet).to_contain_text("legal action")
    await expect(maya.packet).to_contain_text("Aurora desk lamp")
    await expect(maya.packet).to_contain_text("late delivery")
    marked = maya.transcript.locator("mark").filter(has_text="lawyer")
    await expect(marked).to_be_visible()
    await expect(maya.reply).to_have_count(0)
    await maya.accept()

    await expect(ada.panel.get_by_text("Maya Lindqvist is here")).to_be_visible()
    await ada.reads("Maya Lindqvist has joined")
    said_by_bot = await ada.panel.locator("article.msg.bot").count()
    await maya.write("Hello, I have read everything. I'll send a courier today.")
    await ada.reads("I'll send a courier today.")
    await ada.say("Thank you, that would help")
    await expect(maya.bubbles.filter(has_text="that would help")).to_have_count(1)
    await maya.note("Courier booked under 77-X, cost centre 12")
    await maya.write("It is booked.")
    await ada.reads("It is booked.")
    await expect(ada.panel.locator("article.msg.bot")).to_have_count(said_by_bot)
    assert not [words for words in await ada.words() if "cost centre" in words]

    await maya.page.get_by_role("button", name="Resolve").click()
    await maya.page.get_by_label("Replacement sent").check()
    dialog = maya.page.get_by_role("dialog")
    await dialog.get_by_label("What was the customer given?").select_option("Refund")
    await dialog.get_by_label("Why did it happen?").select_option("Carrier late")
    await dialog.get_by_role("button", name="Resolve").click()
    await expect(dialog).to_have_count(0)
    await ada.reads("Maya Lindqvist has marked this as settled.")
    await expect(
        ada.panel.get_by_text("This conversation is finished.")
    ).to_be_visible()
    await expect(maya.transcript).to_contain_text(re.compile("Resolved: Replacement"))


async def test_of_two_agents_who_accept_at_once_one_is_told_the_other_was_faster(
    shopper: NewShopper, console: NewConsole
) -> None:
    ada = await shopper()
    maya, tomas = await console("Maya"), await console("Tomás")
    await ada.say_to_bot("My order 4471-0093 is late")
    await ada.panel.get_by_role("button", name="Talk to a person").click()
    await expect(ada.card).to_be_visible()
    last_words = unique("Is anybody there?")
    await ada.say(last_words)
    news = await slow_news(tomas.page)
    await tomas.page.get_by_role("button", name="Later").click()
    for agent in (maya, tomas):
        await agent.pick(last_words)

    # What Tomás hears is held back until he too has accepted: both did at once.
    news.hold()
    await maya.accept()
    await tomas.page.locator("header.head").get_by_role("button", name="Accept").click()
    news.release()

    name = maya.login.name
    await expect(tomas.page.locator(".toasts")).to_contain_text(f"{name} was faster")
    await expect(tomas.owner).to_have_text(f"{name} has this conversation")
    await expect(tomas.reply).to_have_count(0)
    await ada.reads(f"{name} has joined")
