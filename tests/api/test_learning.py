"""The studio's door: who may read, who may write, and what is refused."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from handoff.domain.principal import Role
from tests.support.door import Door, open_door

READ = ("questions", "faqs", "trainings", "replays")
WRITES: dict[str, dict[str, Any]] = {
    "questions/file": {"questions": ["qst_1"], "topic": "stock"},
    "questions/dismiss": {"questions": ["qst_1"]},
    "questions/reopen": {"questions": ["qst_1"]},
    "faqs": {"label": "Gift cards", "questions": ["gift cards?"], "answer": "Yes."},
    "trainings": {},
    "trainings/trg_1/cancel": {},
    "trainings/trg_1/serve": {},
    "rollback": {},
    "replays": {"change": {"training_id": "trg_1"}, "conversations": 5},
    "replays/rpl_1/cancel": {},
}


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    async with open_door(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize(
    ("role", "reads"),
    [(Role.AGENT, 403), (Role.SUPERVISOR, 200), (Role.EDITOR, 200), (Role.ADMIN, 200)],
)
async def test_editors_and_those_who_answer_for_them_look_at_the_studio(
    door: Door, role: Role, reads: int
) -> None:
    session = await door.person(role=role)

    for name in READ:
        async with session.get(f"/api/studio/{name}") as answer:
            assert answer.status == reads, name


@pytest.mark.parametrize("name", WRITES)
async def test_only_editors_change_content(door: Door, name: str) -> None:
    for role in (Role.AGENT, Role.SUPERVISOR):
        session = await door.person(name=role.value, role=role)
        async with session.post(f"/api/studio/{name}", json=WRITES[name]) as answer:
            assert answer.status == 403


@pytest.mark.parametrize("name", WRITES)
async def test_nothing_changes_without_the_pages_own_token(
    door: Door, name: str
) -> None:
    session = await door.person(role=Role.EDITOR)
    address = f"/api/studio/{name}"

    headers = {"X-CSRF-Token": "wrong"}
    async with session.post(address, json=WRITES[name], headers=headers) as answer:
        assert answer.status == 403
    async with door.session().post(address, json=WRITES[name]) as answer:
        assert answer.status == 401
    body = {**WRITES[name], "unknown": 1}
    async with session.post(address, json=body) as answer:
        assert answer.status == 400


async def test_an_entry_is_added_changed_and_read_back(door: Door) -> None:
    session = await door.person(role=Role.EDITOR)
    asked = [f"do you sell gift cards, {n}?" for n in range(5)]
    body: dict[str, Any] = {"questions": asked, "answer": "Under Gifts."}

    async with session.post(
        "/api/studio/faqs", json={**body, "label": "Gifts"}
    ) as answer:
        made = await answer.json()
    changed = {**body, "revision": made["revision"], "state": "live"}
    async with session.put(f"/api/studio/faqs/{made['topic']}", json=changed) as answer:
        assert (await answer.json())["state"] == "live"
    async with session.put(f"/api/studio/faqs/{made['topic']}", json=changed) as answer:
        assert answer.status == 409
    async with session.get("/api/studio/faqs") as answer:
        found = await answer.json()

    assert [(one["topic"], one["revision"]) for one in found] == [("faq_gifts", 2)]
