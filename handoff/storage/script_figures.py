"""Counting what the bot said: copied from the log, and summed up with what followed."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    Connection,
    Integer,
    Row,
    and_,
    case,
    cast,
    exists,
    func,
    insert,
    select,
    update,
)

from handoff.domain.event import AuthorKind, EventType
from handoff.domain.figures import Figures, rate_of
from handoff.domain.script_life import State
from handoff.storage.case_tables import follow_ups
from handoff.storage.tables import (
    conversations,
    events,
    handoffs,
    meta,
    script_revisions,
    script_uses,
)

POSITION_KEY: Final = "script_uses_position"
AT_ONCE: Final = 5000
"""Positions of the log that are looked through in one go."""
REPEAT_DAYS: Final = 7
"""A customer who comes back about the same topic within these days was not helped."""


def read_new_uses(connection: Connection) -> tuple[int, int, list[dict[str, Any]]]:
    """What was said since the last count: from where, to where in the log, and what."""
    query = select(meta.c.value).where(meta.c.key == POSITION_KEY)
    last = int(connection.scalar(query) or 0)
    newest = connection.scalar(select(func.max(events.c.position))) or 0
    upto = min(newest, last + AT_ONCE)
    rows = connection.execute(
        select(
            events.c.position,
            events.c.conversation_id,
            events.c.at,
            events.c.data,
            conversations.c.customer_id,
            conversations.c.topic,
        )
        .join(
            conversations,
            conversations.c.conversation_id == events.c.conversation_id,
        )
        .where(
            events.c.position > last,
            events.c.position <= upto,
            events.c.type == EventType.MESSAGE_CREATED.value,
            events.c.author_kind.in_([AuthorKind.BOT.value, AuthorKind.SYSTEM.value]),
        )
    )
    return last, upto, list(_uses(rows.all()))


def add_uses(connection: Connection, upto: int, uses: list[dict[str, Any]]) -> None:
    """The uses are counted, and everything up to that place in the log is done."""
    if uses:
        connection.execute(insert(script_uses), uses)
    changed = connection.execute(
        update(meta).where(meta.c.key == POSITION_KEY).values(value=str(upto))
    )
    if changed.rowcount == 0:
        connection.execute(insert(meta).values(key=POSITION_KEY, value=str(upto)))


def read_figures(
    connection: Connection, *, now: datetime, days: int, best_score: int
) -> dict[str, Figures]:
    """The figures of each variant over the last days, since its present wording.

    `satisfied` counts answered check-ins whose score is in the upper two fifths.
    """
    first = _first_uses(now - timedelta(days=days), now).subquery()
    again = script_uses.alias("again")
    later = and_(
        again.c.customer_id == first.c.customer_id,
        again.c.conversation_id != first.c.conversation_id,
        again.c.at > first.c.at,
        again.c.at <= first.c.repeat_until,
        again.c.topic == first.c.topic,
    )
    handed = and_(
        handoffs.c.conversation_id == first.c.conversation_id,
        handoffs.c.queued_at >= first.c.at,
    )
    answered = and_(
        follow_ups.c.conversation_id == first.c.conversation_id,
        follow_ups.c.asked_at >= first.c.at,
        follow_ups.c.score.is_not(None),
    )
    pleased = and_(answered, follow_ups.c.score >= _pleased_from(best_score))
    ripe = first.c.repeat_until <= now
    query = select(
        first.c.variant_id,
        func.sum(first.c.uses).label("uses"),
        func.count().label("conversations"),
        _count(exists().where(handed)).label("handed"),
        _count(ripe).label("ripe"),
        _count(and_(ripe, exists().where(later))).label("repeated"),
        _count(exists().where(answered)).label("answered"),
        _count(exists().where(pleased)).label("pleased"),
    ).group_by(first.c.variant_id)
    return {row.variant_id: _figures(row) for row in connection.execute(query)}


def _first_uses(since: datetime, now: datetime) -> Any:
    """Each variant's first use in each conversation, of its present wording."""
    r, u = script_revisions.c, script_uses.c
    begun = (
        select(r.variant_id, func.max(r.publish_at).label("begun"))
        .where(r.state == State.PUBLISHED.value, r.publish_at <= now)
        .group_by(r.variant_id)
        .subquery()
    )
    return (
        select(
            u.variant_id,
            u.conversation_id,
            u.customer_id,
            func.max(u.topic).label("topic"),
            func.count().label("uses"),
            func.min(u.at, type_=u.at.type).label("at"),
            func.min(u.repeat_until, type_=u.repeat_until.type).label("repeat_until"),
        )
        .outerjoin(begun, begun.c.variant_id == u.variant_id)
        .where(u.at >= since, u.at >= func.coalesce(begun.c.begun, ""))
        .group_by(u.variant_id, u.conversation_id, u.customer_id)
    )


def _count(condition: Any) -> Any:
    return cast(func.sum(case((condition, 1), else_=0)), Integer)


def _pleased_from(best_score: int) -> float:
    return best_score * 0.8


def _figures(row: Row[Any]) -> Figures:
    return Figures(
        uses=int(row.uses),
        conversations=row.conversations,
        rates=[
            rate_of("handoff", row.handed, row.conversations),
            rate_of("repeat", row.repeated, row.ripe),
            rate_of("satisfied", row.pleased, row.answered),
        ],
    )


def _uses(rows: Iterable[Any]) -> Iterator[dict[str, Any]]:
    for row in rows:
        variant = row.data.get("variant")
        if isinstance(variant, str):
            yield {
                "position": row.position,
                "conversation_id": row.conversation_id,
                "customer_id": row.customer_id,
                "topic": row.topic,
                "variant_id": variant,
                "at": row.at,
                "repeat_until": row.at + timedelta(days=REPEAT_DAYS),
            }
