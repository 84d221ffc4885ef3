"""The rows of a conversation that begins to wait for a person."""

from typing import Any, Final

from handoff.desk import Desk
from handoff.domain.conversation import Conversation
from handoff.domain.handoff import HandoffRequest
from handoff.domain.routing import Route
from handoff.services import outbox
from handoff.services.moves import start_ageing
from handoff.services.status_promises import promise_update
from handoff.storage import handoffs, turns
from handoff.storage.unit import Unit

_TOLD: Final = ("handoff_id", "reason", "priority", "team", "skill")
"""What webhooks are told of a new handoff: nothing that a customer wrote."""


def write_entry(
    desk: Desk,
    unit: Unit,
    conversation: Conversation,
    request: HandoffRequest,
    route: Route,
    packet: dict[str, Any],
    queued: dict[str, Any],
    **place: Any,
) -> None:
    """Handoff, packet and timers are rows, and whoever wants to know is told.

    Args:
        desk: the desk.
        unit: the transaction.
        conversation: that waits from now on.
        request: why a person is needed.
        route: where it goes, by the policies.
        packet: as it was sealed.
        queued: the data of the event `handoff.queued`.
        place: further columns of the handoff: its arrival, who is ahead, its range.
    """
    connection = unit.sql()
    conversation_id = conversation.conversation_id
    handoff_id = queued["handoff_id"]
    handoffs.add(
        connection,
        handoff_id=handoff_id,
        conversation_id=conversation_id,
        team_id=route.team.id,
        skill=route.skill,
        tier=route.tier,
        reason=request.reason.value,
        reason_sentence=packet["reason"]["sentence"],
        signal=request.signal,
        priority=route.priority,
        rank=route.rank,
        due_at=route.due_at,
        passed_on=queued["passed_on"],
        queued_at=unit.now,
        **place,
    )
    handoffs.add_packet(
        connection,
        handoff_id,
        conversation_id=conversation_id,
        body=packet,
        now=unit.now,
    )
    start_ageing(desk, unit, handoff_id)
    promise_update(desk, unit, conversation_id, handoff_id)
    turns.discard_open(connection, conversation_id, now=unit.now)
    outbox.announce(
        desk,
        unit,
        kind="handoff.queued",
        key=f"handoff.queued:{handoff_id}",
        payload={
            "conversation_id": conversation_id,
            **{name: queued[name] for name in _TOLD},
        },
    )
