"""Alerting people when a protocol says so, and moving the conversation to its place."""

from typing import Any, Final

from handoff.desk import Desk
from handoff.domain.conversation import Conversation, Status
from handoff.domain.event import SYSTEM, EventType, Visibility
from handoff.domain.handoff import HandoffRequest, Reason
from handoff.domain.ledger import Why
from handoff.domain.principal import Person, Role
from handoff.domain.protocol import SUPERVISORS, Alert
from handoff.domain.routing import at_least, choose_route
from handoff.services import outbox
from handoff.services.access import Verb, can
from handoff.services.moves import set_priority
from handoff.storage import handoffs, people, records
from handoff.storage.memories import Memory
from handoff.storage.unit import Unit

_PRESENCES: Final = ("online", "away", "offline")
"""Those who are there come first."""


def raise_alerts(
    desk: Desk,
    unit: Unit,
    conversation: Conversation,
    memory: Memory,
    *,
    handoff_id: str,
    signals: list[str],
) -> None:
    """The people whom the signals' protocols name are alerted, and it is on record."""
    for signal in signals:
        protocol = desk.policies.protocols.of(signal)
        if protocol.alert is None:
            continue
        data = {
            "handoff_id": handoff_id,
            "signal": signal,
            "priority": protocol.priority,
            "message_seq": _seq_of(memory, signal),
        }
        raise_alert(desk, unit, conversation, protocol.alert, data)


def raise_alert(
    desk: Desk,
    unit: Unit,
    conversation: Conversation,
    alert: Alert,
    about: dict[str, Any],
) -> None:
    """The people whom the alert names are told what it is about; it is on record."""
    told = _choose(alert, unit, conversation)
    data = {
        **about,
        "people": [{"id": who.person_id, "name": who.name} for who in told],
    }
    raised = unit.append(
        conversation,
        EventType.ALERT_RAISED,
        SYSTEM,
        data,
        visibility=Visibility.INTERNAL,
    )
    records.note_action(
        unit.sql(),
        None,
        "alert.raise",
        object_kind="handoff",
        object_id=about["handoff_id"],
        at=unit.now,
        details=data,
    )
    outbox.announce(
        desk,
        unit,
        kind="alert.raised",
        key=f"alert.raised:{about['handoff_id']}:{raised.seq}",
        payload={"conversation_id": conversation.conversation_id, **data},
    )


def follow_rating(
    desk: Desk,
    unit: Unit,
    conversation: Conversation,
    memory: Memory,
    *,
    before: list[str],
    failed: bool = False,
) -> None:
    """An open handoff has the place that the rating now gives it, never a lower one.

    Protocols that came into force since `before` alert their people. `failed` says that
    a message could not be rated: a person must see what it says.
    """
    waits_or_talks = conversation.status in (Status.QUEUED, Status.ASSIGNED)
    if not waits_or_talks or conversation.handoff_id is None:
        return
    handoff = handoffs.read(unit.sql(), conversation.handoff_id)
    if handoff is None:
        return
    request = HandoffRequest(reason=Reason(handoff.reason), signal=handoff.signal)
    queued_at = handoff.queued_at
    route = choose_route(request, memory.rating, desk.policies, now=queued_at)
    if failed and conversation.status is Status.QUEUED:
        fault = desk.policies.desk.triage_fault
        route = at_least(route, fault, desk.policies, queued_at)
    if route.priority < handoff.priority:
        set_priority(desk, unit, handoff, route.priority, Why.RATING, route=route)
    known = {*before, handoff.signal}
    now = desk.policies.protocols.in_force(None, memory.rating)
    raise_alerts(
        desk,
        unit,
        conversation,
        memory,
        handoff_id=conversation.handoff_id,
        signals=[signal for signal in now if signal not in known],
    )


def _choose(alert: Alert, unit: Unit, conversation: Conversation) -> list[Person]:
    """As many as the protocol asks for, of those who may see the conversation."""
    places: list[tuple[int, int, bool, str, Person]] = []
    for person, presence in people.read_staff(unit.sql()):
        named = [at for at, who in enumerate(alert.who) if _is_one(person, who)]
        if named and can(person, Verb.READ, conversation):
            there = _PRESENCES.index(presence)
            # Supervisors before those who see every team to look after the desk.
            admin = person.role is Role.ADMIN
            places.append((there, named[0], admin, person.person_id, person))
    return [place[-1] for place in sorted(places, key=lambda p: p[:-1])][: alert.people]


def _is_one(person: Person, who: str) -> bool:
    if who == SUPERVISORS:
        return person.role.sees_all_teams
    return who in person.team_ids


def _seq_of(memory: Memory, signal: str) -> int | None:
    """The newest message that holds the signal."""
    found = (memory.rating or {}).get("signals", ())
    return max((s["seq"] for s in found if s["name"] == signal), default=None)
