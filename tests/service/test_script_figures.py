"""What came after a wording is counted, and one that does worse is stopped."""

import asyncio

import msgspec
import pytest

from handoff.desk import Desk
from handoff.domain.figures import Figures, rate_of
from handoff.domain.principal import Customer, Role
from handoff.domain.script_life import State
from handoff.services import conversations, handoffs, script_figures
from handoff.services.script_library import list_scripts, read_script
from handoff.services.turns import run_next
from tests.support.builders import a_customer, an_agent, say
from tests.support.clock import ManualClock

WEEK = 7 * 24 * 3600
SCRIPT, TWINS = "utter_stock", ("stock.en.1", "stock.en.2")


async def talk(desk: Desk, who: Customer) -> None:
    """The customer says something and the bot answers."""
    received = await say(desk, who, "My parcel is late")
    at_once = asyncio.Semaphore(1)
    while await run_next(desk, received.conversation_id, at_once=at_once):
        pass


async def figures(desk: Desk) -> Figures:
    """What is counted of the words that the played bot says."""
    await script_figures.count_uses(desk)
    await script_figures.sum_up(desk)
    return desk.figures["answer.en.1"]


def hits(found: Figures, metric: str) -> tuple[int, int]:
    """So many among so many."""
    rate = found.rate(metric)
    assert rate is not None
    return rate.hits, rate.of


async def test_uses_and_handoffs_after_them_are_counted(
    desk: Desk, clock: ManualClock
) -> None:
    ada, ben = await a_customer(desk), await a_customer(desk, "Ben")
    await talk(desk, ada)
    await talk(desk, ada)
    await talk(desk, ben)
    clock.advance(1)
    await handoffs.request_by_customer(desk, ben, conversation_id=None)

    found = await figures(desk)

    assert (found.uses, found.conversations) == (3, 2)
    assert hits(found, "handoff") == (1, 2)
    assert hits(found, "repeat") == (0, 0)


async def test_coming_back_counts_once_the_week_is_over(
    desk: Desk, clock: ManualClock
) -> None:
    ada, ben = await a_customer(desk), await a_customer(desk, "Ben")
    await talk(desk, ada)
    await talk(desk, ben)
    clock.advance(3600)
    await conversations.start_new(desk, ada)
    await talk(desk, ada)
    clock.advance(WEEK - 1800)

    assert hits(await figures(desk), "repeat") == (1, 2)


async def test_what_was_counted_is_not_counted_again(desk: Desk) -> None:
    await talk(desk, await a_customer(desk))
    await figures(desk)

    assert await script_figures.count_uses(desk) == 0
    assert (await figures(desk)).uses == 1


async def test_old_uses_do_not_count(desk: Desk, clock: ManualClock) -> None:
    await talk(desk, await a_customer(desk))
    clock.advance(5 * WEEK)
    await script_figures.count_uses(desk)
    await script_figures.sum_up(desk)

    assert "answer.en.1" not in desk.figures


def after(handed: int, of: int) -> Figures:
    return Figures(uses=of, conversations=of, rates=[rate_of("handoff", handed, of)])


async def test_a_wording_that_does_worse_is_taken_out_and_the_studio_says_why(
    desk: Desk,
) -> None:
    ines = await an_agent(desk, "Ines", role=Role.EDITOR)
    desk.figures = {TWINS[0]: after(90, 200), TWINS[1]: after(20, 200)}

    (stop,) = await script_figures.apply_guards(desk)

    detail = await read_script(desk, ines, SCRIPT)
    assert stop.variant_id == TWINS[0]
    assert [one.id for one in desk.scripts.scripts[SCRIPT]] == [TWINS[1]]
    stopped = detail.history[TWINS[0]][0]
    assert (stopped.state, stopped.note) == (State.RETIRED, "guard:handoff:0.45:0.1")
    assert await script_figures.apply_guards(desk) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((90, 200), None),  # nothing to compare with
        ((45, 90), (5, 90)),  # too few
        ((25, 200), (20, 200)),  # chance
    ],
)
async def test_a_guard_leaves_alone_what_may_be_chance(
    desk: Desk, first: tuple[int, int], second: tuple[int, int] | None
) -> None:
    desk.figures = {TWINS[0]: after(*first)}
    if second:
        desk.figures[TWINS[1]] = after(*second)

    assert await script_figures.apply_guards(desk) == []


async def test_wordings_that_take_turns_are_not_compared(desk: Desk) -> None:
    desk.editing = msgspec.structs.replace(desk.editing, take_turns=[SCRIPT])
    desk.figures = {TWINS[0]: after(90, 200), TWINS[1]: after(20, 200)}

    assert await script_figures.apply_guards(desk) == []


async def test_the_list_shows_the_sum_of_a_scripts_wordings(desk: Desk) -> None:
    ines = await an_agent(desk, "Ines", role=Role.EDITOR)
    desk.figures = {TWINS[0]: after(1, 10), TWINS[1]: after(2, 10)}

    found = {one.id: one for one in await list_scripts(desk, ines)}

    assert found[SCRIPT].figures.rate("handoff") == rate_of("handoff", 3, 20)
    assert found["utter_greet"].figures.uses == 0
