"""What services hand to the edges; each encodes to the JSON of docs/protocol.md."""

from datetime import datetime
from typing import Any

import msgspec

from handoff.domain.complaint import CaseView
from handoff.domain.event import Event


class Wait(msgspec.Struct, frozen=True):
    """An honest range of waiting, in seconds: half of all waits end before `low`."""

    low: int
    high: int


class TeamView(msgspec.Struct, frozen=True):
    """A team as others see it."""

    id: str
    name: str


class PersonRef(msgspec.Struct, frozen=True):
    """A person by id and name."""

    id: str
    name: str


class PassedOn(msgspec.Struct, frozen=True):
    """One fact that the customer need not repeat, in words they can read."""

    name: str
    label: str
    value: str


class OwnerView(msgspec.Struct, frozen=True):
    """Who may speak to the customer now."""

    kind: str
    id: str | None
    name: str | None


class CustomerProfile(msgspec.Struct, frozen=True):
    """What is known of who the customer is."""

    id: str
    name: str | None
    email: str | None
    verified: bool
    locale: str
    page_url: str | None


class CustomerHandoff(msgspec.Struct, frozen=True):
    """The open handoff as the customer sees it; `due` is what a door promised them."""

    reason: str
    team: TeamView
    position: int | None
    wait: Wait | None
    due: datetime | None
    passed_on: list[PassedOn]
    agent: PersonRef | None


class CustomerSnapshot(msgspec.Struct, frozen=True):
    """Everything a customer's page must know about their conversation now."""

    conversation_id: str
    status: str
    owner: OwnerView
    last_seq: int
    handoff: CustomerHandoff | None
    turn_running: bool


class HandoffView(msgspec.Struct, frozen=True):
    """The open or latest handoff as agents see it."""

    handoff_id: str
    status: str
    reason: str
    reason_sentence: str
    priority: str
    team: TeamView
    skill: str | None
    tier: int
    hops: int
    queued_at: datetime
    due_at: datetime | None
    agent: PersonRef | None
    why: dict[str, Any] | None
    outcome: str | None


class ClockView(msgspec.Struct, frozen=True):
    """A promised time as agents see it; `left_ms` is what a paused one has left."""

    kind: str
    name: str
    state: str
    hold: str | None
    started_at: datetime
    due_at: datetime | None
    left_ms: int | None
    breached_at: datetime | None


class DoorView(msgspec.Struct, frozen=True):
    """The door that a customer chose, and what they were promised."""

    id: str
    kind: str
    state: str
    due_at: datetime | None
    until: datetime | None
    email: str | None
    phone: str | None
    tries: int


class AgentSnapshot(msgspec.Struct, frozen=True):
    """Everything an agent's console must know about a conversation now."""

    conversation_id: str
    status: str
    owner: OwnerView
    epoch: int
    last_seq: int
    customer: CustomerProfile
    rating: dict[str, Any] | None
    handoff: HandoffView | None
    packet: dict[str, Any] | None
    guidance: list[dict[str, Any]]
    topic: str | None
    complaint: CaseView | None
    corrections: list[dict[str, Any]]
    clocks: list[ClockView]
    door: DoorView | None = None


class AxisView(msgspec.Struct, frozen=True):
    """One axis of a rating, without its evidence."""

    score: int
    level: str


class LastMessage(msgspec.Struct, frozen=True):
    """The latest message of a conversation, for a list."""

    author: str
    text: str
    at: datetime


class OfferView(msgspec.Struct, frozen=True):
    """Who is being asked to take a waiting conversation, and until when."""

    id: str
    person: PersonRef
    expires_at: datetime
    why: dict[str, Any]


class InboxItem(msgspec.Struct, frozen=True):
    """One line of an agent's inbox."""

    conversation_id: str
    handoff_id: str | None
    status: str
    customer: PersonRef
    reason: str | None
    reason_sentence: str | None
    priority: str | None
    rank: int | None
    tier: int | None
    team: TeamView | None
    skill: str | None
    signals: list[str]
    rating: dict[str, AxisView] | None
    topic: str | None
    waiting_since: datetime | None
    due_at: datetime | None
    position: int | None
    agent: PersonRef | None
    offer: OfferView | None
    last_message: LastMessage | None
    last_seq: int
    unread: int


class Inbox(msgspec.Struct, frozen=True):
    """An agent's lists; `all` is None for those who may not see every team.

    `clocks` holds, by conversation, the clock that is due first.
    """

    queue: list[InboxItem]
    mine: list[InboxItem]
    all: list[InboxItem] | None
    cursor: int
    clocks: dict[str, ClockView] = {}


class Place(msgspec.Struct, frozen=True):
    """A customer's place in the queue."""

    conversation_id: str
    position: int
    wait: Wait


class Received(msgspec.Struct, frozen=True):
    """A customer's message is stored; `turn` says whether the bot will answer it."""

    conversation_id: str
    seq: int
    at: datetime
    turn: bool
    duplicate: bool


class Sent(msgspec.Struct, frozen=True):
    """An agent's message or note is stored."""

    conversation_id: str
    seq: int
    at: datetime
    duplicate: bool


class NewCustomer(msgspec.Struct, frozen=True):
    """A fresh customer and the only copy of their token."""

    customer_id: str
    token: str


class ReturnedCustomer(msgspec.Struct, frozen=True):
    """A customer whom a link brought back, with a token for this browser alone."""

    customer_id: str
    token: str
    conversation_id: str


class PersonView(msgspec.Struct, frozen=True):
    """A person as the console shows them."""

    id: str
    name: str
    email: str
    role: str
    teams: list[TeamView]
    active: bool
    presence: str
    password_is_initial: bool


class SignedIn(msgspec.Struct, frozen=True):
    """A fresh session: the cookie's token, and the token for writes (CSRF)."""

    token: str
    csrf: str
    session_id: str
    person: PersonView


class NewPerson(msgspec.Struct, frozen=True):
    """A fresh person, or a reset one, and the only copy of their password."""

    person: PersonView
    password: str


class OpenedConversation(msgspec.Struct, frozen=True):
    """What an agent's view of a conversation starts from."""

    conversation: AgentSnapshot
    events: list[Event]
    cursor: int
