"""Resolutions: closed with outcome, remedy and cause, each of the policies' lists."""

from typing import Any

import pytest
from msgspec.structs import replace

from handoff.desk import Desk
from handoff.domain.principal import Customer, Person
from handoff.errors import StaleEpoch, ValidationFailed
from handoff.services import conversations, handoffs
from tests.support.builders import SETTLED, queued


async def test_resolved_conversation_is_closed_with_its_outcome(
    desk: Desk, ada: Customer, maya: Person
) -> None:
    conversation_id, handoff_id = await queued(desk, ada)
    snapshot = await handoffs.accept(desk, maya, handoff_id=handoff_id)
    resolve: dict[str, Any] = {
        "conversation_id": conversation_id,
        "epoch": snapshot.epoch,
        "note": "",
    }

    with pytest.raises(ValidationFailed):
        await handoffs.resolve(
            desk, maya, given=replace(SETTLED, outcome="magic"), **resolve
        )
    await handoffs.resolve(desk, maya, given=SETTLED, **resolve)

    after = await conversations.agent_snapshot(
        desk, maya, conversation_id=conversation_id
    )
    assert (after.status, after.owner.kind) == ("closed", "nobody")
    assert after.handoff is not None
    assert (after.handoff.status, after.handoff.outcome) == ("resolved", "refunded")
    with pytest.raises(StaleEpoch):
        await handoffs.resolve(desk, maya, given=SETTLED, **resolve)
