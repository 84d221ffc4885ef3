"""Offers: who was asked to take what, until when, and what became of it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from handoff.storage.tables import handoffs, offers

OPEN = offers.c.state == "open"


def add(connection: Connection, **values: Any) -> None:
    """The person is asked; nobody else is until the offer ends."""
    connection.execute(insert(offers).values(state="open", **values))
    connection.execute(
        update(handoffs)
        .where(handoffs.c.handoff_id == values["handoff_id"])
        .values(offered_to=values["person_id"])
    )


def read(connection: Connection, offer_id: str) -> Row[Any] | None:
    """The offer."""
    return connection.execute(
        select(offers).where(offers.c.offer_id == offer_id)
    ).first()


def open_of(connection: Connection, handoff_id: str) -> Row[Any] | None:
    """The handoff's open offer, if somebody is being asked."""
    return connection.execute(
        select(offers).where(offers.c.handoff_id == handoff_id, OPEN)
    ).first()


def open_for(connection: Connection, person_id: str) -> Sequence[Row[Any]]:
    """What the person is being asked to take."""
    return connection.execute(
        select(offers).where(offers.c.person_id == person_id, OPEN)
    ).all()


def end(connection: Connection, offer: Row[Any], *, state: str, now: datetime) -> bool:
    """Whether the offer was still open; now it has ended that way."""
    changed = connection.execute(
        update(offers)
        .where(offers.c.offer_id == offer.offer_id, OPEN)
        .values(state=state, ended_at=now)
    )
    if changed.rowcount != 1:
        return False
    connection.execute(
        update(handoffs)
        .where(handoffs.c.handoff_id == offer.handoff_id)
        .values(offered_to=None)
    )
    return True


def note_passed(
    connection: Connection,
    *,
    offer_id: str,
    handoff_id: str,
    person_id: str,
    now: datetime,
) -> None:
    """The person counts as asked just now in vain: others come first."""
    connection.execute(
        insert(offers).values(
            offer_id=offer_id,
            handoff_id=handoff_id,
            person_id=person_id,
            made_at=now,
            expires_at=now,
            ended_at=now,
            state="expired",
            why={"rule": "taken_back"},
        )
    )


def passed_since(connection: Connection, moment: datetime) -> dict[str, frozenset[str]]:
    """Who did not take what they were asked to since then: people by handoff."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    rows = connection.execute(
        select(offers.c.handoff_id, offers.c.person_id).where(
            offers.c.ended_at > moment, offers.c.state.in_(("declined", "expired"))
        )
    )
    for handoff_id, person_id in rows:
        found[handoff_id].add(person_id)
    return {key: frozenset(value) for key, value in found.items()}
