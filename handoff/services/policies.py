"""Policies while the desk runs: read, tried, changed, brought back (admins only)."""

import asyncio
import difflib
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Connection

from handoff.desk import Desk
from handoff.domain.admin_views import PolicyText, PolicyVersion
from handoff.domain.policy import Policies
from handoff.domain.principal import Person
from handoff.domain.text import check_note
from handoff.domain.trial import Trial, try_policies
from handoff.errors import Conflict, NotFound, PolicyFileError, ValidationFailed
from handoff.services.access import require_admin
from handoff.storage import policy_versions as rows
from handoff.storage import records
from handoff.storage.lint import read_commitments
from handoff.storage.past import read_past, teams_with_open
from handoff.storage.people import keep_teams
from handoff.storage.policies import read_policy_files
from handoff.storage.time_rules import keep_rules, read_timeline
from handoff.storage.unit import Unit

TRIED_DAYS: Final = timedelta(days=30)
MOST_TRIED: Final = 2_000
"""Handoffs that a trial looks at: the newest of the last month."""
READ_BY_THE_BOT: Final = frozenset({"topics.yml"})
"""Files that the bot and its actions read too: they are changed on the disk."""
LONGEST: Final = 40_000
"""Characters of a policy."""


async def list_policies(desk: Desk, who: Person) -> list[PolicyVersion]:
    """Every policy with the version in force; 0 is the shipped file.

    Raises:
        NotAllowed: the person is no admin.
    """
    require_admin(who)
    texts = await _all_shipped(desk)
    newest = await desk.reader.read(rows.read_newest)
    known = {row.name: _version(row) for row in newest}
    return [known.get(name) or _as_shipped(name) for name in sorted(texts)]


async def read_policy(desk: Desk, who: Person, *, name: str) -> PolicyText:
    """The policy's text in force, the shipped one, and every version, newest first.

    Raises:
        NotAllowed: the person is no admin.
        NotFound: there is no such policy.
    """
    require_admin(who)
    shipped = await _shipped(desk, name)
    found = await desk.reader.read(
        lambda connection: rows.read_versions(connection, name)
    )
    versions = [_version(row) for row in found]
    text = found[0].text if found else None
    return PolicyText(
        name=name,
        text=shipped if text is None else text,
        shipped=shipped,
        version=versions[0].version if versions else rows.SHIPPED,
        versions=[*versions, _as_shipped(name)],
    )


async def compare_versions(
    desk: Desk, who: Person, *, name: str, old: int, new: int
) -> list[str]:
    """The lines of a unified diff between two versions; 0 is the shipped file.

    Raises:
        NotAllowed: the person is no admin.
        NotFound: there is no such policy or version.
    """
    require_admin(who)
    shipped = await _shipped(desk, name)
    found = await desk.reader.read(
        lambda connection: rows.read_versions(connection, name)
    )
    texts: dict[int, str] = {rows.SHIPPED: shipped}
    texts |= {row.version: shipped if row.text is None else row.text for row in found}
    if old not in texts or new not in texts:
        raise NotFound("there is no such version")
    before, after = (texts[version].splitlines() for version in (old, new))
    return list(difflib.unified_diff(before, after, str(old), str(new), lineterm=""))


async def try_policy(desk: Desk, who: Person, *, name: str, text: str) -> Trial:
    """What the last month's handoffs would have met with under the text.

    Raises:
        NotAllowed: the person is no admin.
        NotFound: there is no such policy.
        ValidationFailed: the text is no such policy; `details` hold line and reason.
    """
    require_admin(who)
    candidate, _ = await _candidate(desk, name, text)
    since = desk.clock.now() - TRIED_DAYS
    past = await desk.reader.read(
        lambda connection: read_past(connection, since=since, most=MOST_TRIED)
    )
    # Two thousand decisions are some tenths of a second: not on the event loop.
    return await asyncio.to_thread(try_policies, past, desk.policies, candidate)


async def change_policy(
    desk: Desk, who: Person, *, name: str, text: str | None, version: int, note: str
) -> PolicyVersion:
    """The text is in force, here and after every start; None brings the shipped back.

    Args:
        desk: whose policies change, all at once.
        who: an admin.
        name: the policy's file name.
        text: its new text, or None.
        version: the version that the text was made from.
        note: why, for whoever reads the versions later.

    Raises:
        NotAllowed: the person is no admin.
        NotFound: there is no such policy.
        ValidationFailed: the text is no such policy; `details` hold line and reason.
        Conflict: somebody has changed the policy since, or people wait for a team
            that it no longer has.
    """
    require_admin(who)
    note = check_note(note)
    async with desk.changing_policies:
        candidate, shipped = await _candidate(desk, name, text)
        fresh = None if text == shipped else text

        def change(unit: Unit) -> PolicyVersion:
            connection = unit.sql()
            if rows.newest_of(connection, name) != version:
                raise Conflict("somebody has changed this policy meanwhile")
            _require_served(connection, candidate)
            rows.add(
                connection,
                name,
                version + 1,
                text=fresh,
                author=who,
                note=note,
                at=unit.now,
            )
            keep_teams(connection, candidate.routing.teams)
            keep_rules(connection, candidate.time, now=unit.now)
            _note(unit, who, name, version + 1, shipped=fresh is None)
            return PolicyVersion(
                name, version + 1, fresh is None, who.name, note, unit.now
            )

        made = await desk.writer.change(change)
        desk.policies = candidate
        desk.linter.stand_by(
            read_commitments(desk.settings.content_dir, candidate.time.rules.levels)
        )
        desk.timeline = await desk.reader.read(read_timeline)
    return made


async def _candidate(desk: Desk, name: str, text: str | None) -> tuple[Policies, str]:
    """All policies as they would be with the text, and the policy's shipped text."""
    shipped = await _shipped(desk, name)
    if text is not None and len(text) > LONGEST:
        raise ValidationFailed(
            f"a policy has at most {LONGEST} characters", details={"field": "text"}
        )
    stored = await desk.reader.read(rows.read_stored)
    stored.pop(name, None)
    if text is not None:
        stored[name] = text
    try:
        candidate, _ = await _load(desk, stored)
    except PolicyFileError as error:
        details = {"field": "text", "line": error.line, "reason": error.reason}
        where = f"{error.path.name}, line {error.line}" if error.line else name
        raise ValidationFailed(f"{where}: {error.reason}", details=details) from error
    return candidate, shipped


async def _load(desk: Desk, stored: dict[str, str]) -> tuple[Policies, dict[str, str]]:
    content_dir = desk.settings.content_dir
    return await asyncio.to_thread(read_policy_files, content_dir, stored)


async def _all_shipped(desk: Desk) -> dict[str, str]:
    _, texts = await _load(desk, {})
    return {name: texts[name] for name in texts if name not in READ_BY_THE_BOT}


async def _shipped(desk: Desk, name: str) -> str:
    texts = await _all_shipped(desk)
    if name not in texts:
        raise NotFound("there is no such policy")
    return texts[name]


def _require_served(connection: Connection, candidate: Policies) -> None:
    """A conversation never ends up in no queue."""
    teams = {team.id for team in candidate.routing.teams}
    left = teams_with_open(connection) - teams
    if left:
        raise Conflict(
            f"people still wait for or talk with {', '.join(sorted(left))}",
            details={"teams": sorted(left)},
        )


def _as_shipped(name: str) -> PolicyVersion:
    return PolicyVersion(name, rows.SHIPPED, True, None, "", None)


def _version(row: Any) -> PolicyVersion:
    return PolicyVersion(
        row.name, row.version, row.text is None, row.author_name, row.note, row.at
    )


def _note(unit: Unit, who: Person, name: str, version: int, *, shipped: bool) -> None:
    records.note_action(
        unit.sql(),
        who,
        "policy.restore" if shipped else "policy.change",
        object_kind="policy",
        object_id=name,
        at=unit.now,
        details={"version": version},
    )
