"""Learning from complaints: one cause that comes back is a problem, seen through."""

from datetime import datetime, timedelta
from typing import Final

import msgspec
from sqlalchemy import Connection

from handoff.desk import Desk
from handoff.domain.complaint import Case
from handoff.domain.principal import Person
from handoff.domain.text import check_text
from handoff.errors import IllegalTransition, NotAllowed, NotFound
from handoff.storage import problems as rows
from handoff.storage import records
from handoff.storage.unit import Unit

MOST_SHOWN: Final = 100
LONGEST: Final = 2000


class ProblemLine(msgspec.Struct, frozen=True):
    """One problem of the list."""

    problem_id: str
    root_cause: str
    name: str
    state: str
    opened_at: datetime
    closed_at: datetime | None
    cases: int


class ProblemCase(msgspec.Struct, frozen=True):
    """One complaint behind a problem."""

    reference: str
    topic: str | None
    order_number: str | None
    settled_at: datetime | None
    conversation_id: str


class Reflection(msgspec.Struct, frozen=True):
    """What somebody thought: what went wrong, and what was changed."""

    by: str
    went_wrong: str
    changed: str
    at: datetime


class ProblemView(msgspec.Struct, frozen=True):
    """A problem with all that is known of it."""

    problem: ProblemLine
    cases: list[ProblemCase]
    reflections: list[Reflection]


def count_cause(desk: Desk, unit: Unit, case: Case, conversation_id: str) -> None:
    """The settled case counts towards its cause; enough of them open a problem.

    A cause has one open problem at a time, which every further case joins.
    """
    cause = case.root_cause
    if cause is None:
        return
    connection, rule = unit.sql(), desk.policies.cases.root_causes.problem
    problem_id = rows.find_open(connection, cause)
    found = [(case.complaint_id, conversation_id)]
    if problem_id is None:
        since = unit.now - timedelta(days=rule.days)
        # What a closed problem was about has been dealt with.
        since = max(since, rows.last_closed(connection, cause) or since)
        found = rows.settled_with(connection, cause, since=since)
        if len(found) < rule.count:
            return
        problem_id = desk.ids.new("prb")
        rows.add(connection, problem_id, cause, now=unit.now)
    rows.link(connection, problem_id, found, now=unit.now)


async def list_problems(desk: Desk, who: Person) -> list[ProblemLine]:
    """The problems, open ones first.

    Raises:
        NotAllowed: only those who see every team may look.
    """
    _require_overview(who)

    def draw(connection: Connection) -> list[ProblemLine]:
        found = rows.read_all(connection, limit=MOST_SHOWN)
        return [_line(desk, row, count) for row, count in found]

    return await desk.reader.read(draw)


async def read_problem(desk: Desk, who: Person, *, problem_id: str) -> ProblemView:
    """The problem with its cases and what people thought of it.

    Raises:
        NotAllowed: only those who see every team may look.
        NotFound: there is no such problem.
    """
    _require_overview(who)

    def draw(connection: Connection) -> ProblemView:
        row = rows.read(connection, problem_id)
        if row is None:
            raise NotFound("no such problem")
        cases = [ProblemCase(*one) for one in rows.read_cases(connection, problem_id)]
        thoughts = rows.read_reflections(connection, problem_id)
        return ProblemView(
            _line(desk, row, len(cases)), cases, [Reflection(*one) for one in thoughts]
        )

    return await desk.reader.read(draw)


async def reflect(
    desk: Desk, who: Person, *, problem_id: str, went_wrong: str, changed: str
) -> None:
    """The person's thoughts on the problem are on record.

    Raises:
        NotAllowed: only those who see every team may write.
        NotFound: there is no such problem.
        ValidationFailed: one of the two is empty or too long.
    """
    _require_overview(who)
    went_wrong = check_text(went_wrong, field="went_wrong", longest=LONGEST)
    changed = check_text(changed, field="changed", longest=LONGEST)

    def write(unit: Unit) -> None:
        if rows.read(unit.sql(), problem_id) is None:
            raise NotFound("no such problem")
        rows.reflect(
            unit.sql(),
            problem_id=problem_id,
            person_id=who.person_id,
            person_name=who.name,
            went_wrong=went_wrong,
            changed=changed,
            at=unit.now,
        )

    await desk.writer.change(write)


async def close_problem(desk: Desk, who: Person, *, problem_id: str) -> None:
    """The problem is closed; the cause opens a new one when it comes back.

    Raises:
        NotAllowed: only those who see every team may close.
        NotFound: there is no such problem.
        IllegalTransition: it is closed already, or nobody has reflected on it.
    """
    _require_overview(who)

    def close(unit: Unit) -> None:
        connection = unit.sql()
        if rows.read(connection, problem_id) is None:
            raise NotFound("no such problem")
        if not rows.read_reflections(connection, problem_id):
            raise IllegalTransition("problem", "without a reflection", "be closed")
        if not rows.close(connection, problem_id, by=who.person_id, now=unit.now):
            raise IllegalTransition("problem", "closed", "be closed")
        records.note_action(
            connection,
            who,
            "problem.close",
            object_kind="problem",
            object_id=problem_id,
            at=unit.now,
        )

    await desk.writer.change(close)


def _line(desk: Desk, row: rows.ProblemRow, cases: int) -> ProblemLine:
    names = {one.id: one.name for one in desk.policies.cases.root_causes.causes}
    return ProblemLine(
        row.problem_id,
        row.root_cause,
        names.get(row.root_cause, row.root_cause),
        row.state,
        row.opened_at,
        row.closed_at,
        cases,
    )


def _require_overview(who: Person) -> None:
    if not who.role.sees_all_teams:
        raise NotAllowed("only supervisors and admins see problems")
