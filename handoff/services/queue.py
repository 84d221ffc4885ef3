"""Who waits, in which order, and for how long."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection

from handoff.desk import Desk
from handoff.domain.conversation import Conversation, Status
from handoff.domain.principal import Customer, Person
from handoff.domain.views import Inbox, InboxItem, Place
from handoff.services.access import Verb, can, require
from handoff.services.clock_views import draw_next
from handoff.services.picture import draw_place
from handoff.services.waits import expect_waits
from handoff.storage import conversations as rows
from handoff.storage import events, inbox, line

FIRST: Final = 100
"""Lines per list: what a person can look through."""


async def read_inbox(desk: Desk, who: Person) -> Inbox:
    """Everything that waits for the person's teams, and all that they hold."""

    def read(connection: Connection) -> Inbox:
        cursor = events.last_position(connection)
        if not who.role.answers_customers:
            return Inbox([], [], None, cursor)
        every = who.role.sees_all_teams
        team_ids = None if every else sorted(who.team_ids)
        waiting, positions = _queue(connection, team_ids)
        newest = inbox.newest_open(connection, first=FIRST) if every else []
        held = inbox.held_by(connection, who.person_id)
        wanted = list(dict.fromkeys([*waiting, *held, *newest]))
        items = inbox.read_items(
            connection, wanted, viewer_id=who.person_id, positions=positions
        )
        found = {item.conversation_id: item for item in items}
        return Inbox(
            queue=[found[key] for key in waiting if key in found],
            mine=[found[key] for key in held if key in found],
            all=[found[key] for key in newest if key in found] if every else None,
            cursor=cursor,
            clocks=draw_next(connection, desk, wanted),
        )

    return await desk.reader.read(read)


async def read_item(
    desk: Desk, who: Person, *, conversation_id: str
) -> InboxItem | None:
    """The conversation's line in the person's inbox; None when it has none."""

    def read(connection: Connection) -> InboxItem | None:
        conversation = rows.read(connection, conversation_id)
        if conversation is None or not _is_listed(who, conversation):
            return None
        place = draw_place(connection, desk, conversation)
        waits = conversation.status is Status.QUEUED
        if waits and place is None and not who.role.sees_all_teams:
            return None  # a call-back whose time has not come
        positions = {} if place is None else {conversation_id: place.position}
        items = inbox.read_items(
            connection,
            [conversation_id],
            viewer_id=who.person_id,
            positions=positions,
        )
        return items[0] if items else None

    return await desk.reader.read(read)


async def read_place(
    desk: Desk, who: Customer, *, conversation_id: str
) -> Place | None:
    """The customer's place and wait; None when they do not wait.

    Raises:
        NotFound: the conversation is not theirs.
    """

    def read(connection: Connection) -> Place | None:
        found = rows.read(connection, conversation_id)
        conversation = require(who, Verb.READ, found)
        return draw_place(connection, desk, conversation)

    return await desk.reader.read(read)


async def read_places(desk: Desk, *, team_id: str, first: int = FIRST) -> list[Place]:
    """Places and waits of the first conversations in a team's queue, in order."""

    def read(connection: Connection) -> list[Place]:
        waiting = line.read_first(connection, [team_id], first=first)
        waits = expect_waits(
            connection, desk, team_id, priorities=[one.priority for one in waiting]
        )
        return [
            Place(handoff.conversation_id, position, wait)
            for position, (handoff, wait) in enumerate(
                zip(waiting, waits, strict=True), start=1
            )
        ]

    return await desk.reader.read(read)


def _queue(
    connection: Connection, team_ids: Sequence[str] | None
) -> tuple[list[str], dict[str, int]]:
    """Who waits, in order, and each one's place among those of the same team.

    The list is in the order of every team's queue, so counting along it is exact.
    """
    counts: dict[str, int] = {}
    positions: dict[str, int] = {}
    for handoff in line.read_first(connection, team_ids, first=FIRST):
        counts[handoff.team_id] = counts.get(handoff.team_id, 0) + 1
        positions[handoff.conversation_id] = counts[handoff.team_id]
    return list(positions), positions


def _is_listed(who: Person, conversation: Conversation) -> bool:
    if conversation.status is Status.CLOSED or not can(who, Verb.READ, conversation):
        return False
    if conversation.status is Status.ASSIGNED:
        return who.role.sees_all_teams or conversation.owner_id == who.person_id
    return conversation.status is Status.QUEUED or who.role.sees_all_teams
