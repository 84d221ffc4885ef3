"""Problems: a cause that comes back, the cases behind it, what people make of it."""

import pytest
from msgspec.structs import replace

from handoff.desk import Desk
from handoff.domain.principal import Person, Role
from handoff.errors import IllegalTransition, NotAllowed, NotFound
from handoff.services import problems
from handoff.services.case_views import read_history
from tests.support.aftermath import DAY, resolved
from tests.support.builders import SETTLED, a_customer, an_agent
from tests.support.clock import ManualClock

LATE = replace(SETTLED, follow_up="none")


@pytest.fixture
async def ruth(desk: Desk) -> Person:
    """A supervisor."""
    return await an_agent(desk, "Ruth", role=Role.SUPERVISOR)


async def settle(desk: Desk, agent: Person, times: int, cause: str) -> list[str]:
    """So many complaints of that cause, each of another customer; conversations."""
    given = replace(LATE, root_cause=cause)
    return [
        await resolved(desk, await a_customer(desk), agent, given) for _ in range(times)
    ]


async def test_the_third_complaint_of_a_cause_opens_one_problem_with_all_three(
    desk: Desk, maya: Person, ruth: Person
) -> None:
    settled = await settle(desk, maya, 2, "carrier_late")
    await settle(desk, maya, 1, "billing_error")
    assert await problems.list_problems(desk, ruth) == []

    settled += await settle(desk, maya, 2, "carrier_late")

    (line,) = await problems.list_problems(desk, ruth)
    view = await problems.read_problem(desk, ruth, problem_id=line.problem_id)
    assert (line.name, line.state, line.cases) == ("Carrier late", "open", 4)
    assert {one.conversation_id for one in view.cases} == set(settled)


async def test_complaints_of_long_ago_do_not_make_a_problem(
    desk: Desk, maya: Person, ruth: Person, clock: ManualClock
) -> None:
    await settle(desk, maya, 2, "carrier_late")
    clock.advance(15 * DAY)

    await settle(desk, maya, 1, "carrier_late")

    assert await problems.list_problems(desk, ruth) == []


async def test_a_problem_is_closed_with_a_reflection_and_starts_from_nothing_again(
    desk: Desk, maya: Person, ruth: Person, clock: ManualClock
) -> None:
    await settle(desk, maya, 3, "carrier_late")
    (line,) = await problems.list_problems(desk, ruth)
    with pytest.raises(IllegalTransition):
        await problems.close_problem(desk, ruth, problem_id=line.problem_id)
    await problems.reflect(
        desk,
        ruth,
        problem_id=line.problem_id,
        went_wrong="One depot closes at noon",
        changed="Parcels go by the other depot",
    )

    await problems.close_problem(desk, ruth, problem_id=line.problem_id)
    clock.advance(60)
    await settle(desk, maya, 1, "carrier_late")

    view = await problems.read_problem(desk, ruth, problem_id=line.problem_id)
    assert (view.problem.state, view.problem.cases) == ("closed", 3)
    assert view.reflections[0].by == "Ruth"
    assert len(await problems.list_problems(desk, ruth)) == 1
    with pytest.raises(IllegalTransition):
        await problems.close_problem(desk, ruth, problem_id=line.problem_id)


async def test_problems_are_for_those_who_see_every_team(
    desk: Desk, maya: Person, ruth: Person
) -> None:
    with pytest.raises(NotAllowed):
        await problems.list_problems(desk, maya)
    with pytest.raises(NotFound):
        await problems.read_problem(desk, ruth, problem_id="prb_0")


async def test_an_agent_reads_what_was_before_and_opens_what_is_theirs(
    desk: Desk, maya: Person
) -> None:
    ada = await a_customer(desk)
    first = await resolved(desk, ada, maya, LATE)
    second = await resolved(desk, ada, maya, LATE)
    bo = await an_agent(desk, "Bo", teams=["billing"])

    history = await read_history(desk, maya, conversation_id=second)

    found = [visit for entry in history for visit in entry.conversations]
    assert {visit.conversation_id for visit in found} == {first, second}
    assert [visit.here for visit in found] == [True, False]
    with pytest.raises(NotFound):
        await read_history(desk, bo, conversation_id=second)
