"""The supervisor's wall, and the directory of those whom one may pass something to."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from handoff.desk import Desk
from handoff.domain.capacity import load_of
from handoff.domain.offers import Worker
from handoff.domain.principal import Person
from handoff.domain.routing_policy import RoutingPolicy, Team
from handoff.domain.views import PersonRef, TeamView
from handoff.domain.waits import PickUp, calibrate
from handoff.domain.wall import (
    CalibrationView,
    ColleagueRef,
    ColleagueView,
    Directory,
    QueueView,
    TeamRef,
    Wall,
)
from handoff.errors import NotAllowed
from handoff.services.waits import expect_wait
from handoff.storage import line, pick_ups, profiles

LOOK_BACK: Final = timedelta(days=7)
"""How far back the calibration of waits looks."""


async def read_wall(desk: Desk, who: Person) -> Wall:
    """Queues, people and calibration at one moment.

    Raises:
        NotAllowed: `who` is no supervisor.
    """
    if not who.role.sees_all_teams:
        raise NotAllowed("only supervisors and admins see the whole desk")
    since = desk.clock.now() - LOOK_BACK

    def read(connection: Connection) -> Wall:
        workers = _workers(connection, desk)
        waits: defaultdict[str, list[PickUp]] = defaultdict(list)
        for team_id, pick_up in pick_ups.since(connection, since, team_ids=None):
            waits[team_id].append(pick_up)
        waiting = line.count_waiting(connection)
        queues = [
            _queue(connection, desk, team, workers, waits[team.id], waiting)
            for team in desk.policies.routing.teams
        ]
        everything = [one for team in waits.values() for one in team]
        routing = desk.policies.routing
        people = [_colleague(worker, there, routing) for worker, there in workers]
        return Wall(queues, people, _calibration(everything), since)

    return await desk.reader.read(read)


async def read_directory(desk: Desk, who: Person) -> Directory:
    """The teams and colleagues to whom `who` may pass a conversation on.

    Raises:
        NotAllowed: `who` answers no customers.
    """
    if not who.role.answers_customers:
        raise NotAllowed("only those who answer customers pass conversations on")
    routing = desk.policies.routing

    def read(connection: Connection) -> Directory:
        teams = [TeamRef(t.id, t.name, list(t.tiers)) for t in routing.teams]
        return Directory(
            teams,
            [
                ColleagueRef(
                    worker.person_id,
                    worker.name,
                    presence,
                    worker.tier,
                    sorted(worker.team_ids),
                    _load(worker, routing) < worker.capacity,
                )
                for worker, presence in _workers(connection, desk)
                if worker.person_id != who.person_id
            ],
        )

    return await desk.reader.read(read)


def _workers(connection: Connection, desk: Desk) -> list[tuple[Worker, str]]:
    capacity = desk.policies.routing.capacity.default
    return profiles.read_workers(connection, capacity=capacity)


def _queue(
    connection: Connection,
    desk: Desk,
    team: Team,
    workers: list[tuple[Worker, str]],
    waits: list[PickUp],
    waiting: dict[str, tuple[int, datetime]],
) -> QueueView:
    count, since = waiting.get(team.id, (0, None))
    online = [
        worker
        for worker, presence in workers
        if presence == "online" and team.id in worker.team_ids
    ]
    return QueueView(
        TeamView(team.id, team.name),
        list(team.tiers),
        count,
        since,
        len(online),
        expect_wait(connection, desk, team.id, priority=None, ahead=count),
        _calibration(waits),
    )


def _calibration(waits: list[PickUp]) -> CalibrationView:
    found = calibrate(waits)
    return CalibrationView(found.count, found.held, found.inside)


def _colleague(worker: Worker, presence: str, routing: RoutingPolicy) -> ColleagueView:
    return ColleagueView(
        person=PersonRef(worker.person_id, worker.name),
        presence=presence,
        teams=sorted(worker.team_ids),
        tier=worker.tier,
        skills=dict(worker.skills),
        languages=sorted(worker.languages),
        load=_load(worker, routing),
        capacity=worker.capacity,
        held=len(worker.held),
        offered=len(worker.offered),
        idle_since=worker.idle_since if not worker.held else None,
    )


def _load(worker: Worker, routing: RoutingPolicy) -> int:
    return load_of(worker.held, worker.capacity, routing.capacity)
