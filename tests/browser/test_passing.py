"""Offered, taken, passed on and assigned, as customer, agents and supervisor see it."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import NewConsole, NewShopper
from tests.browser.test_access import faults
from tests.support.pages import unique

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.browser,
    pytest.mark.rasa,
    pytest.mark.timeout(400),
]


async def test_a_conversation_is_offered_escalated_and_assigned_by_a_supervisor(
    shopper: NewShopper, console: NewConsole
) -> None:
    ada, maya = await shopper(), await console("Maya")
    await ada.say_to_bot("My order 4471-0093 is late")
    await ada.panel.get_by_role("button", name="Talk to a person").click()
    await expect(ada.card).to_be_visible()
    last_words = unique("Is anybody there?")
    await ada.say(last_words)
    await maya.pick(last_words)
    found = await faults(maya.page)
    await maya.accept()

    await maya.page.get_by_role("button", name="Transfer").click()
    dialog = maya.page.get_by_role("dialog")
    await dialog.locator("select").first.select_option("Billing Team")
    found += await faults(maya.page)
    await dialog.get_by_label("Note for whoever takes it").fill("She paid twice")
    await dialog.get_by_role("button", name="Transfer").click()
    await ada.reads("is bringing in Billing Team")
    await expect(maya.owner).to_have_text("Waiting for Billing Team")
    await expect(maya.transcript).to_contain_text("She paid twice")
    assert "paid twice" not in " ".join(await ada.words())

    grace = await console("Grace")
    await grace.pick(last_words)
    await grace.page.get_by_role("button", name="Queues and people").click()
    wall = grace.page.get_by_role("dialog")
    await expect(
        wall.get_by_role("row", name=re.compile("Billing Team"))
    ).to_be_visible()
    await expect(wall.get_by_role("row", name=re.compile("Maya"))).to_contain_text("/")
    found += await faults(grace.page)
    await wall.get_by_role("button", name="Close").click()
    head = grace.page.locator("header.head")
    await head.get_by_role("button", name="Assign").click()
    dialog = grace.page.get_by_role("dialog")
    await dialog.get_by_label("Colleague").select_option(label="Yourself (Online)")
    found += await faults(grace.page)
    await dialog.get_by_role("button", name="Assign").click()

    await expect(grace.owner).to_have_text("You have this conversation")
    await ada.reads("Grace Okafor has joined")
    await grace.write("I have read everything and put it right now.")
    await ada.reads("put it right now.")
    assert found == []
