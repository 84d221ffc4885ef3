"""Conversations whose team is in no policy any more: they never wait for nobody."""

from functools import partial

import structlog
from sqlalchemy import Connection, select

from handoff.desk import Desk
from handoff.domain.handoff import HandoffStatus
from handoff.services.climbing import rescue
from handoff.storage.tables import handoffs, teams
from handoff.storage.unit import Unit

BATCH = 50
"""Conversations moved in one transaction."""

log = structlog.get_logger(__name__)


async def rescue_lost(desk: Desk) -> int:
    """Whoever waited for a team that is gone waits for the default team; how many."""
    rescued = 0
    while lost := await desk.reader.read(lambda connection: _lost(desk, connection)):
        for conversation_id, team_id in lost:
            log.error("routing.fault", reason=f"there is no team {team_id!r} any more")
            await desk.writer.change(
                partial(_move, desk, conversation_id), conversation_id=conversation_id
            )
        rescued += len(lost)
    return rescued


def _lost(desk: Desk, connection: Connection) -> list[tuple[str, str]]:
    known = {team.id for team in desk.policies.routing.teams}
    every = connection.scalars(select(teams.c.team_id))
    gone = [team_id for team_id in every if team_id not in known]
    found: list[tuple[str, str]] = []
    for team_id in gone:
        waiting = connection.scalars(
            select(handoffs.c.conversation_id)
            .where(
                handoffs.c.team_id == team_id,
                handoffs.c.status == HandoffStatus.QUEUED.value,
            )
            .limit(BATCH)
        )
        found += [(conversation_id, team_id) for conversation_id in waiting]
    return found


def _move(desk: Desk, conversation_id: str, unit: Unit) -> None:
    conversation = unit.conversation(conversation_id)
    if conversation is not None:
        rescue(desk, unit, conversation)
