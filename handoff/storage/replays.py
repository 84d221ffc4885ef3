"""Rows of replays, and the conversations that they run over."""

from typing import Any

import msgspec
from sqlalchemy import Connection, insert, select, update

from handoff.domain.replaying import REPLAYING, Replay
from handoff.storage.structs import as_struct
from handoff.storage.tables import conversations, customers, events, replays

NEWEST = 50
MOST_MESSAGES = 30
"""Messages of one conversation that are replayed."""


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """What a customer said to the bot, as it was said, until a person was needed."""

    conversation_id: str
    customer_name: str | None
    locale: str
    texts: list[str]


def add(connection: Connection, replay: Replay) -> None:
    """The replay is on record."""
    values = msgspec.structs.asdict(replay)
    values["change"] = msgspec.to_builtins(replay.change)
    connection.execute(insert(replays).values(**values))


def change(connection: Connection, replay_id: str, **values: Any) -> None:
    """The replay has these values."""
    connection.execute(
        update(replays).where(replays.c.replay_id == replay_id).values(**values)
    )


def read(connection: Connection, replay_id: str) -> Replay | None:
    """The replay; None if there is none."""
    row = connection.execute(
        select(replays).where(replays.c.replay_id == replay_id)
    ).first()
    return None if row is None else as_struct(row, Replay)


def read_newest(connection: Connection) -> list[Replay]:
    """The last replays, newest first."""
    order = (replays.c.asked_at.desc(), replays.c.replay_id.desc())
    rows = connection.execute(select(replays).order_by(*order).limit(NEWEST))
    return [as_struct(row, Replay) for row in rows]


def read_running(connection: Connection) -> list[Replay]:
    """The replays that are not over, oldest first."""
    wanted = replays.c.state.in_([state.value for state in REPLAYING])
    rows = connection.execute(
        select(replays).where(wanted).order_by(replays.c.asked_at)
    )
    return [as_struct(row, Replay) for row in rows]


def read_past(connection: Connection, wanted: int) -> list[Past]:
    """The last conversations in which a customer said something, newest first."""
    c, u = conversations.c, customers.c
    rows = connection.execute(
        select(c.conversation_id, u.name, u.locale)
        .join(customers, u.customer_id == c.customer_id)
        .order_by(c.created_at.desc(), c.conversation_id)
        .limit(wanted)
    ).all()
    past = [
        Past(
            conversation_id=row.conversation_id,
            customer_name=row.name,
            locale=row.locale,
            texts=_said_to_bot(connection, row.conversation_id),
        )
        for row in rows
    ]
    return [one for one in past if one.texts]


def _said_to_bot(connection: Connection, conversation_id: str) -> list[str]:
    e = events.c
    rows = connection.execute(
        select(e.type, e.author_kind, e.data)
        .where(
            e.conversation_id == conversation_id,
            e.type.in_(["message.created", "handoff.queued"]),
        )
        .order_by(e.seq)
    )
    texts: list[str] = []
    for row in rows:
        if row.type == "handoff.queued" or len(texts) == MOST_MESSAGES:
            break
        if row.author_kind == "customer":
            texts.append(row.data["text"])
    return texts
