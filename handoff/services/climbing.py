"""Moves that no person asks for: what is overdue climbs, or goes back into the line."""

from handoff.desk import Desk
from handoff.domain.conversation import Conversation, Status
from handoff.domain.event import SYSTEM
from handoff.errors import IllegalTransition
from handoff.services.destinations import one_up
from handoff.services.requeueing import Handoff, Move, requeue
from handoff.storage import handoffs
from handoff.storage.unit import Unit


def climb(desk: Desk, unit: Unit, conversation: Conversation, *, reason: str) -> bool:
    """Whether somebody stands above; then the conversation waits for them."""
    handoff = _open_handoff(unit, conversation)
    if handoff is None:
        return False
    try:
        team, tier = one_up(desk, handoff)
    except IllegalTransition:
        return False
    move = Move(
        team=team,
        tier=tier,
        how="climb",
        by=SYSTEM,
        code="climbed",
        values={},
        reason=reason,
        counts=False,
    )
    requeue(desk, unit, conversation, handoff, move)
    return True


def climb_to_manager(desk: Desk, unit: Unit, conversation: Conversation) -> bool:
    """Whether the customer who waits, and asks for one, now waits for a manager."""
    handoff = _open_handoff(unit, conversation)
    if handoff is None or conversation.status is not Status.QUEUED:
        return False
    routing = desk.policies.routing
    team, tier = routing.seat(
        desk.policies.team(handoff.team_id), routing.tiers.manager_tier
    )
    if tier <= handoff.tier:
        return False
    move = Move(
        team=team,
        tier=tier,
        how="climb",
        by=SYSTEM,
        code="manager_asked",
        values={},
        reason=desk.words.phrase("reason.customer_request"),
        counts=False,
    )
    requeue(desk, unit, conversation, handoff, move)
    return True


def take_back(
    desk: Desk, unit: Unit, conversation: Conversation, *, reason: str
) -> bool:
    """Whether an agent had the conversation; then others are asked first."""
    handoff = _open_handoff(unit, conversation)
    if handoff is None or conversation.status is not Status.ASSIGNED:
        return False
    move = Move(
        team=desk.policies.team(handoff.team_id),
        tier=handoff.tier,
        how="reassign",
        by=SYSTEM,
        code="taken_back",
        values={},
        reason=reason,
        counts=False,
    )
    requeue(desk, unit, conversation, handoff, move)
    return True


def rescue(desk: Desk, unit: Unit, conversation: Conversation) -> None:
    """The conversation, whose team is in no policy any more, waits for the default."""
    handoff = _open_handoff(unit, conversation)
    if handoff is None:
        return
    team, tier = desk.policies.routing.seat(desk.policies.routing.default, handoff.tier)
    move = Move(
        team=team,
        tier=tier,
        how="lost_team",
        by=SYSTEM,
        code="climbed" if tier > 1 else "taken_back",
        values={},
        reason=f"there is no team {handoff.team_id!r} any more",
        counts=False,
    )
    requeue(desk, unit, conversation, handoff, move)


def _open_handoff(unit: Unit, conversation: Conversation) -> Handoff | None:
    waits_or_talks = conversation.status in (Status.QUEUED, Status.ASSIGNED)
    if not waits_or_talks or conversation.handoff_id is None:
        return None
    return handoffs.read(unit.sql(), conversation.handoff_id)
