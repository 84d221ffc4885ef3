"""Danger alerts supervisors at once, and agents put ratings right with a click."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import NewConsole, NewShopper
from tests.browser.test_access import faults
from tests.support.pages import unique

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.browser,
    pytest.mark.rasa,
    pytest.mark.timeout(400),
]

# Stands in for the desktop: a browser without windows shows no notifications.
_DESKTOP = """() => {
  window.told = [];
  window.Notification = class {
    static permission = "granted";
    constructor(title, options) {
      window.told.push({ title, ...options });
    }
    close() {}
  };
}"""


async def _told(page: Page) -> list[dict[str, object]]:
    told: list[dict[str, object]] = await page.evaluate("() => window.told")
    return told


async def test_a_threat_alerts_a_supervisor_in_page_and_on_the_desktop(
    shopper: NewShopper, console: NewConsole
) -> None:
    ada, lead = await shopper(), await console("Grace")
    await lead.page.evaluate(_DESKTOP)

    # Two signals at once, so two alerts; they are told as one.
    threat = unique("Your heater caught fire. I will come and break his legs")
    await ada.say(threat)

    alert = lead.page.locator(".alert").filter(has_text="Threat of violence")
    await expect(alert).to_contain_text("Safety")
    await lead.page.wait_for_function("() => window.told.length")
    (told,) = await _told(lead.page)
    assert told["requireInteraction"]
    assert str(told["title"]).startswith("P0 ")
    assert threat not in str(told)

    await alert.get_by_role("link").click()
    await expect(lead.bubbles.first).to_be_visible()
    await expect(alert).to_have_count(0)


async def test_an_alert_opens_its_conversation_from_behind_a_dialog(
    shopper: NewShopper, console: NewConsole
) -> None:
    ada, lead = await shopper(), await console("Grace")
    await lead.page.get_by_role("button", name="Keyboard shortcuts and help").click()
    dialog = lead.page.get_by_role("dialog")
    await expect(dialog).to_be_visible()

    await ada.say(unique("I will come to your shop and break his legs"))

    # The rest of the page is inert; what is in the dialog can be heard and clicked.
    alert = dialog.locator(".alert")
    await alert.get_by_role("link").click()
    await expect(lead.bubbles.first).to_be_visible()
    await expect(dialog).to_have_count(0)


async def test_an_agent_agrees_with_a_click_and_corrects_with_a_reason(
    shopper: NewShopper, console: NewConsole
) -> None:
    ada, maya = await shopper(), await console("Maya")
    await ada.say_to_bot("My lamp is late and my solicitor will write to you")
    await expect(ada.card).to_be_visible()
    last_words = unique("It is the brass one")
    await ada.say(last_words)
    await maya.pick(last_words)

    agree = maya.packet.get_by_role("button", name="Agree: Legal")
    await agree.click()
    await expect(agree).to_have_attribute("aria-pressed", "true")

    await maya.packet.get_by_role("button", name="Correct: Legal").click()
    dialog = maya.page.get_by_role("dialog")
    await dialog.get_by_label("Regulator").check()
    await dialog.get_by_role("textbox").fill("They mean the ombudsman")
    await dialog.get_by_role("button", name="Save the correction").click()

    await expect(dialog).to_have_count(0)
    corrected = maya.packet.locator(".corrections")
    await expect(corrected).to_contain_text("They mean the ombudsman")

    lead = await console("Grace")
    await lead.page.get_by_role("button", name="What we learn").click()
    await lead.page.get_by_role("button", name="Show by signal").click()
    row = lead.page.get_by_role("row").filter(has_text="Legal")
    await expect(row).to_contain_text("Regulator 1")
    await lead.page.get_by_label("Period").select_option("Last 7 days")
    await expect(row).to_contain_text("Regulator 1")
    assert await faults(lead.page) == []
