"""Policies while the desk runs: validated, tried, versioned, brought back."""

from typing import Any

import pytest
from sqlalchemy import func, select

from handoff.config import ROOT
from handoff.desk import Desk
from handoff.domain.principal import Customer, Person, Role
from handoff.errors import Conflict, NotAllowed, NotFound, ValidationFailed
from handoff.linter import Wording
from handoff.services import handoffs, policies
from handoff.storage.tables import audit, policy_versions
from tests.support.builders import a_desk, an_agent, queued
from tests.support.fakes import FakeTriage, rating

DESK = "sla.yml"
SHIPPED = (ROOT / "data" / "policies" / DESK).read_text()
SLOWER = SHIPPED.replace("P4: {first_response: 60,", "P4: {first_response: 90,")


@pytest.fixture
async def alex(desk: Desk) -> Person:
    """An admin."""
    return await an_agent(desk, "Alex", role=Role.ADMIN, teams=[])


async def change(
    desk: Desk, who: Person, text: str | None = SLOWER, *, version: int = 0
) -> None:
    await policies.change_policy(
        desk, who, name=DESK, text=text, version=version, note="slower"
    )


def minutes(desk: Desk) -> int:
    return desk.policies.time.rules.levels.priorities["P4"].first_response


async def test_a_policy_is_in_force_at_once_and_after_the_next_start(
    desk: Desk, alex: Person
) -> None:
    assert minutes(desk) == 60

    await change(desk, alex)

    assert minutes(desk) == 90
    found = await policies.read_policy(desk, alex, name=DESK)
    assert (found.text, found.shipped, found.version) == (SLOWER, SHIPPED, 1)
    assert [v.author for v in found.versions] == ["Alex", None]
    await desk.close()
    async with a_desk(desk.settings.data_dir) as again:
        assert minutes(again) == 90


async def test_the_shipped_policy_can_be_brought_back(desk: Desk, alex: Person) -> None:
    await change(desk, alex)
    await change(desk, alex, None, version=1)

    assert minutes(desk) == 60
    found = await policies.read_policy(desk, alex, name=DESK)
    assert (found.text, found.version) == (SHIPPED, 2)
    assert [v.shipped for v in found.versions] == [True, False, True]
    [listed] = [v for v in await policies.list_policies(desk, alex) if v.name == DESK]
    assert (listed.version, listed.shipped) == (2, True)


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("  P4: {", "  P5: {", None, "there is no priority 'P4'"),
        ("response: 60,", "response: soon,", 12, "Expected `int`, got `str`"),
        ("version: 1", "version: [", 7, "expected"),
        ("team: safety", "teem: safety", 17, "unknown field"),
        ("percent: 100, do: [raise", "percent: 99, do: [raise", 33, "at 100 percent"),
    ],
)
async def test_a_faulty_text_is_refused_with_line_and_reason(
    desk: Desk, alex: Person, old: str, new: str, line: int | None, reason: str
) -> None:
    assert old in SHIPPED
    with pytest.raises(ValidationFailed) as refused:
        await change(desk, alex, SHIPPED.replace(old, new))

    assert reason in refused.value.message
    if line is not None:
        assert abs(refused.value.details["line"] - line) <= 1
    assert minutes(desk) == 60
    assert await count(desk, policy_versions) == 0


async def test_two_admins_cannot_overwrite_each_other(desk: Desk, alex: Person) -> None:
    await change(desk, alex)

    with pytest.raises(Conflict):
        await change(desk, alex, SHIPPED, version=0)

    assert minutes(desk) == 90


async def test_a_team_that_somebody_waits_for_cannot_be_taken_away(
    desk: Desk, alex: Person, ada: Customer
) -> None:
    await queued(desk, ada)
    text = (ROOT / "data" / "policies" / "routing.yml").read_text()
    renamed = text.replace("care", "front")

    with pytest.raises(Conflict, match="wait for"):
        await policies.change_policy(
            desk, alex, name="routing.yml", text=renamed, version=0, note=""
        )

    assert desk.policies.team("care")


async def test_a_new_team_can_be_handed_to_at_once(
    desk: Desk, alex: Person, ada: Customer
) -> None:
    text = (ROOT / "data" / "policies" / "routing.yml").read_text()
    renamed = text.replace("care", "front")
    await policies.change_policy(
        desk, alex, name="routing.yml", text=renamed, version=0, note=""
    )

    _, handoff_id = await queued(desk, ada)

    taken = await handoffs.accept(desk, alex, handoff_id=handoff_id)
    assert taken.handoff is not None
    assert taken.handoff.team.id == "front"


async def test_a_trial_counts_what_would_have_been_different_and_changes_nothing(
    working: Desk, alex: Person, ada: Customer, triage: FakeTriage
) -> None:
    triage.words["late"] = rating(priority="P4")
    conversation_id, handoff_id = await queued(working, ada)

    trial = await policies.try_policy(working, alex, name=DESK, text=SLOWER)
    same = await policies.try_policy(working, alex, name=DESK, text=SHIPPED)

    assert (trial.tried, trial.team, trial.priority) == (1, 0, 0)
    assert (trial.earlier, trial.later) == (0, 1)
    [moved] = trial.examples
    assert (moved.handoff_id, moved.conversation_id) == (handoff_id, conversation_id)
    assert (moved.before.due, moved.after.due) == (3600, 5400)
    assert (same.tried, same.examples) == (1, [])
    assert minutes(working) == 60


async def test_versions_can_be_compared(desk: Desk, alex: Person) -> None:
    await change(desk, alex)

    lines = await policies.compare_versions(desk, alex, name=DESK, old=0, new=1)

    assert "-  P4: {first_response: 60, next_response: 30, resolution: 4320}" in lines
    assert "+  P4: {first_response: 90, next_response: 30, resolution: 4320}" in lines
    with pytest.raises(NotFound):
        await policies.compare_versions(desk, alex, name=DESK, old=0, new=7)


async def test_every_change_is_in_the_audit_log(desk: Desk, alex: Person) -> None:
    await change(desk, alex)

    noted = await desk.reader.read(
        lambda connection: connection.execute(
            select(audit).where(audit.c.object_kind == "policy")
        ).one()
    )
    assert (noted.verb, noted.object_id, noted.actor_id) == (
        "policy.change",
        DESK,
        alex.person_id,
    )


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR, Role.EDITOR])
async def test_only_an_admin_may(desk: Desk, role: Role) -> None:
    who = await an_agent(desk, "Maya", role=role)

    with pytest.raises(NotAllowed):
        await policies.list_policies(desk, who)
    with pytest.raises(NotAllowed):
        await policies.read_policy(desk, who, name=DESK)
    with pytest.raises(NotAllowed):
        await policies.try_policy(desk, who, name=DESK, text=SLOWER)
    with pytest.raises(NotAllowed):
        await change(desk, who)


async def test_only_a_policy_of_the_desk_can_be_read_or_changed(
    desk: Desk, alex: Person
) -> None:
    for name in ("../secrets.json", "nothing.yml", "bot.yml", ""):
        with pytest.raises(NotFound):
            await policies.read_policy(desk, alex, name=name)
        with pytest.raises(NotFound):
            await policies.change_policy(
                desk, alex, name=name, text="version: 1", version=0, note=""
            )


async def count(desk: Desk, table: Any) -> int:
    return await desk.reader.read(
        lambda connection: (
            connection.scalar(select(func.count()).select_from(table)) or 0
        )
    )


async def test_promises_are_held_against_the_policy_that_is_in_force(
    desk: Desk, alex: Person
) -> None:
    def refused() -> bool:
        report = desk.linter.lint(Wording(text="You hear from us within 1 hour."))
        return "promised_time" in {found.rule for found in report.findings}

    assert not refused()
    await change(desk, alex)

    assert refused()
