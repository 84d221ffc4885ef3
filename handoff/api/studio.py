"""The studio over HTTP: reading the library, changing it by commands."""

from typing import Final

import msgspec
from aiohttp import web

from handoff.api.studio_commands import COMMANDS, Command, Look, PreviewOf
from handoff.domain.principal import Person
from handoff.guard import read_session, read_writer
from handoff.http import decode, json_response, read_body
from handoff.keys import DESK, ORIGINS
from handoff.present import plain
from handoff.services import script_library
from handoff.services.linting import lint_variant
from handoff.services.script_checks import CHANNELS
from handoff.services.studio_rights import require_reader

_MOST: Final = 32 * 1024
_command: Final = msgspec.json.Decoder(Command)
_look: Final = msgspec.json.Decoder(Look)
_preview: Final = msgspec.json.Decoder(PreviewOf)


async def read_library(request: web.Request) -> web.Response:
    """GET /api/studio/scripts: every script, and what the editor needs to know."""
    desk = request.app[DESK]
    who = await _reader(request)
    found = await script_library.list_scripts(desk, who)
    rules = desk.linter.rules
    return json_response(
        {
            "may_write": script_library.may_write(who),
            "review_people": desk.editing.review.people,
            "days": desk.editing.guards.days,
            "locales": desk.editing.locales,
            "take_turns": desk.editing.take_turns,
            "channels": CHANNELS,
            "placeholders": rules.placeholders,
            "kinds": {
                name: kind.does
                for file in rules.words
                for name, kind in file.kinds.items()
            },
            "lengths": rules.limits.length,
            "scripts": plain(found),
        }
    )


async def read_script(request: web.Request) -> web.Response:
    """GET /api/studio/scripts/{script_id}: one script with its whole history."""
    desk = request.app[DESK]
    who = await _reader(request)
    name = request.match_info["script_id"]
    return json_response(plain(await script_library.read_script(desk, who, name)))


async def command(request: web.Request) -> web.Response:
    """POST /api/studio/commands: the script as it is after the command."""
    desk = request.app[DESK]
    session = await read_writer(desk, request.app[ORIGINS], request)
    asked = decode(_command, await read_body(request, most=_MOST))
    done = await COMMANDS[type(asked)](desk, session.person, asked)
    return json_response(plain(done))


async def lint(request: web.Request) -> web.Response:
    """POST /api/studio/lint: what the linter says of a wording of this script."""
    desk = request.app[DESK]
    session = await read_writer(desk, request.app[ORIGINS], request)
    require_reader(session.person)
    asked = decode(_look, await read_body(request, most=_MOST))
    content = asked.content.content
    report = lint_variant(
        desk.linter,
        desk.policies,
        script=asked.script_id,
        purpose=asked.purpose,
        text=content.text,
        buttons=content.buttons,
        when=content.when,
        locale=content.locale,
        channel=content.channel,
    )
    return json_response(plain(report))


async def preview(request: web.Request) -> web.Response:
    """POST /api/studio/preview: a wording as customers would read it."""
    desk = request.app[DESK]
    session = await read_writer(desk, request.app[ORIGINS], request)
    asked = decode(_preview, await read_body(request, most=_MOST))
    shown = script_library.preview(
        desk,
        session.person,
        script_id=asked.script_id,
        variant_id=asked.variant_id,
        content=asked.content.content,
        values=asked.values,
        locale=asked.locale,
        channel=asked.channel,
    )
    return json_response(plain(shown))


async def _reader(request: web.Request) -> Person:
    desk = request.app[DESK]
    return (await read_session(desk, request)).person


ROUTES: Final = (
    web.get("/api/studio/scripts", read_library),
    web.get("/api/studio/scripts/{script_id}", read_script),
    web.post("/api/studio/commands", command),
    web.post("/api/studio/lint", lint),
    web.post("/api/studio/preview", preview),
)
