"""What customers answered, for those who run the desk."""

import pytest

from handoff.desk import Desk
from handoff.domain.principal import Customer, Person, Role
from handoff.errors import NotAllowed
from handoff.services.satisfaction import read_satisfaction
from tests.support.aftermath import pass_days, resolved
from tests.support.builders import a_customer, an_agent, say
from tests.support.clock import ManualClock


async def test_answers_are_summed_up_and_suggestions_are_read(
    desk: Desk, ada: Customer, maya: Person, clock: ManualClock
) -> None:
    ruth = await an_agent(desk, "Ruth", role=Role.SUPERVISOR)
    people = [ada, await a_customer(desk, "Bo"), await a_customer(desk, "Cy")]
    places = [await resolved(desk, who, maya) for who in people]
    await pass_days(desk, clock, 2)
    for text in ("Yes", "4", "Well", "Call me back sooner"):
        await say(desk, people[0], text, conversation_id=places[0])
    await say(desk, people[1], "No, not yet", conversation_id=places[1])

    found = await read_satisfaction(desk, ruth, days=30)

    assert (found.asked, found.answered, found.settled) == (3, 2, 1)
    assert (found.mean_score, found.handled) == (4.0, {"well": 1})
    (suggestion,) = found.suggestions
    assert suggestion.text == "Call me back sooner"
    assert suggestion.conversation_id == places[0]
    assert (await read_satisfaction(desk, ruth, days=1)).asked == 3
    clock.advance(2 * 86_400)
    assert (await read_satisfaction(desk, ruth, days=1)).mean_score is None


async def test_figures_are_for_those_who_see_every_team(
    desk: Desk, maya: Person
) -> None:
    with pytest.raises(NotAllowed):
        await read_satisfaction(desk, maya, days=30)
