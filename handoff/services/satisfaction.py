"""What customers answered when they were asked whether it is settled."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Final

import msgspec
from sqlalchemy import Connection

from handoff.desk import Desk
from handoff.domain.follow_up import FollowUp
from handoff.domain.principal import Person
from handoff.errors import NotAllowed
from handoff.storage import follow_ups as rows

MOST_SUGGESTIONS: Final = 50


class Suggestion(msgspec.Struct, frozen=True):
    """What a customer would have us do better."""

    reference: str | None
    text: str
    conversation_id: str
    at: datetime


class Satisfaction(msgspec.Struct, frozen=True):
    """Check-ins since a moment; `settled` of `answered` said that it is settled.

    `mean_score` is of those who gave one, null without any; `handled` counts the
    answers to "how did we handle it?" by their id.
    """

    since: datetime
    asked: int
    answered: int
    settled: int
    mean_score: float | None
    handled: dict[str, int]
    suggestions: list[Suggestion]


async def read_satisfaction(desk: Desk, who: Person, *, days: int) -> Satisfaction:
    """What was asked and answered in the last days.

    Raises:
        NotAllowed: only those who see every team may look.
    """
    if not who.role.sees_all_teams:
        raise NotAllowed("only supervisors and admins see figures")
    since = desk.clock.now() - timedelta(days=days)

    def draw(connection: Connection) -> Satisfaction:
        found = rows.answers_since(connection, since)
        return _sum_up(since, found)

    return await desk.reader.read(draw)


def _sum_up(since: datetime, found: list[tuple[FollowUp, str | None]]) -> Satisfaction:
    asked = [one for one, _ in found]
    scores = [one.score for one in asked if one.score is not None]
    said = [
        Suggestion(reference, one.suggestion, one.conversation_id, one.answered_at)
        for one, reference in found
        if one.suggestion and one.answered_at is not None
    ]
    return Satisfaction(
        since=since,
        asked=len(asked),
        answered=sum(one.settled is not None for one in asked),
        settled=sum(one.settled is True for one in asked),
        mean_score=round(sum(scores) / len(scores), 2) if scores else None,
        handled=dict(Counter(one.handled for one in asked if one.handled)),
        suggestions=said[:MOST_SUGGESTIONS],
    )
