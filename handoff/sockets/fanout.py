"""From what was committed, or is just news, to those who are told of it.

Runs on the event loop right after each commit and never waits for anyone.
"""

import asyncio
from typing import Final, NamedTuple

import structlog

from handoff import crash
from handoff.domain.event import Committed, EventType
from handoff.domain.notice import (
    BotReadiness,
    ClocksMoved,
    Notice,
    PresenceChanged,
    QueueMoved,
    RightsChanged,
    TurnChanged,
)
from handoff.errors import FirstlineError
from handoff.present import Audience, plain, present_alert
from handoff.services import queue
from handoff.sockets.batch import Batch, by_conversation
from handoff.sockets.edge import Edge, Listener, Topics
from handoff.sockets.protocol import frame

log = structlog.get_logger()

PLACES_WITHIN: Final = 0.3
"""Seconds until waiting customers learn that the queue moved; moves add up."""
MOVES_QUEUE: Final = frozenset(
    {
        EventType.HANDOFF_QUEUED,
        EventType.HANDOFF_ACCEPTED,
        EventType.HANDOFF_ABANDONED,
        EventType.HANDOFF_MOVED,
        EventType.HANDOFF_RANKED,
        EventType.HANDOFF_TRANSFERRED,
        EventType.ALERT_RAISED,
    }
)
"""Events after which others of the same team wait at another place."""


class Fanout:
    """Tells listeners; `attach` makes it hear the desk, `stop` ends its tasks."""

    def __init__(self, edge: Edge, *, places_within: float = PLACES_WITHIN) -> None:
        self._edge = edge
        self._places_within = places_within
        self._moved: dict[str, asyncio.Task[None]] = {}

    def attach(self) -> None:
        """Every commit and notice of the desk is passed on from now on."""
        self._edge.desk.on_commit.append(self.hear_commit)
        self._edge.desk.on_notice.append(self.hear_notice)

    async def stop(self) -> None:
        """No task of the fan-out runs any more."""
        tasks = list(self._moved.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def hear_commit(self, committed: list[Committed]) -> None:
        """Everybody who follows one of the conversations is told, in order."""
        crash.reach("K4")
        for batch in by_conversation(committed):
            for listener in self._listeners(batch):
                listener.hear_events(batch)
            self._tell_alerts(batch)
            if any(item.type in MOVES_QUEUE for item in batch.committed):
                for team_id in {batch.latest.team_id, *_left_by(batch).teams}:
                    if team_id is not None:
                        self._move_places(team_id)

    def hear_notice(self, notice: Notice) -> None:
        """Everybody whom the news concerns is told."""
        match notice:
            case TurnChanged():
                self._tell_turn(notice)
            case BotReadiness():
                self._tell(Topics.EVERY_CUSTOMER, frame("bot", {"ready": notice.ready}))
            case PresenceChanged():
                data = {"person_id": notice.person_id, "presence": notice.presence}
                self._tell(Topics.EVERY_CONSOLE, frame("presence", data))
            case RightsChanged():
                for holder in self._edge.people.of(notice.person_id):
                    holder.hear_rights(notice)
            case QueueMoved():
                self._move_places(notice.team_id)
            case ClocksMoved():
                self._tell_clocks(notice)

    def _listeners(self, batch: Batch) -> list[Listener]:
        hub, latest = self._edge.hub, batch.latest
        told = [
            *hub.of(Topics.conversation(batch.conversation_id)),
            *hub.of(Topics.customer(latest.customer_id)),
        ]
        lists = [Topics.EVERY_INBOX]
        if latest.owner_id is not None:
            lists.append(Topics.own_inbox(latest.owner_id))
        # Words in a conversation that somebody holds change nobody else's list.
        words = all(item.type is EventType.MESSAGE_CREATED for item in batch.committed)
        if latest.team_id is not None and not (words and latest.owner_id is not None):
            lists.append(Topics.team_inbox(latest.team_id))
        left = _left_by(batch)
        lists += [Topics.team_inbox(team_id) for team_id in left.teams]
        lists += [Topics.own_inbox(person_id) for person_id in left.people]
        told.extend(hub.of_any(lists))
        return told

    def _tell(self, topic: str, news: bytes) -> None:
        for listener in self._edge.hub.of(topic):
            listener.hear_frame(news)

    def _tell_alerts(self, batch: Batch) -> None:
        for item in batch.committed:
            if item.type is EventType.ALERT_RAISED:
                news = frame("alert", present_alert(item.event))
                for person in item.event.data["people"]:
                    self._tell(Topics.person(person["id"]), news)

    def _tell_turn(self, notice: TurnChanged) -> None:
        data = {
            "conversation_id": notice.conversation_id,
            "seq_in": notice.seq_in,
            "state": notice.state,
        }
        self._tell(Topics.conversation(notice.conversation_id), frame("turn", data))

    def _tell_clocks(self, notice: ClocksMoved) -> None:
        topics = [Topics.conversation(notice.conversation_id), Topics.EVERY_INBOX]
        if notice.team_id is not None:
            topics.append(Topics.team_inbox(notice.team_id))
        if notice.owner_id is not None:
            topics.append(Topics.own_inbox(notice.owner_id))
        data = {
            "conversation_id": notice.conversation_id,
            "clocks": plain(notice.clocks),
        }
        news = frame("clocks", data)
        for listener in self._edge.hub.of_any(topics):
            if listener.audience is Audience.AGENT:
                listener.hear_frame(news)

    def _move_places(self, team_id: str) -> None:
        if team_id not in self._moved:
            self._moved[team_id] = asyncio.create_task(self._tell_places(team_id))

    async def _tell_places(self, team_id: str) -> None:
        try:
            await asyncio.sleep(self._places_within)
            # Moves from here on need another reading.
            del self._moved[team_id]
            places = await queue.read_places(self._edge.desk, team_id=team_id)
        except FirstlineError as error:
            log.warning("queue.places.failed", code=error.code)
            return
        for place in places:
            news = frame("queue", plain(place))
            for listener in self._edge.hub.of(
                Topics.conversation(place.conversation_id)
            ):
                if listener.audience is Audience.CUSTOMER:
                    listener.hear_frame(news)


class _Left(NamedTuple):
    teams: list[str]
    people: list[str]


def _left_by(batch: Batch) -> _Left:
    """The teams and people whose conversation it was before it was passed on."""
    moves = [
        item.event.data["from"]
        for item in batch.committed
        if item.type is EventType.HANDOFF_TRANSFERRED
    ]
    agents = [move["agent"] for move in moves if move["agent"] is not None]
    return _Left([move["team"]["id"] for move in moves], [one["id"] for one in agents])
