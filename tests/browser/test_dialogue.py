"""Every way to a person, as the customer sees it."""

import re
import signal

import pytest
from playwright.async_api import expect

from tests.browser.conftest import NewConsole, NewShopper
from tests.support.pages import unique
from tests.support.stack import Stack

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.browser,
    pytest.mark.rasa,
    pytest.mark.timeout(400),
]


async def test_a_late_parcel_is_looked_up_and_settled_by_the_bot(
    shopper: NewShopper,
) -> None:
    ada = await shopper()

    await ada.panel.get_by_role("button", name="My parcel is late").click()
    await expect(ada.bubbles).to_have_count(2)
    await ada.say_to_bot("4471-0093")
    await ada.reads("Aurora desk lamp")
    await ada.say_to_bot("yes thanks, that settles it")

    await expect(ada.panel.get_by_text("Automated assistant").first).to_be_visible()
    await expect(ada.card).to_have_count(0)


async def test_the_button_for_a_person_is_enough(shopper: NewShopper) -> None:
    ada = await shopper()
    await ada.say_to_bot("My order 4471-0093 is late")

    await ada.panel.get_by_role("button", name="Talk to a person").click()

    await expect(ada.card).to_contain_text("Delivery Team will take over")
    await expect(ada.card).to_contain_text(re.compile("Number .* in line|You're next"))
    await ada.reads("You asked for a person.")


async def test_two_misunderstandings_bring_a_person(shopper: NewShopper) -> None:
    ada = await shopper()

    await ada.say_to_bot("Blorb fizzle wug the moon")
    await expect(ada.card).to_have_count(0)
    await ada.say("zanthra quoll mip tor")

    await expect(ada.card).to_contain_text("will take over")
    await ada.reads("The assistant could not help you here")


async def test_two_refused_solutions_bring_a_person(shopper: NewShopper) -> None:
    ada = await shopper()

    await ada.say_to_bot("I was charged twice, order 4471-0171")
    await ada.say_to_bot("No")
    await expect(ada.card).to_have_count(0)
    await ada.say("No, that doesn't help either")

    await expect(ada.card).to_contain_text("Billing Team will take over")
    await ada.reads("The answers so far did not settle it")


async def test_what_looks_like_markup_is_shown_as_it_was_written(
    shopper: NewShopper,
) -> None:
    ada = await shopper()
    text = '<img src=x onerror="document.title=1"><b>My parcel is late</b>'

    await ada.say_to_bot(text)

    await expect(ada.panel.locator("article.msg.customer .text")).to_have_text(text)
    await expect(ada.panel.locator("article.msg img, article.msg b b")).to_have_count(0)


async def test_an_agent_returns_the_customer_to_the_bot(
    shopper: NewShopper, console: NewConsole
) -> None:
    ada, maya = await shopper(), await console("Maya")
    await ada.say_to_bot("My order 4471-0093 is late")
    await ada.panel.get_by_role("button", name="Talk to a person").click()
    await expect(ada.card).to_be_visible()
    last_words = unique("I'd like to know more")
    await ada.say(last_words)
    await maya.pick(last_words)
    await maya.accept()
    await expect(ada.panel.get_by_text("Maya Lindqvist is here")).to_be_visible()

    await maya.page.get_by_role("button", name="Return to bot").click()
    dialog = maya.page.get_by_role("dialog")
    await dialog.get_by_label("Note for the next agent").fill("told where it is")
    await dialog.get_by_role("button", name="Return to bot").click()
    await ada.reads("Maya Lindqvist has passed you back to the assistant")
    await ada.say_to_bot("Where is my order 4471-0093?")

    await expect(maya.owner).to_have_text("The bot has this conversation")
    await expect(maya.reply).to_have_count(0)
    assert not [words for words in await ada.words() if "told where" in words]


async def test_bot_killed_in_mid_turn_leaves_nobody_waiting(
    shopper: NewShopper, stack: Stack
) -> None:
    ada = await shopper()
    await ada.say_to_bot("My order 4471-0093 is late")
    # Stopped first: the turn is then certainly in the bot's hands when it dies.
    stack.kill("bot", signal.SIGSTOP)
    await ada.say("I'd like a replacement, this is urgent")
    await expect(ada.panel.locator(".typing.bot")).to_be_visible()
    stack.kill("bot")

    answer = ada.panel.locator("article.msg.bot").nth(2)
    await expect(answer.or_(ada.card).first).to_be_visible()
    await expect(ada.panel.locator("article.msg.customer")).to_have_count(2)
    await stack.ready()


async def test_without_its_actions_the_bot_hands_over_honestly(
    shopper: NewShopper, stack: Stack
) -> None:
    ada = await shopper()
    stack.kill("actions", signal.SIGSTOP)
    try:
        await ada.say("My order 4471-0093 is late")
        await expect(ada.card).to_contain_text("will take over")
    finally:
        stack.kill("actions")

    await ada.reads("The assistant could not help you here, and we are sorry.")
    await expect(ada.panel.locator("article.msg.bot")).to_have_count(0)
    await stack.ready()
