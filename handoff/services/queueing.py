"""Handing a conversation to a team: one transaction, whoever asked for it.

The owner changes, the packet is sealed, the customer is told, the clock starts; all
of it is committed, or none.
"""

from typing import Any, Final

import msgspec
import structlog

from handoff import crash
from handoff.clock import iso
from handoff.desk import Desk
from handoff.domain.complaint import Case, Holder, HolderKind
from handoff.domain.conversation import Conversation, Status
from handoff.domain.event import SYSTEM, AuthorKind, EventType
from handoff.domain.handoff import HandoffRequest, Reason
from handoff.domain.packet import Source, brief, build_packet
from handoff.domain.principal import Principal
from handoff.domain.routing import Route, asks_for_manager, choose_route
from handoff.domain.script import say
from handoff.domain.views import CustomerProfile, Wait
from handoff.services.alerts import raise_alerts
from handoff.services.case_views import previous_for_packet
from handoff.services.complaints import hold_for_team
from handoff.services.doors import offer_doors
from handoff.services.queue_entry import write_entry
from handoff.services.waits import expect_wait
from handoff.storage import customers, events, handoffs, line, records
from handoff.storage.memories import Memory
from handoff.storage.unit import Unit

DEFAULT_LOCALE: Final = "en"
LAST_WORDS: Final = 3
"""Messages in which a customer may ask for somebody in charge."""

log = structlog.get_logger(__name__)


def hand_over(
    desk: Desk,
    unit: Unit,
    conversation: Conversation,
    request: HandoffRequest,
    memory: Memory,
    *,
    asked_by: Principal | None,
) -> None:
    """The conversation waits for a person; one that already does is left alone.

    Args:
        desk: its policies, words and scripts decide.
        unit: the transaction.
        conversation: whose owner changes.
        request: why a person is needed.
        memory: what the bot and triage know, as of this transaction.
        asked_by: the customer, or None for the bot and the desk itself.
    """
    if conversation.status in (Status.QUEUED, Status.ASSIGNED):
        return
    route = choose_route(
        request,
        memory.rating,
        desk.policies,
        now=unit.now,
        for_manager=_wants_manager(desk, unit, conversation, request),
    )
    for fault in route.faults:
        log.error("routing.fault", team=route.team.id, reason=fault)
    protocols = desk.policies.protocols
    signals = protocols.in_force(request.signal, memory.rating)
    customer = customers.profile(unit.sql(), conversation.customer_id)
    handoff_id = desk.ids.new("hof")
    team = Holder(HolderKind.TEAM, route.team.id, route.team.name)
    case = hold_for_team(desk, unit, conversation, request, team, tier=route.tier)
    previous = previous_for_packet(
        unit.sql(), conversation.customer_id, without=case.complaint_id
    )
    ahead = line.count_ahead_of_new(
        unit.sql(), route.team.id, rank=route.rank, due_at=route.due_at
    )
    wait = expect_wait(
        unit.sql(), desk, route.team.id, priority=route.priority, ahead=ahead
    )
    queued = _tell_customer(
        desk,
        unit,
        conversation,
        request,
        route,
        handoff_id,
        memory.rating,
        case=case,
        wait=wait,
    )
    queued["protocols"] = signals
    queued["clocks"] = desk.policies.clock_packs(
        memory.rating, signals, customer.locale, conversation.topic
    )
    packet = build_packet(
        Source(
            conversation=conversation,
            customer=customer,
            request=request,
            rating=memory.rating,
            understanding=memory.understanding,
            messages=events.read_messages(unit.sql(), conversation.conversation_id),
            previous=previous,
            guidance=protocols.cards(signals),
            complaint={"reference": case.reference, "stage": case.stage.value},
            follows=_earlier(unit, conversation),
        ),
        handoff_id=handoff_id,
        sealed_at=iso(unit.now),
        words=desk.words,
        promise_marks=desk.policies.desk.promise_marks,
    )
    sealed_seq = conversation.last_seq
    conversation.queue(
        team_id=route.team.id, handoff_id=handoff_id, sealed_seq=sealed_seq
    )
    arrival = unit.append(
        conversation, EventType.HANDOFF_QUEUED, SYSTEM, queued
    ).position
    crash.reach("K11")
    write_entry(
        desk,
        unit,
        conversation,
        request,
        route,
        packet,
        queued,
        arrival=arrival,
        ahead=ahead,
        wait_low=wait.low,
        wait_high=wait.high,
        language=desk.policies.routing.language_of(customer.locale),
    )
    offer_doors(desk, unit, conversation, route, ahead=ahead, wait=wait)
    records.note_action(
        unit.sql(),
        asked_by,
        "handoff.request",
        object_kind="handoff",
        object_id=handoff_id,
        at=unit.now,
        details={"reason": request.reason.value, "priority": route.priority},
    )
    raise_alerts(
        desk, unit, conversation, memory, handoff_id=handoff_id, signals=signals
    )


def request_from_memory(
    desk: Desk, conversation: Conversation, memory: Memory, reason: Reason
) -> HandoffRequest:
    """A request by somebody other than the bot, with all that the bot had learnt."""
    slots = memory.slots
    facts = {name: slots[name] for name in desk.words.fact_names if slots.get(name)}
    if isinstance(slots.get("order"), dict):
        facts["order"] = slots["order"]
    tried = slots.get("tried")
    return HandoffRequest(
        reason=reason,
        topic=conversation.topic,
        facts=facts,
        tried=[str(script) for script in tried] if isinstance(tried, list) else [],
    )


def say_as_system(
    desk: Desk,
    unit: Unit,
    conversation: Conversation,
    code: str,
    *,
    customer: CustomerProfile | None = None,
    **values: Any,
) -> None:
    """The customer reads the desk's own script `system_<code>` in the conversation."""
    said = say(
        desk.scripts,
        f"system_{code}",
        values=values,
        key=conversation.conversation_id,
        locale=customer.locale if customer else DEFAULT_LOCALE,
    )
    buttons = [{"title": b.title, "text": b.text} for b in said.buttons]
    unit.append(
        conversation,
        EventType.MESSAGE_CREATED,
        SYSTEM,
        {
            "text": said.text,
            "code": code,
            "script": said.script,
            "variant": said.variant,
            **({"buttons": buttons} if buttons else {}),
        },
    )


def _wants_manager(
    desk: Desk, unit: Unit, conversation: Conversation, request: HandoffRequest
) -> bool:
    if request.reason is not Reason.CUSTOMER_REQUEST:
        return False
    messages = events.read_messages(unit.sql(), conversation.conversation_id)
    said = [one for one in messages if one.author.kind is AuthorKind.CUSTOMER]
    words = [one.data["text"] for one in said[-LAST_WORDS:]]
    return asks_for_manager(words, desk.policies.routing)


def _earlier(unit: Unit, conversation: Conversation) -> dict[str, Any] | None:
    """How the conversation's handoff before this one ended; its packet is kept."""
    last = handoffs.read_latest(unit.sql(), conversation.conversation_id)
    if last is None or last.ended_at is None:
        return None
    return {
        "handoff_id": last.handoff_id,
        "agent": last.agent_name,
        "outcome": last.outcome,
        "note": last.note,
        "ended_at": iso(last.ended_at),
    }


def _tell_customer(
    desk: Desk,
    unit: Unit,
    conversation: Conversation,
    request: HandoffRequest,
    route: Route,
    handoff_id: str,
    rating: dict[str, Any] | None,
    *,
    case: Case,
    wait: Wait,
) -> dict[str, Any]:
    facts = (rating or {}).get("facts", ())
    read = {fact["kind"]: brief(fact, facts) for fact in facts}
    told = {"reference": case.reference}
    say_as_system(
        desk,
        unit,
        conversation,
        f"handoff_{request.reason.value}",
        customer=customers.profile(unit.sql(), conversation.customer_id),
        team_name=route.team.name,
        wait=desk.words.wait(wait),
        reference=case.reference,
    )
    queued: dict[str, Any] = msgspec.to_builtins(
        {
            "handoff_id": handoff_id,
            "reason": request.reason,
            "priority": route.priority,
            "team": {"id": route.team.id, "name": route.team.name},
            "skill": route.skill,
            "tier": route.tier,
            "wait": wait,
            "passed_on": desk.words.passed_on({**read, **request.facts, **told}),
        }
    )
    return queued
