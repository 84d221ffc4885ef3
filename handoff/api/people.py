"""Signing in and out, and one's own account."""

from typing import Annotated, Final

import msgspec
from aiohttp import web

from handoff.guard import cookie_name, read_cookie, read_session, read_writer
from handoff.http import decode, json_response, read_body
from handoff.keys import DESK, ORIGINS
from handoff.present import plain
from handoff.services import people

Password = Annotated[str, msgspec.Meta(max_length=1000)]


class SignIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who wants to sign in, by e-mail or name."""

    login: Annotated[str, msgspec.Meta(max_length=320)]
    password: Password


class ChangePassword(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The password until now, and the one from now on."""

    current: Password
    new: Password


_sign_in: Final = msgspec.json.Decoder(SignIn)
_change_password: Final = msgspec.json.Decoder(ChangePassword)
_MOST: Final = 8 * 1024


async def sign_in(request: web.Request) -> web.Response:
    """POST /api/sign-in: a fresh session, whatever cookie came with the request."""
    desk = request.app[DESK]
    request.app[ORIGINS].require_own(request)
    data = decode(_sign_in, await read_body(request, most=_MOST))
    signed_in = await people.sign_in(
        desk,
        login=data.login,
        password=data.password,
        network=request.remote or "unknown",
    )
    answer = json_response({"person": plain(signed_in.person), "csrf": signed_in.csrf})
    answer.set_cookie(
        cookie_name(desk.settings),
        signed_in.token,
        path="/",
        httponly=True,
        samesite="Strict",
        secure=desk.settings.origin.startswith("https://"),
        max_age=int(desk.settings.session_life),
    )
    return answer


async def sign_out(request: web.Request) -> web.Response:
    """POST /api/sign-out: the session has ended, here and on its sockets."""
    desk = request.app[DESK]
    await read_writer(desk, request.app[ORIGINS], request)
    await people.sign_out(desk, read_cookie(desk, request))
    answer = json_response({})
    answer.del_cookie(
        cookie_name(desk.settings),
        path="/",
        httponly=True,
        samesite="Strict",
        secure=desk.settings.origin.startswith("https://"),
    )
    return answer


async def change_password(request: web.Request) -> web.Response:
    """POST /api/password: the new one holds, all other sessions have ended."""
    desk = request.app[DESK]
    session = await read_writer(desk, request.app[ORIGINS], request)
    data = decode(_change_password, await read_body(request, most=_MOST))
    await people.change_password(
        desk,
        session.person,
        session_id=session.session_id,
        current=data.current,
        new=data.new,
    )
    return json_response({})


async def read_me(request: web.Request) -> web.Response:
    """GET /api/me: the person, and the token that their writes must carry."""
    desk = request.app[DESK]
    session = await read_session(desk, request)
    person = await people.read_me(desk, session.person)
    return json_response(
        {
            "person": plain(person),
            "csrf": session.csrf,
            "password_is_initial": session.password_is_initial,
        }
    )
