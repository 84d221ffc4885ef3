"""Who is at the door: origins, tokens, cookies. Every handler comes through here."""

import hmac
import re
from typing import Final

from aiohttp import hdrs, web

from handoff.config import Settings, SettingsError
from handoff.desk import Desk
from handoff.domain.principal import Customer
from handoff.errors import NotAllowed, NotSignedIn
from handoff.services import customers, people
from handoff.services.people import Session

CSRF_HEADER: Final = "X-CSRF-Token"
_ORIGIN: Final = re.compile(r"^https?://(\[[0-9a-f:]+\]|[a-z0-9.-]+)(:\d{1,5})?$")
_LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")


class Origins:
    """The origins of the desk's own pages, and those that may embed the widget."""

    def __init__(self, settings: Settings) -> None:
        self.own = _own_origins(settings)
        self.embedders = settings.allowed_origins
        for origin in (*self.own, *self.embedders):
            if not _ORIGIN.match(origin):
                raise SettingsError(
                    f"{origin!r} is not an exact origin such as https://shop.example"
                )

    def require_own(self, request: web.BaseRequest) -> None:
        """Nothing: the request comes from one of the desk's own pages.

        Raises:
            NotAllowed: it names another origin, or none.
        """
        if request.headers.get(hdrs.ORIGIN) not in self.own:
            raise NotAllowed("this origin may not do that")

    def refuse_foreign(self, request: web.BaseRequest) -> None:
        """Nothing: the request names no origin, or one of the desk's own.

        For calls that carry their token in a header: a program without a browser
        names no origin, a page always does.

        Raises:
            NotAllowed: it names another origin.
        """
        if hdrs.ORIGIN in request.headers:
            self.require_own(request)


def cookie_name(settings: Settings) -> str:
    """The session cookie's name; only https can carry the `__Host-` promise."""
    secure = settings.origin.startswith("https://")
    return "__Host-firstline" if secure else "firstline_session"


def read_bearer(request: web.BaseRequest) -> str:
    """The token of the Authorization header.

    Raises:
        NotSignedIn: there is none.
    """
    scheme, _, token = request.headers.get(hdrs.AUTHORIZATION, "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NotSignedIn("a bearer token is needed")
    return token.strip()


async def read_customer(desk: Desk, request: web.BaseRequest) -> Customer:
    """The customer whose token the request carries.

    Raises:
        NotSignedIn: no customer holds it.
    """
    return await customers.authenticate(desk, read_bearer(request))


def read_cookie(desk: Desk, request: web.BaseRequest) -> str:
    """The session token of the request's cookie.

    Raises:
        NotSignedIn: there is none.
    """
    token = request.cookies.get(cookie_name(desk.settings))
    if not token:
        raise NotSignedIn("sign in first")
    return token


async def read_session(desk: Desk, request: web.BaseRequest) -> Session:
    """The live sign-in of the request's cookie.

    Raises:
        NotSignedIn: there is none.
    """
    return await people.find_session(desk, read_cookie(desk, request))


def require_csrf(session: Session, given: str) -> None:
    """Nothing: whoever asks has read the session's own token.

    Raises:
        NotAllowed: the token is missing or wrong.
    """
    if not hmac.compare_digest(session.csrf.encode(), given.encode("utf-8", "replace")):
        raise NotAllowed("the CSRF token is missing or wrong")


async def read_writer(
    desk: Desk, origins: Origins, request: web.BaseRequest
) -> Session:
    """The live sign-in of a request that may change something.

    Raises:
        NotAllowed: it comes from another page, or without the CSRF token.
        NotSignedIn: there is no live session.
    """
    origins.require_own(request)
    session = await read_session(desk, request)
    require_csrf(session, request.headers.get(CSRF_HEADER, ""))
    return session


def _own_origins(settings: Settings) -> tuple[str, ...]:
    if settings.public_url or settings.host not in _LOOPBACK:
        return (settings.origin,)
    # On one's own machine all names of the loopback address are the same place.
    return tuple(f"http://{name}:{settings.port}" for name in _LOOPBACK)
