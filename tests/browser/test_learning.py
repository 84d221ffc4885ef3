"""The studio's pages of learning: by keyboard, for screen readers, wide and narrow."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from handoff.domain.gate import Reading
from handoff.domain.principal import Role
from handoff.gateways import bot_library, training
from handoff.gateways.training import Model, Report
from handoff.services import questions, training_work, trainings
from tests.browser.test_access import faults
from tests.support.builders import a_customer, an_agent, say
from tests.support.door import PASSWORD, Door, open_door
from tests.support.pages import PHONE, a_window

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]

OLD = Model("old.tar.gz", "0" * 64, "0" * 64)
NEW = Model("new.tar.gz", "1" * 64, "1" * 64)
ASKED = "Do you wrap presents?"
# Whether the question teaches or measures hangs on its id: both must come out well.
TOPICS = {ASKED: "faq_gift_wrapping"}


@pytest.fixture
def trains_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Models are made, measured and served without Rasa; the new one knows more."""

    async def train(_: Path, __: bytes, report: Report) -> Model:
        report("TopicClassifier", 0.5)
        return NEW

    async def read(_: Path, file: str, texts: Sequence[str]) -> list[Reading]:
        knows = file == NEW.file
        return [Reading(TOPICS.get(text, "stock"), knows) for text in texts]

    async def swap(*_: object, **__: object) -> float:
        return 0.2

    async def grouped(*_: object) -> list[bot_library.Grouped]:
        return []

    (tmp_path / "models").mkdir()
    lesson = training_work.Lesson("any left?", "stock")
    monkeypatch.setattr(trainings, "ROOT", tmp_path)
    monkeypatch.setattr(trainings, "swap_model", swap)
    monkeypatch.setattr(training, "current_model", lambda _: OLD)
    monkeypatch.setattr(training, "train_candidate", train)
    monkeypatch.setattr(bot_library, "read_with", read)
    monkeypatch.setattr(bot_library, "group", grouped)
    monkeypatch.setattr(training_work, "read_lessons", lambda _: [lesson])


async def sign_in(page: Page, url: str) -> None:
    """The editor is in the studio."""
    await page.goto(f"{url}/studio/#/questions")
    await page.get_by_label("E-mail or name").fill("Ines")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.keyboard.press("Enter")


async def ask(door: Door) -> None:
    """A customer's question waits in the inbox."""
    ada = await a_customer(door.desk)
    sent = await say(door.desk, ada, ASKED)
    grace = await an_agent(door.desk, "Grace", role=Role.SUPERVISOR)
    await questions.mark(
        door.desk, grace, conversation_id=sent.conversation_id, message_seq=sent.seq
    )


@pytest.mark.usefixtures("trains_at_once")
@pytest.mark.parametrize("size", [None, PHONE], ids=["desktop", "phone"])
async def test_an_editor_answers_a_new_question_and_trains_the_bot(
    chromium: Browser, tmp_path: Path, size: dict[str, int] | None
) -> None:
    async with open_door(tmp_path / "desk", limit_off=True) as door:
        await ask(door)
        await door.person("Ines", Role.EDITOR)
        options = {"size": size} if size else {}
        window = await a_window(chromium, **options)  # type: ignore[arg-type] - ours
        page = await window.new_page()
        await sign_in(page, door.url)
        await expect(page.get_by_role("checkbox", name=ASKED)).to_be_checked()
        found = await faults(page)

        await page.get_by_role("button", name="New answer").press("Enter")
        await page.get_by_label("Name of the topic").fill("Gift wrapping")
        box = page.get_by_label("How customers ask")
        await expect(box).to_have_value(ASKED)
        more = "\n".join(f"is wrapping free for {who}" for who in ("me", "us", "all"))
        await box.fill(f"{ASKED}\ncan you wrap it\n{more}")
        await page.get_by_label("What the bot says").fill("Yes, we wrap it for you.")
        found += await faults(page)
        await page.get_by_role("button", name="Save").press("Enter")
        await page.get_by_label("State").select_option("live")
        await page.get_by_role("button", name="Save").press("Enter")
        await expect(page.get_by_role("status").last).to_contain_text("next training")

        await page.get_by_role("link", name="Questions").press("Enter")
        await page.get_by_label("File under").select_option("faq_gift_wrapping")
        await page.get_by_role("button", name="File", exact=True).press("Enter")
        await expect(page.get_by_text("Nothing waits here.")).to_be_visible()

        await page.get_by_role("link", name="Training").press("Enter")
        await page.get_by_role("button", name="Train now").press("Enter")
        await expect(page.get_by_text("As good as the model in")).to_be_visible()
        await page.get_by_text("read differently").press("Enter")
        found += await faults(page)
        await page.get_by_role("button", name="Put into service").press("Enter")
        await expect(page.get_by_text("In service", exact=True)).to_be_visible()
        await expect(page.get_by_role("button", name="Roll back")).to_be_visible()

        await page.get_by_role("link", name="Replay lab").press("Enter")
        await page.get_by_label("File").select_option("data/policies/bot.yml")
        await expect(page.get_by_label("Its content")).not_to_be_empty()
        found += await faults(page)
        await window.close()

    assert found == []
