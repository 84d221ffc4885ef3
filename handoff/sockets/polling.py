"""The same protocol over plain HTTP, for networks that stop WebSockets."""

import asyncio
from typing import Annotated, Any, TypeVar

import msgspec
from aiohttp import web

from handoff.domain.event import EventPage
from handoff.domain.principal import Customer
from handoff.errors import ValidationFailed
from handoff.guard import read_customer, read_session, read_writer
from handoff.http import json_response, read_body, read_query
from handoff.keys import ORIGINS
from handoff.present import Audience, plain, present_events
from handoff.services import conversations, queue
from handoff.sockets import agent, customer
from handoff.sockets.batch import Batch
from handoff.sockets.caller import AgentCaller
from handoff.sockets.connection import Table, run_command
from handoff.sockets.customer import CustomerCaller, present_picture
from handoff.sockets.edge import EDGE, Edge, Topics, inbox_topics
from handoff.sockets.protocol import (
    CONSOLE_BYTES,
    VISITOR_BYTES,
    Id,
    Seq,
    read_envelope,
)
from handoff.sockets.reading import read_picture

Wait = Annotated[float, msgspec.Meta(ge=0, le=25)]
"""Seconds a request may wait for news: below what proxies allow a silent one."""


C = TypeVar("C")


class EventsQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which conversation, what is held of it, and how many seconds to wait."""

    conversation_id: Id | None = None
    since: Seq = 0
    wait: Wait = 0


class InboxQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How much is held of the lists, and how many seconds to wait for more."""

    cursor: Seq = 0
    wait: Wait = 0


class Waiting:
    """A request that waits until something happens on its topics."""

    def __init__(self, edge: Edge, audience: Audience, *topics: str) -> None:
        self.audience = audience
        self._edge = edge
        self._topics = topics
        self._happened = asyncio.Event()

    def __enter__(self) -> "Waiting":
        for topic in self._topics:
            self._edge.hub.join(topic, self)
        self._edge.open[self] = None
        return self

    def __exit__(self, *_: object) -> None:
        for topic in self._topics:
            self._edge.hub.leave(topic, self)
        self._edge.open.pop(self, None)

    def hear_events(self, batch: Batch) -> None:
        """Something to fetch."""
        self._happened.set()

    def hear_frame(self, frame: bytes) -> None:
        """Something to fetch: a turn, a place in the queue."""
        self._happened.set()

    def close(self, code: int, reason: str = "") -> None:
        """The request answers with what there is."""
        self._happened.set()

    async def something(self, seconds: float) -> None:
        """Returns when something has happened, or the time is over."""
        try:
            async with asyncio.timeout(seconds):
                await self._happened.wait()
        except TimeoutError:
            return


async def customer_command(request: web.Request) -> web.Response:
    """POST /api/customer/commands: one command, its ack or error as the answer."""
    edge = request.app[EDGE]
    request.app[ORIGINS].refuse_foreign(request)
    who = await read_customer(edge.desk, request)
    caller = CustomerCaller(edge, who)
    return await _run(request, customer.COMMANDS, caller, VISITOR_BYTES)


async def customer_events(request: web.Request) -> web.Response:
    """GET /api/customer/events: what the customer's page does not hold yet."""
    edge = request.app[EDGE]
    request.app[ORIGINS].refuse_foreign(request)
    who = await read_customer(edge.desk, request)
    edge.limits.polls.take(who.customer_id)
    query = read_query(request, EventsQuery)
    topics = [Topics.customer(who.customer_id)]
    if query.conversation_id is not None:
        topics.append(Topics.conversation(query.conversation_id))
    with Waiting(edge, Audience.CUSTOMER, *topics) as waiting:
        answer = await _customer_picture(edge, who, query)
        if not answer["events"] and query.wait:
            await waiting.something(query.wait)
            answer = await _customer_picture(edge, who, query)
    return json_response(answer)


async def agent_command(request: web.Request) -> web.Response:
    """POST /api/agent/commands: one command, its ack or error as the answer."""
    edge = request.app[EDGE]
    sign_in = await read_writer(edge.desk, request.app[ORIGINS], request)
    edge.limits.console.take(sign_in.person.person_id)
    caller = AgentCaller(edge, sign_in)
    return await _run(request, agent.COMMANDS, caller, CONSOLE_BYTES)


async def agent_events(request: web.Request) -> web.Response:
    """GET /api/agent/events: what the console does not hold yet of a conversation."""
    edge = request.app[EDGE]
    who = (await read_session(edge.desk, request)).person
    edge.limits.console.take(who.person_id)
    query = read_query(request, EventsQuery)
    if query.conversation_id is None:
        raise ValidationFailed("conversation_id is needed")
    topic = Topics.conversation(query.conversation_id)

    async def page() -> EventPage:
        return await conversations.events_since(
            edge.desk,
            who,
            conversation_id=query.conversation_id or "",
            since=query.since,
        )

    with Waiting(edge, Audience.AGENT, topic) as waiting:
        found = await page()
        if not found.events and query.wait:
            await waiting.something(query.wait)
            found = await page()
    events = present_events(found.events, Audience.AGENT)
    return json_response({"events": events, "cursor": found.cursor})


async def agent_inbox(request: web.Request) -> web.Response:
    """GET /api/agent/inbox: the person's lists, once they have moved."""
    edge = request.app[EDGE]
    who = (await read_session(edge.desk, request)).person
    edge.limits.console.take(who.person_id)
    query = read_query(request, InboxQuery)
    with Waiting(edge, Audience.AGENT, *inbox_topics(who)) as waiting:
        inbox = await queue.read_inbox(edge.desk, who)
        if query.wait and inbox.cursor <= query.cursor:
            await waiting.something(query.wait)
            inbox = await queue.read_inbox(edge.desk, who)
    return json_response(plain(inbox))


async def agent_conversation(request: web.Request) -> web.Response:
    """GET /api/agent/conversations/{id}: how the conversation stands."""
    edge = request.app[EDGE]
    who = (await read_session(edge.desk, request)).person
    edge.limits.console.take(who.person_id)
    snapshot = await conversations.agent_snapshot(
        edge.desk, who, conversation_id=request.match_info["conversation_id"]
    )
    return json_response(plain(snapshot))


async def _customer_picture(
    edge: Edge, who: Customer, query: EventsQuery
) -> dict[str, Any]:
    conversation_id, since = query.conversation_id, query.since
    if conversation_id is None:
        conversation_id, since = await conversations.find_open(edge.desk, who), 0
    picture = None
    if conversation_id is not None:
        picture = await read_picture(edge.desk, who, conversation_id, since)
    running = picture is not None and picture.snapshot.turn_running
    return {**present_picture(picture), "turn_running": running}


async def _run(
    request: web.Request, table: Table[C], caller: C, max_bytes: int
) -> web.Response:
    envelope = read_envelope(await read_body(request, most=max_bytes))
    data = await run_command(table, caller, envelope)
    return json_response({"type": "ack", "ref": envelope.ref, "data": data})
