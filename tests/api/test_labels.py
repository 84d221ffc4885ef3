"""How ratings are corrected, over HTTP: for whom, and for which days."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from handoff.domain.principal import Role
from tests.support.door import Door, open_door

pytestmark = pytest.mark.asyncio(loop_scope="module")
PATH = "/api/agent/ratings"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def door(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    async with open_door(tmp_path_factory.mktemp("desk"), limit_off=True) as opened:
        yield opened


async def test_agents_do_not_see_how_ratings_are_corrected(door: Door) -> None:
    agent = await door.person("Agent", Role.AGENT, ("care",))

    async with agent.get(PATH) as answer:
        assert answer.status == 403


async def test_supervisors_choose_the_days(door: Door) -> None:
    lead = await door.person("Lead", Role.SUPERVISOR, ())

    for query in ("", "?days=7", "?days=365"):
        async with lead.get(PATH + query) as answer:
            assert answer.status == 200
            assert (await answer.json())["judgements"] == 0
    for wrong in ("?days=0", "?days=many", "?days=7&days=8", "?weeks=1"):
        async with lead.get(PATH + wrong) as answer:
            assert answer.status == 400
