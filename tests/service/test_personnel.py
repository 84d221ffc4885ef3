"""What admins do with people, and what they look at."""

import pytest

from handoff.desk import Desk
from handoff.domain.notice import Notice, RightsChanged
from handoff.domain.principal import Customer, Person, Role
from handoff.errors import (
    Conflict,
    DeliveryRefused,
    NotAllowed,
    NotFound,
    NotSignedIn,
    ValidationFailed,
)
from handoff.services import outbox, oversight, people, personnel
from tests.support.builders import an_agent, hook, queued
from tests.support.fakes import FakeWebhooks


@pytest.fixture
async def alex(desk: Desk) -> Person:
    """An admin."""
    return await an_agent(desk, "Alex", role=Role.ADMIN, teams=[])


async def change(desk: Desk, who: Person, person: Person, **given: object) -> None:
    usual = {"role": person.role, "team_ids": sorted(person.team_ids), "active": True}
    values = {**usual, **given}
    await personnel.change_staff(desk, who, person_id=person.person_id, **values)  # type: ignore[arg-type] - a mix


async def test_somebody_new_signs_in_with_the_password_that_is_shown_once(
    desk: Desk, alex: Person
) -> None:
    made = await personnel.add_staff(
        desk,
        alex,
        name="Ines",
        email="ines@example.com",
        role=Role.AGENT,
        team_ids=["care"],
    )

    signed_in = await people.sign_in(
        desk, login="Ines", password=made.password, network="here"
    )
    assert signed_in.person.password_is_initial
    assert [team.id for team in signed_in.person.teams] == ["care"]


async def test_a_role_and_teams_change_and_open_consoles_are_told(
    desk: Desk, alex: Person, maya: Person
) -> None:
    told: list[Notice] = []
    desk.on_notice.append(told.append)

    await change(desk, alex, maya, role=Role.SUPERVISOR, team_ids=["billing"])

    [found] = [
        p for p in await personnel.list_staff(desk, alex) if p.id == maya.person_id
    ]
    assert (found.role, [team.id for team in found.teams]) == (
        "supervisor",
        ["billing"],
    )
    assert told == [RightsChanged(maya.person_id, None)]
    entries = await oversight.read_audit(desk, alex, about=maya.person_id)
    assert [e["verb"] for e in entries][:2] == ["person.teams", "person.role"]
    assert entries[1]["details"] == {"old": "agent", "new": "supervisor"}
    assert entries[0]["actor_name"] == "Alex"


async def test_who_is_disabled_or_gets_a_new_password_is_signed_out(
    desk: Desk, alex: Person, maya: Person
) -> None:
    password = "correct horse battery"
    for shut in ("disable", "renew"):
        signed_in = await people.sign_in(
            desk, login="Maya", password=password, network="here"
        )
        if shut == "disable":
            await change(desk, alex, maya, active=False)
            await change(desk, alex, maya, active=True)
        else:
            made = await personnel.renew_password(desk, alex, person_id=maya.person_id)
            assert made.password != password
        with pytest.raises(NotSignedIn):
            await people.find_session(desk, signed_in.token)


async def test_the_desk_never_loses_its_last_admin(desk: Desk, alex: Person) -> None:
    with pytest.raises(Conflict):
        await change(desk, alex, alex, role=Role.AGENT)
    with pytest.raises(Conflict):
        await change(desk, alex, alex, active=False)

    [still] = await personnel.list_staff(desk, alex)
    assert (still.role, still.active) == ("admin", True)


async def test_bad_input_is_refused_by_name(
    desk: Desk, alex: Person, maya: Person
) -> None:
    with pytest.raises(ValidationFailed, match="no such team: nobody"):
        await change(desk, alex, maya, team_ids=["nobody"])
    with pytest.raises(NotFound):
        await personnel.renew_password(desk, alex, person_id="per_nobody")
    with pytest.raises(NotFound):
        await personnel.change_staff(
            desk,
            alex,
            person_id="per_nobody",
            role=Role.AGENT,
            team_ids=[],
            active=True,
        )


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR, Role.EDITOR])
async def test_only_an_admin_may(desk: Desk, maya: Person, role: Role) -> None:
    who = await an_agent(desk, "Somebody", role=role)

    with pytest.raises(NotAllowed):
        await personnel.list_staff(desk, who)
    with pytest.raises(NotAllowed):
        await change(desk, who, maya)
    with pytest.raises(NotAllowed):
        await personnel.renew_password(desk, who, person_id=maya.person_id)
    with pytest.raises(NotAllowed):
        await oversight.read_audit(desk, who)
    with pytest.raises(NotAllowed):
        await oversight.read_effects(desk, who, state="dead")
    with pytest.raises(NotAllowed):
        await oversight.retry_effect(desk, who, outbox_id=1)


async def test_the_audit_log_is_filtered_and_paged(
    desk: Desk, alex: Person, ada: Customer
) -> None:
    _, handoff_id = await queued(desk, ada)

    by_part = await oversight.read_audit(desk, alex, verb="handoff")
    by_whole = await oversight.read_audit(desk, alex, verb="handoff.request")
    about = await oversight.read_audit(desk, alex, about=handoff_id)
    older = await oversight.read_audit(desk, alex, before=by_part[0]["audit_id"])
    nothing = await oversight.read_audit(desk, alex, verb="hand%")

    assert by_part == by_whole == about
    assert by_part[0]["object_id"] == handoff_id
    assert by_part[0] not in older
    assert nothing == []


async def test_a_dead_letter_is_seen_without_its_words_and_tried_again(
    desk: Desk, alex: Person, ada: Customer, webhooks: FakeWebhooks
) -> None:
    hook(desk, "wall", "handoff.queued")
    webhooks.errors["https://wall.example/"] = DeliveryRefused("gone")
    await queued(desk, ada)
    await outbox.send_next(desk, "webhook:wall")

    [dead] = await oversight.read_effects(desk, alex, state="dead")
    assert (dead["last_error"], dead["attempts"]) == ("gone", 1)
    assert "payload" not in dead

    webhooks.errors.clear()
    await oversight.retry_effect(desk, alex, outbox_id=dead["outbox_id"])
    await outbox.send_next(desk, "webhook:wall")
    assert len(webhooks.told) == 1
    assert await oversight.read_effects(desk, alex, state="dead") == []
    with pytest.raises(NotFound):
        await oversight.retry_effect(desk, alex, outbox_id=dead["outbox_id"])
