"""Offers: a waiting conversation is offered to one person after another.

The plan is made from a reader's picture and each offer is checked again in the
transaction that makes it, so that nobody is asked what has gone meanwhile.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row

from handoff.clock import iso
from handoff.desk import Desk
from handoff.domain.event import SYSTEM, Author, EventType, Visibility
from handoff.domain.offers import Demand, Match, plan_offers, takes
from handoff.domain.principal import Person
from handoff.domain.timer import Subject, Timer
from handoff.errors import NotFound
from handoff.services import timers
from handoff.services.access import Verb, author_of, require
from handoff.storage import handoffs, line, offers, profiles
from handoff.storage.people import set_presence
from handoff.storage.unit import Unit

OFFER: Final = "offer"
"""Kind of the timer that ends an offer (services/timer_effects.py)."""

Offer = Row[Any]


async def match_waiting(desk: Desk) -> int:
    """Everybody who can be asked now has been asked; how many offers were made."""
    now = desk.clock.now()
    plan = await desk.reader.read(lambda connection: _plan(desk, connection, now))
    if not plan:
        return 0
    return await desk.writer.change(
        lambda unit: sum(_make(desk, unit, match) for match in plan)
    )


async def decline(desk: Desk, who: Person, *, offer_id: str) -> None:
    """The next person is asked; the customer keeps their place.

    Declining an offer that has ended already changes nothing.

    Raises:
        NotFound: there is no such offer, or it was made to somebody else.
    """

    def end(unit: Unit) -> None:
        offer = offers.read(unit.sql(), offer_id)
        if offer is None or offer.person_id != who.person_id:
            raise NotFound("no such offer")
        handoff = handoffs.read(unit.sql(), offer.handoff_id)
        found = handoff and unit.conversation(handoff.conversation_id)
        require(who, Verb.ACCEPT, found or None)
        if end_offer(unit, offer, state="declined", by=author_of(who)):
            profiles.keep(unit.sql(), who.person_id, missed=0)

    await desk.writer.change(end)


def expire(desk: Desk, unit: Unit, timer: Timer) -> None:
    """The offer has ended unanswered; after too many of those, its person is away."""
    offer = offers.read(unit.sql(), timer.subject.id)
    if offer is None or offer.state != "open":
        return
    connection, person_id = unit.sql(), offer.person_id
    missed = profiles.missed_of(connection, person_id) + 1
    profiles.keep(connection, person_id, missed=missed)
    away = missed >= desk.policies.routing.offers.away_after_missed
    end_offer(unit, offer, state="expired", by=SYSTEM, away=away)
    if away:
        set_presence(connection, person_id, "away")
        withdraw_from(unit, person_id)


def withdraw_from(unit: Unit, person_id: str) -> None:
    """The person is asked nothing any more; others will be."""
    for offer in offers.open_for(unit.sql(), person_id):
        end_offer(unit, offer, state="withdrawn", by=SYSTEM)


def withdraw(unit: Unit, handoff_id: str) -> None:
    """Nobody is asked to take the handoff any more."""
    offer = offers.open_of(unit.sql(), handoff_id)
    if offer is not None:
        end_offer(unit, offer, state="withdrawn", by=SYSTEM)


def settle(unit: Unit, handoff_id: str, *, taken_by: str) -> dict[str, Any] | None:
    """The handoff's offer ends as somebody takes it; why they were asked, if they were.

    The event of the taking says the rest: this one needs none of its own.
    """
    offer = offers.open_of(unit.sql(), handoff_id)
    if offer is None:
        return None
    asked = offer.person_id == taken_by
    state = "accepted" if asked else "withdrawn"
    offers.end(unit.sql(), offer, state=state, now=unit.now)
    timers.cancel(unit, Subject("offer", offer.offer_id))
    why: dict[str, Any] = offer.why
    return why if asked else None


def make_offer(
    desk: Desk,
    unit: Unit,
    handoff: Row[Any],
    *,
    person_id: str,
    name: str,
    why: dict[str, Any],
) -> None:
    """The person is asked to take the handoff, for as long as the policy says."""
    expires_at = unit.now + timedelta(seconds=desk.policies.routing.offers.seconds)
    offer_id = desk.ids.new("off")
    offers.add(
        unit.sql(),
        offer_id=offer_id,
        handoff_id=handoff.handoff_id,
        person_id=person_id,
        made_at=unit.now,
        expires_at=expires_at,
        why=why,
    )
    timers.start(
        unit,
        Subject("offer", offer_id),
        OFFER,
        due_at=expires_at,
        conversation_id=handoff.conversation_id,
    )
    conversation = unit.conversation(handoff.conversation_id)
    if conversation is not None:
        unit.append(
            conversation,
            EventType.HANDOFF_OFFERED,
            SYSTEM,
            {
                "handoff_id": handoff.handoff_id,
                "offer_id": offer_id,
                "person": {"id": person_id, "name": name},
                "expires_at": iso(expires_at),
                "why": why,
            },
            visibility=Visibility.INTERNAL,
        )


def end_offer(
    unit: Unit, offer: Offer, *, state: str, by: Author, away: bool = False
) -> bool:
    """Whether the offer was open; now it has ended that way, and it is on record."""
    if not offers.end(unit.sql(), offer, state=state, now=unit.now):
        return False
    timers.cancel(unit, Subject("offer", offer.offer_id))
    handoff = handoffs.read(unit.sql(), offer.handoff_id)
    conversation = handoff and unit.conversation(handoff.conversation_id)
    if conversation:
        unit.append(
            conversation,
            EventType.HANDOFF_OFFER_ENDED,
            by,
            {
                "handoff_id": offer.handoff_id,
                "offer_id": offer.offer_id,
                "person": {"id": offer.person_id},
                "state": state,
                "away": away,
            },
            visibility=Visibility.INTERNAL,
        )
    return True


def _plan(desk: Desk, connection: Connection, now: datetime) -> list[Match]:
    routing = desk.policies.routing
    crew = profiles.read_crew(connection, capacity=routing.capacity.default)
    served = {team_id for worker in crew for team_id in worker.team_ids}
    asked = [team.id for team in routing.teams if team.auto_offer and team.id in served]
    if not asked:
        return []
    rest = timedelta(seconds=routing.offers.again_after_seconds)
    passed = offers.passed_since(connection, now - rest)
    return plan_offers(_demands(connection, asked, passed), crew, routing)


def _demands(
    connection: Connection, team_ids: list[str], passed: dict[str, frozenset[str]]
) -> Iterator[Demand]:
    for row in line.read_unoffered(connection, team_ids):
        yield Demand(
            handoff_id=row.handoff_id,
            team_id=row.team_id,
            priority=row.priority,
            skill=row.skill,
            language=row.language,
            tier=row.tier,
            widened=row.widened,
            passed=passed.get(row.handoff_id, frozenset()),
        )


def _make(desk: Desk, unit: Unit, match: Match) -> bool:
    """Whether the offer still made sense, and was made."""
    connection, routing = unit.sql(), desk.policies.routing
    handoff = handoffs.read(connection, match.handoff_id)
    if handoff is None or handoff.status != "queued" or handoff.offered_to is not None:
        return False
    found = profiles.read_worker(
        connection, match.choice.person_id, capacity=routing.capacity.default
    )
    if found is None or found[1] != "online":
        return False
    worker = found[0]
    need = Demand(
        handoff_id=handoff.handoff_id,
        team_id=handoff.team_id,
        priority=handoff.priority,
    )
    if handoff.team_id not in worker.team_ids or not takes(need, worker, routing):
        return False
    make_offer(
        desk,
        unit,
        handoff,
        person_id=worker.person_id,
        name=worker.name,
        why=match.choice.why,
    )
    return True
