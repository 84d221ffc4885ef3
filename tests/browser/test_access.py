"""The pages can be used without a mouse, without sight and in the dark."""

from typing import Any

import pytest
from playwright.async_api import Frame, Page, expect

from tests.browser.conftest import NewConsole, NewShopper
from tests.support.checkout import ROOT
from tests.support.pages import PHONE, Shopper, unique

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.browser,
    pytest.mark.rasa,
    pytest.mark.timeout(400),
]

AXE = (ROOT / "tests/support/vendor/axe/axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
GRAVE = {"serious", "critical"}
LOOKS = [
    pytest.param({}, id="desktop"),
    pytest.param({"color_scheme": "dark"}, id="dark"),
    pytest.param({"size": PHONE}, id="phone"),
]


async def faults(place: Page | Frame) -> list[str]:
    """What axe-core finds in the document that keeps people from using it."""
    # The page's own rules allow no foreign script, so it is run, not embedded.
    await place.evaluate(f"{AXE}; undefined")
    found: dict[str, Any] = await place.evaluate(
        "tags => axe.run({ runOnly: tags, iframes: false })", RULES
    )
    assert len(found["passes"]) > 5, "axe looked at nothing"
    return [
        f"{fault['id']}: {fault['help']}: {node['target']}"
        for fault in found["violations"]
        if fault["impact"] in GRAVE
        for node in fault["nodes"]
    ]


async def widget_faults(shopper: Shopper) -> list[str]:
    """The faults of the chat inside its frame."""
    (frame,) = [f for f in shopper.page.frames if f.url.endswith("/widget/")]
    return await faults(frame)


@pytest.mark.parametrize("look", LOOKS)
async def test_nothing_grave_stands_in_the_way(
    shopper: NewShopper, console: NewConsole, look: dict[str, Any]
) -> None:
    ada = await shopper(**look)
    found = await faults(ada.page) + await widget_faults(ada)
    await ada.say_to_bot("My order 4471-0093 is late")
    found += await widget_faults(ada)
    await ada.say("I want a real person, I'll call my lawyer")
    await expect(ada.card).to_be_visible()
    last_words = unique("Hello?")
    await ada.say(last_words)
    found += await widget_faults(ada)

    maya = await console("Maya", **look)
    found += await faults(maya.page)
    await maya.pick(last_words)
    await maya.accept()
    await maya.write("Good morning, this is Maya.")
    await maya.note("called the carrier")
    await ada.reads("this is Maya")
    found += await faults(maya.page) + await widget_faults(ada)
    await maya.page.get_by_role("button", name="Resolve").click()
    await expect(maya.page.get_by_role("dialog")).to_be_visible()
    found += await faults(maya.page)

    assert found == []


async def test_sign_in_page_and_first_password_are_within_reach(
    console: NewConsole,
) -> None:
    maya = await console("Maya")
    await maya.page.get_by_role("button", name="Change password").click()
    found = await faults(maya.page)
    await maya.page.keyboard.press("Escape")
    await maya.page.get_by_role("button", name="Sign out").click()
    await expect(maya.page.get_by_label("E-mail or name")).to_be_visible()

    assert found + await faults(maya.page) == []


async def test_a_complaint_can_be_made_and_taken_with_keys_alone(
    shopper: NewShopper, console: NewConsole
) -> None:
    ada, maya = await shopper(), await console("Maya")
    await maya.page.keyboard.press("j")
    await ada.page.keyboard.type("I want a real person")
    await ada.page.keyboard.press("Enter")
    await expect(ada.card).to_be_visible()
    last_words = unique("with keys")
    await ada.page.keyboard.type(last_words)
    await ada.page.keyboard.press("Enter")

    line = maya.page.locator(".inbox button.line").filter(has_text=last_words)
    await line.focus()
    await maya.page.keyboard.press("Enter")
    await expect(maya.transcript).to_contain_text("with keys")
    await maya.page.keyboard.press("a")
    await expect(maya.owner).to_have_text("You have this conversation")
    await maya.page.keyboard.press("r")
    await expect(maya.reply).to_be_focused()
    await maya.page.keyboard.type("typed without a mouse")
    await maya.page.keyboard.press("Enter")

    await ada.reads("typed without a mouse")
