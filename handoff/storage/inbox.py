"""The inbox: lists of conversations with all that one line of them shows."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, func, or_, select

from handoff.domain.conversation import Status
from handoff.domain.event import AuthorKind, EventType, Visibility
from handoff.domain.line import PREVIEW_CHARS
from handoff.domain.views import (
    AxisView,
    InboxItem,
    LastMessage,
    OfferView,
    PersonRef,
    TeamView,
)
from handoff.storage.tables import (
    conversations,
    customers,
    events,
    handoffs,
    memories,
    offers,
    people,
    seen,
    teams,
)

_OPEN = (Status.QUEUED.value, Status.ASSIGNED.value)


def held_by(connection: Connection, person_id: str) -> Sequence[str]:
    """The conversations that the person holds."""
    c = conversations.c
    return connection.scalars(
        select(c.conversation_id).where(
            c.owner_id == person_id, c.status == Status.ASSIGNED.value
        )
    ).all()


def newest_open(connection: Connection, *, first: int) -> Sequence[str]:
    """The newest conversations that are not closed, whoever has them."""
    c = conversations.c
    return connection.scalars(
        select(c.conversation_id)
        .where(c.status != Status.CLOSED.value)
        .order_by(c.created_at.desc(), c.conversation_id.desc())
        .limit(first)
    ).all()


def read_items(
    connection: Connection,
    conversation_ids: Sequence[str],
    *,
    viewer_id: str,
    positions: dict[str, int],
) -> list[InboxItem]:
    """The lines of the conversations, in the order given."""
    rows = _by_id(connection, _lines(conversation_ids))
    said = _by_id(connection, _last(conversation_ids))
    unread = _by_id(connection, _unread(conversation_ids, viewer_id))
    return [
        _item(
            rows[conversation_id],
            said.get(conversation_id),
            unread.get(conversation_id),
            positions.get(conversation_id),
        )
        for conversation_id in conversation_ids
        if conversation_id in rows
    ]


def _by_id(connection: Connection, query: Select[Any]) -> dict[str, Row[Any]]:
    return {row.conversation_id: row for row in connection.execute(query)}


def _lines(conversation_ids: Sequence[str]) -> Select[Any]:
    c, h = conversations.c, handoffs.c
    return (
        select(
            c.conversation_id,
            c.status,
            c.owner_id,
            c.owner_name,
            c.topic,
            c.last_seq,
            customers.c.customer_id,
            customers.c.name.label("customer_name"),
            h.handoff_id,
            h.reason,
            h.reason_sentence,
            h.priority,
            h.rank,
            h.tier,
            h.team_id,
            teams.c.name.label("team_name"),
            h.skill,
            h.queued_at,
            h.due_at,
            memories.c.rating,
            offers.c.offer_id,
            offers.c.expires_at,
            offers.c.why,
            people.c.person_id.label("asked_id"),
            people.c.name.label("asked_name"),
        )
        .join(customers, customers.c.customer_id == c.customer_id)
        .outerjoin(handoffs, and_(h.handoff_id == c.handoff_id, c.status.in_(_OPEN)))
        .outerjoin(teams, teams.c.team_id == h.team_id)
        .outerjoin(memories, memories.c.conversation_id == c.conversation_id)
        .outerjoin(
            offers, and_(offers.c.handoff_id == h.handoff_id, offers.c.state == "open")
        )
        .outerjoin(people, people.c.person_id == offers.c.person_id)
        .where(c.conversation_id.in_(conversation_ids))
    )


def _last(conversation_ids: Sequence[str]) -> Select[Any]:
    e = events.c
    newest = (
        select(func.max(e.position))
        .where(
            e.conversation_id.in_(conversation_ids),
            e.type == EventType.MESSAGE_CREATED.value,
            e.visibility == Visibility.PUBLIC.value,
            e.author_kind != AuthorKind.SYSTEM.value,
        )
        .group_by(e.conversation_id)
    )
    return select(e.conversation_id, e.author_kind, e.at, e.data).where(
        e.position.in_(newest)
    )


def _unread(conversation_ids: Sequence[str], viewer_id: str) -> Select[Any]:
    """Customer messages after the last one that the viewer has seen."""
    e = events.c
    return (
        select(e.conversation_id, func.count().label("unread"))
        .outerjoin(
            seen,
            and_(
                seen.c.conversation_id == e.conversation_id,
                seen.c.viewer_id == viewer_id,
            ),
        )
        .where(
            e.conversation_id.in_(conversation_ids),
            e.type == EventType.MESSAGE_CREATED.value,
            e.author_kind == AuthorKind.CUSTOMER.value,
            or_(seen.c.seq.is_(None), e.seq > seen.c.seq),
        )
        .group_by(e.conversation_id)
    )


def _item(
    row: Row[Any], last: Row[Any] | None, news: Row[Any] | None, position: int | None
) -> InboxItem:
    rating = row.rating or {}
    return InboxItem(
        conversation_id=row.conversation_id,
        handoff_id=row.handoff_id,
        status=row.status,
        customer=PersonRef(row.customer_id, row.customer_name),
        reason=row.reason,
        reason_sentence=row.reason_sentence,
        priority=row.priority,
        rank=row.rank,
        tier=row.tier,
        team=TeamView(row.team_id, row.team_name) if row.team_id else None,
        skill=row.skill,
        signals=list(dict.fromkeys(s["name"] for s in rating.get("signals", ()))),
        rating=_axes(rating),
        topic=row.topic,
        waiting_since=row.queued_at,
        due_at=row.due_at,
        position=position,
        agent=PersonRef(row.owner_id, row.owner_name) if row.owner_id else None,
        offer=_offer(row),
        last_message=None
        if last is None
        else LastMessage(last.author_kind, last.data["text"][:PREVIEW_CHARS], last.at),
        last_seq=row.last_seq,
        unread=0 if news is None else news.unread,
    )


def _offer(row: Row[Any]) -> OfferView | None:
    if row.offer_id is None:
        return None
    asked = PersonRef(row.asked_id, row.asked_name)
    return OfferView(row.offer_id, asked, row.expires_at, row.why)


def _axes(rating: dict[str, Any]) -> dict[str, AxisView] | None:
    if not rating:
        return None
    return {
        axis: AxisView(rating[axis]["score"], rating[axis]["level"])
        for axis in ("urgency", "impact")
    }
