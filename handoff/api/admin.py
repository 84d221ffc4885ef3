"""What admins ask for: people, policies, the audit log, dead letters."""

from typing import Annotated, Any, Final, TypeVar

import msgspec
from aiohttp import web

from handoff.domain.principal import Person, Role
from handoff.domain.profile import Profile
from handoff.errors import ValidationFailed
from handoff.guard import read_session, read_writer
from handoff.http import decode, json_response, read_body, read_query
from handoff.keys import DESK, ORIGINS
from handoff.present import plain
from handoff.services import oversight, personnel, policies

Short = Annotated[str, msgspec.Meta(max_length=320)]
Number = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
Teams = Annotated[list[Short], msgspec.Meta(max_length=200)]
T = TypeVar("T")

_MOST: Final = 64 * 1024
"""Bytes of the largest body: a policy of 40,000 characters, and room."""


class _Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """No field but those that a body names."""


class NewStaff(_Body, frozen=True):
    """Somebody who is to sign in."""

    name: Short
    email: Short
    role: Role
    teams: Teams


class ChangedStaff(_Body, frozen=True):
    """A person's role and teams from now on, and whether they may sign in."""

    role: Role
    teams: Teams
    active: bool


class PolicyTry(_Body, frozen=True):
    """A text to try."""

    text: str


class PolicyChange(_Body, frozen=True):
    """A text to put in force, or None for the shipped one; made from `version`."""

    text: str | None
    version: Number
    note: Annotated[str, msgspec.Meta(max_length=2000)]


class _Query(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """No parameter but those that a query names."""


class AuditQuery(_Query, frozen=True):
    """Which entries of the audit log."""

    verb: Short = ""
    actor: Short = ""
    about: Short = ""
    before: Number | None = None


class DiffQuery(_Query, frozen=True):
    """Which two versions."""

    old: Number
    new: Number


class EffectQuery(_Query, frozen=True):
    """Which effects: those that wait, or the dead letters."""

    state: Annotated[str, msgspec.Meta(pattern="^(waiting|dead)$")] = "dead"


async def list_people(request: web.Request) -> web.Response:
    """GET /api/admin/people: everybody, with the teams there are."""
    desk, who = request.app[DESK], await _reader(request)
    routing = desk.policies.routing
    found = {
        "people": await personnel.list_staff(desk, who),
        "profiles": await personnel.list_profiles(desk, who),
        "teams": [{"id": team.id, "name": team.name} for team in routing.teams],
        "skills": sorted(routing.skills),
    }
    return json_response(plain(found))


async def add_person(request: web.Request) -> web.Response:
    """POST /api/admin/people: somebody new, with a password that is shown once."""
    who, data = await _writer(request, NewStaff)
    made = await personnel.add_staff(
        request.app[DESK],
        who,
        name=data.name,
        email=data.email,
        role=data.role,
        team_ids=data.teams,
    )
    return json_response(plain(made), status=201)


async def change_person(request: web.Request) -> web.Response:
    """POST /api/admin/people/{person_id}: another role, other teams, or disabled."""
    who, data = await _writer(request, ChangedStaff)
    changed = await personnel.change_staff(
        request.app[DESK],
        who,
        person_id=request.match_info["person_id"],
        role=data.role,
        team_ids=data.teams,
        active=data.active,
    )
    return json_response({"person": plain(changed)})


async def set_profile(request: web.Request) -> web.Response:
    """POST /api/admin/people/{person_id}/profile: how the person works."""
    who, data = await _writer(request, Profile)
    await personnel.change_profile(
        request.app[DESK], who, person_id=request.match_info["person_id"], profile=data
    )
    return json_response({})


async def renew_password(request: web.Request) -> web.Response:
    """POST /api/admin/people/{person_id}/password: a new one, shown once."""
    who, _ = await _writer(request, _Body)
    made = await personnel.renew_password(
        request.app[DESK], who, person_id=request.match_info["person_id"]
    )
    return json_response(plain(made))


async def list_policies(request: web.Request) -> web.Response:
    """GET /api/admin/policies: every policy and its version."""
    found = await policies.list_policies(request.app[DESK], await _reader(request))
    return json_response({"policies": plain(found)})


async def read_policy(request: web.Request) -> web.Response:
    """GET /api/admin/policies/{name}: its text and all of its versions."""
    found = await policies.read_policy(
        request.app[DESK], await _reader(request), name=request.match_info["name"]
    )
    return json_response(plain(found))


async def compare_versions(request: web.Request) -> web.Response:
    """GET /api/admin/policies/{name}/diff: the lines that two versions differ in."""
    who, asked = await _reader(request), read_query(request, DiffQuery)
    lines = await policies.compare_versions(
        request.app[DESK],
        who,
        name=request.match_info["name"],
        old=asked.old,
        new=asked.new,
    )
    return json_response({"lines": lines})


async def try_policy(request: web.Request) -> web.Response:
    """POST /api/admin/policies/{name}/trial: what it would have changed last month."""
    who, data = await _writer(request, PolicyTry)
    trial = await policies.try_policy(
        request.app[DESK], who, name=request.match_info["name"], text=data.text
    )
    return json_response(plain(trial))


async def change_policy(request: web.Request) -> web.Response:
    """POST /api/admin/policies/{name}: the text is in force, from now on."""
    who, data = await _writer(request, PolicyChange)
    made = await policies.change_policy(
        request.app[DESK],
        who,
        name=request.match_info["name"],
        text=data.text,
        version=data.version,
        note=data.note,
    )
    return json_response(plain(made), status=201)


async def read_audit(request: web.Request) -> web.Response:
    """GET /api/admin/audit: the newest hundred entries that fit."""
    who, asked = await _reader(request), read_query(request, AuditQuery)
    entries = await oversight.read_audit(
        request.app[DESK],
        who,
        verb=asked.verb or None,
        actor=asked.actor or None,
        about=asked.about or None,
        before=asked.before,
    )
    return json_response({"entries": plain(entries)})


async def read_effects(request: web.Request) -> web.Response:
    """GET /api/admin/effects: the newest hundred that wait or are dead letters."""
    who, asked = await _reader(request), read_query(request, EffectQuery)
    found = await oversight.read_effects(request.app[DESK], who, state=asked.state)
    configured = request.app[DESK].mail.configured
    return json_response({"effects": plain(found), "mail_configured": configured})


async def retry_effect(request: web.Request) -> web.Response:
    """POST /api/admin/effects/{outbox_id}/retry: the dead letter waits again."""
    who, _ = await _writer(request, _Body)
    await oversight.retry_effect(
        request.app[DESK], who, outbox_id=_number(request.match_info["outbox_id"])
    )
    return json_response({})


async def _reader(request: web.Request) -> Person:
    return (await read_session(request.app[DESK], request)).person


async def _writer(request: web.Request, schema: type[T]) -> tuple[Person, T]:
    """Who asks, from one of our own pages, and the body that they sent."""
    session = await read_writer(request.app[DESK], request.app[ORIGINS], request)
    body: Any = await read_body(request, most=_MOST)
    return session.person, decode(msgspec.json.Decoder(schema), body or b"{}")


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        raise ValidationFailed("the number of an effect is a whole number")
    return int(text)


ROUTES: Final = (
    web.get("/api/admin/people", list_people),
    web.post("/api/admin/people", add_person),
    web.post("/api/admin/people/{person_id}", change_person),
    web.post("/api/admin/people/{person_id}/profile", set_profile),
    web.post("/api/admin/people/{person_id}/password", renew_password),
    web.get("/api/admin/policies", list_policies),
    web.get("/api/admin/policies/{name}", read_policy),
    web.post("/api/admin/policies/{name}", change_policy),
    web.get("/api/admin/policies/{name}/diff", compare_versions),
    web.post("/api/admin/policies/{name}/trial", try_policy),
    web.get("/api/admin/audit", read_audit),
    web.get("/api/admin/effects", read_effects),
    web.post("/api/admin/effects/{outbox_id}/retry", retry_effect),
)
