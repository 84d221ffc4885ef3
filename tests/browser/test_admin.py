"""The admin's page: usable by keyboard, clean for screen readers, wide and narrow."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from handoff.domain.principal import Role
from tests.browser.test_access import faults
from tests.support.door import PASSWORD, open_door
from tests.support.pages import PHONE, a_window

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]


async def sign_in(page: Page, url: str) -> None:
    """The admin is on the page, by keyboard alone."""
    await page.goto(f"{url}/admin/")
    await page.get_by_label("E-mail or name").fill("Alex")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("table")).to_be_visible()


@pytest.mark.parametrize("size", [None, PHONE], ids=["desktop", "phone"])
async def test_an_admin_changes_people_and_policies(
    chromium: Browser, tmp_path: Path, size: dict[str, int] | None
) -> None:
    async with open_door(tmp_path, limit_off=True) as door:
        await door.person("Alex", Role.ADMIN)
        options = {"size": size} if size else {}
        window = await a_window(chromium, **options)  # type: ignore[arg-type] - ours
        page = await window.new_page()
        await sign_in(page, door.url)
        found = await faults(page)

        await page.get_by_role("button", name="Add somebody").press("Enter")
        await page.get_by_label("Name").fill("Ines")
        await page.get_by_role("textbox", name="E-mail").fill("ines@example.com")
        await page.get_by_label("Customer Care").check()
        found += await faults(page)
        await page.get_by_role("button", name="Save").press("Enter")
        await expect(page.locator("output.secret")).to_be_visible()
        await page.get_by_role("button", name="Done").press("Enter")
        await expect(page.get_by_role("row", name="Ines")).to_contain_text(
            "Customer Care"
        )

        await page.goto(f"{door.url}/admin/#policies/desk.yml")
        text = page.get_by_label("Text (YAML)")
        shipped = await text.input_value()
        await text.fill(shipped.replace("unrated: P4", "unrated: P7"))
        await page.get_by_role("button", name="Try it on last month").press("Enter")
        await expect(page.get_by_role("alert")).to_contain_text("'P7'")
        await text.fill(f"{shipped}# ours\n")
        await page.get_by_label("Why this change?").fill("a note")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("Version 1 is in force.")).to_be_visible()
        found += await faults(page)
        for section in ("policies", "audit", "effects"):
            await page.goto(f"{door.url}/admin/#{section}")
            await expect(page.get_by_text("Loading")).to_have_count(0)
            found += await faults(page)
        width = await page.evaluate("document.documentElement.scrollWidth")
        await window.close()

        assert found == []
        assert width <= (size or {"width": 1440})["width"]
