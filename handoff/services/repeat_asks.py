"""The repeat-ask guard: shows what is known to whoever asks, and counts the asking."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from sqlalchemy import Connection

from handoff.desk import Desk
from handoff.domain.conversation import Conversation
from handoff.domain.event import Event
from handoff.domain.principal import Person
from handoff.domain.repeat_ask import Asked, KnownFact, asked_in, known_facts
from handoff.domain.text import check_text
from handoff.errors import NotAllowed
from handoff.services.access import Verb, require
from handoff.storage import conversations, handoffs, packet_corrections
from handoff.storage import questions_asked as rows
from handoff.storage.unit import Unit

LONGEST_DAYS: Final = 366


class AskCount(msgspec.Struct, frozen=True):
    """How often somebody asked for a fact, and for one that was known.

    `rate` is repeated / asked, from 0 to 1; null without a question.
    """

    id: str | None
    name: str | None
    asked: int
    repeated: int
    rate: float | None


class AskReport(msgspec.Struct, frozen=True):
    """The repeat-ask rate since a moment: of all, and by who asked for what."""

    since: datetime
    total: AskCount
    teams: list[AskCount]
    agents: list[AskCount]
    scripts: list[AskCount]
    facts: list[AskCount]


async def check_draft(
    desk: Desk, who: Person, *, conversation_id: str, text: str
) -> list[KnownFact]:
    """The answers that the packet has to what the draft asks for.

    Raises:
        NotFound: the conversation is not for this person to see.
        ValidationFailed: the text is empty or too long.
    """
    text = check_text(text)

    def look(connection: Connection) -> list[KnownFact]:
        found = conversations.read(connection, conversation_id)
        conversation = require(who, Verb.READ, found)
        known = _known(desk, connection, conversation)
        asked = asked_in(text, desk.policies.cases.repeat_ask, known)
        return [one.known for one in asked if one.known is not None]

    return await desk.reader.read(look)


def asks_in(desk: Desk, text: str) -> bool:
    """Whether the text asks for anything that the guard knows; costs no read."""
    return bool(asked_in(text, desk.policies.cases.repeat_ask, {}))


def count_questions(
    desk: Desk, unit: Unit, conversation: Conversation, who: Person, message: Event
) -> None:
    """What the agent's message asks for is counted, known or not."""
    connection = unit.sql()
    known = _known(desk, connection, conversation)
    policy = desk.policies.cases.repeat_ask
    asked = asked_in(message.data["text"], policy, known)
    by = {"person_id": who.person_id, "team_id": conversation.team_id, "script": None}
    rows.add(connection, [_row(message, one, by) for one in asked])


def count_bot_questions(
    desk: Desk, unit: Unit, messages: Sequence[Event], slots: Mapping[str, Any]
) -> None:
    """What the bot's scripts ask for is counted; `slots` are what it knew before."""
    asking = [one for one in messages if one.data["script"] and "?" in one.data["text"]]
    if not asking:
        return
    known = {
        name: KnownFact(name, name, str(value), None)
        for name, value in slots.items()
        if isinstance(value, (str, int, float)) and value not in ("", False)
    }
    policy = desk.policies.cases.repeat_ask
    found = [
        _row(message, one, {"script": message.data["script"]})
        for message in asking
        for one in asked_in(message.data["text"], policy, known)
    ]
    rows.add(unit.sql(), found)


async def read_report(desk: Desk, who: Person, *, days: int) -> AskReport:
    """The repeat-ask rate of the last days.

    Raises:
        NotAllowed: only those who see every team may look.
    """
    if not who.role.sees_all_teams:
        raise NotAllowed("only supervisors and admins see rates")
    since = desk.clock.now() - timedelta(days=min(days, LONGEST_DAYS))

    def draw(connection: Connection) -> AskReport:
        def by(column: str) -> list[AskCount]:
            found = rows.count_by(connection, column, since=since)
            return [_count(*row) for row in found]

        return AskReport(
            since,
            _count(None, None, *rows.count_all(connection, since=since)),
            by("team_id"),
            by("person_id"),
            by("script"),
            by("fact"),
        )

    return await desk.reader.read(draw)


def _known(
    desk: Desk, connection: Connection, conversation: Conversation
) -> dict[str, KnownFact]:
    """What an agent of this conversation can read in its latest packet."""
    handoff = handoffs.read_latest(connection, conversation.conversation_id)
    if handoff is None:
        return {}
    packet = handoffs.read_packet(connection, handoff.handoff_id) or {}
    corrections = packet_corrections.read(connection, handoff.handoff_id)
    return known_facts(packet, corrections, _labels(desk))


def _labels(desk: Desk) -> dict[str, str]:
    facts = desk.policies.cases.repeat_ask.facts
    named = ((name, f"fact.{name}") for name in facts)
    return {name: desk.words.phrase(key) for name, key in named if desk.words.has(key)}


def _row(message: Event, asked: Asked, by: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "conversation_id": message.conversation_id,
        "message_seq": message.seq,
        "fact": asked.fact,
        "known": asked.known is not None,
        "team_id": None,
        "person_id": None,
        "at": message.at,
        **by,
    }


def _count(id: str | None, name: str | None, asked: int, repeated: int) -> AskCount:
    rate = round(repeated / asked, 4) if asked else None
    return AskCount(id, name, asked, repeated, rate)
