"""People: signing in, being shut out, and what a password change ends."""

from typing import Any

import pytest

from handoff.desk import Desk
from handoff.domain.notice import Notice, RightsChanged
from handoff.domain.principal import Role
from handoff.errors import Conflict, NotSignedIn, RateLimited, ValidationFailed
from handoff.services import customers, people, presence
from tests.support.builders import an_agent
from tests.support.clock import ManualClock

PASSWORD = "correct horse battery"


@pytest.mark.parametrize("login", ["Maya", "maya", " MAYA ", "maya@example.com"])
async def test_person_signs_in_by_name_or_e_mail(desk: Desk, login: str) -> None:
    maya = await an_agent(desk)

    signed_in = await people.sign_in(
        desk, login=login, password=PASSWORD, network="127.0.0.1"
    )

    session = await people.find_session(desk, signed_in.token)
    assert session.person.person_id == maya.person_id
    assert session.person.team_ids == {"care", "delivery"}
    assert session.csrf == signed_in.csrf


async def test_wrong_password_and_unknown_person_read_the_same(desk: Desk) -> None:
    await an_agent(desk)

    with pytest.raises(NotSignedIn) as wrong:
        await people.sign_in(desk, login="Maya", password="x", network="n")
    with pytest.raises(NotSignedIn) as unknown:
        await people.sign_in(desk, login="Nobody", password="x", network="n")

    assert wrong.value.message == unknown.value.message


async def test_sixth_try_within_half_an_hour_is_refused(
    desk: Desk, clock: ManualClock
) -> None:
    await an_agent(desk)
    for _ in range(5):
        with pytest.raises(NotSignedIn):
            await people.sign_in(desk, login="Maya", password="x", network="n")

    with pytest.raises(RateLimited) as refused:
        await people.sign_in(desk, login="Maya", password=PASSWORD, network="n")
    other = await people.sign_in(
        desk, login="Maya", password=PASSWORD, network="elsewhere"
    )
    clock.advance(30 * 60 + 1)
    again = await people.sign_in(desk, login="Maya", password=PASSWORD, network="n")

    assert refused.value.details["retry_after"] == 1801
    assert other.token != again.token


async def test_signed_out_session_is_dead_and_its_sockets_are_told(desk: Desk) -> None:
    told: list[Notice] = []
    desk.on_notice.append(told.append)
    maya = await an_agent(desk)
    signed_in = await people.sign_in(desk, login="Maya", password=PASSWORD, network="n")

    await people.sign_out(desk, signed_in.token)

    assert told == [RightsChanged(maya.person_id, signed_in.session_id)]
    with pytest.raises(NotSignedIn):
        await people.find_session(desk, signed_in.token)


async def test_session_ends_after_idle_time_but_not_while_used(
    desk: Desk, clock: ManualClock
) -> None:
    await an_agent(desk)
    used = await people.sign_in(desk, login="Maya", password=PASSWORD, network="n")
    idle = await people.sign_in(desk, login="Maya", password=PASSWORD, network="n")

    for _ in range(3):
        clock.advance(desk.settings.session_idle * 0.6)
        await people.find_session(desk, used.token)

    with pytest.raises(NotSignedIn):
        await people.find_session(desk, idle.token)


async def test_session_ends_in_any_case_after_its_life(
    desk: Desk, clock: ManualClock
) -> None:
    await an_agent(desk)
    signed_in = await people.sign_in(desk, login="Maya", password=PASSWORD, network="n")

    with pytest.raises(NotSignedIn):
        for _ in range(20):
            clock.advance(desk.settings.session_idle * 0.9)
            await people.find_session(desk, signed_in.token)


async def test_password_change_ends_every_other_session(desk: Desk) -> None:
    maya = await an_agent(desk)
    mine, other = [
        await people.sign_in(desk, login="Maya", password=PASSWORD, network="n")
        for _ in range(2)
    ]

    with pytest.raises(NotSignedIn):
        await people.change_password(
            desk,
            maya,
            session_id=mine.session_id,
            current="wrong",
            new="a new long password",
        )
    await people.change_password(
        desk,
        maya,
        session_id=mine.session_id,
        current=PASSWORD,
        new="a new long password",
    )

    session = await people.find_session(desk, mine.token)
    assert not session.password_is_initial
    with pytest.raises(NotSignedIn):
        await people.find_session(desk, other.token)


async def test_disabled_person_is_out_at_once(desk: Desk) -> None:
    await an_agent(desk)
    signed_in = await people.sign_in(desk, login="Maya", password=PASSWORD, network="n")

    await people.set_active(desk, login="Maya", active=False)

    with pytest.raises(NotSignedIn):
        await people.find_session(desk, signed_in.token)
    with pytest.raises(NotSignedIn):
        await people.sign_in(desk, login="Maya", password=PASSWORD, network="n")


async def test_generated_password_works_once_handed_over(desk: Desk) -> None:
    made = await people.add_person(
        desk, name="Noor", email="noor@example.com", role=Role.SUPERVISOR, team_ids=()
    )

    signed_in = await people.sign_in(
        desk, login="noor", password=made.password, network="n"
    )

    assert signed_in.person.password_is_initial
    assert signed_in.person.role == "supervisor"


async def test_name_or_e_mail_is_taken_only_once(desk: Desk) -> None:
    await an_agent(desk)

    with pytest.raises(Conflict):
        await an_agent(desk, "MAYA")


@pytest.mark.parametrize(
    ("email", "teams"), [("not an e-mail", []), ("bo@example.com", ["no such team"])]
)
async def test_malformed_person_is_refused(
    desk: Desk, email: str, teams: list[str]
) -> None:
    with pytest.raises(ValidationFailed):
        await people.add_person(
            desk, name="Bo", email=email, role=Role.AGENT, team_ids=teams
        )


async def test_presence_is_one_of_three_words(desk: Desk) -> None:
    maya = await an_agent(desk)

    await presence.set_presence(desk, maya, presence="online")

    assert (await people.read_me(desk, maya)).presence == "online"
    with pytest.raises(ValidationFailed):
        await presence.set_presence(desk, maya, presence="asleep")


async def test_customer_is_known_by_the_token_alone(desk: Desk) -> None:
    made = await customers.start_session(desk, name=None, locale="en", page_url=None)

    found = await customers.authenticate(desk, made.token)

    assert found.customer_id == made.customer_id
    for wrong in ("", made.token[:-1], made.token + "x", made.token.swapcase()):
        with pytest.raises(NotSignedIn):
            await customers.authenticate(desk, wrong)


@pytest.mark.parametrize(
    "given",
    [
        {"name": "x" * 201, "locale": "en", "page_url": None},
        {"name": None, "locale": "english please", "page_url": None},
        {"name": None, "locale": "en", "page_url": "x" * 2_001},
    ],
)
async def test_malformed_customer_is_refused(desk: Desk, given: dict[str, Any]) -> None:
    with pytest.raises(ValidationFailed):
        await customers.start_session(desk, **given)
