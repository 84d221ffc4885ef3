"""Security headers of every answer: pages say which kind they are, the rest is API."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from aiohttp import web

from handoff.config import Settings

API_POLICY: Final = "default-src 'none'; frame-ancestors 'none'; sandbox"
"""For JSON and files: nothing in them may ever act as a page."""

_ALWAYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
        "Content-Security-Policy": API_POLICY,
        # The versions in use are nobody's business.
        "Server": "firstline",
    }
)
_STRICT_TRANSPORT: Final = "max-age=31536000"


def page_policy(
    settings: Settings, *, frame_ancestors: str = "'none'", frames: bool = False
) -> str:
    """The content security policy of one of the desk's own pages.

    No inline script or style, nothing from elsewhere, no HTML made from text.
    """
    socket = settings.origin.replace("http", "ws", 1)
    parts = [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        f"connect-src 'self' {socket}",
        "base-uri 'none'",
        "form-action 'none'",
        f"frame-ancestors {frame_ancestors}",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ]
    if frames:
        parts.append("frame-src 'self'")
    return "; ".join(parts)


def install_headers(app: web.Application, settings: Settings) -> None:
    """Every answer of the application carries the headers, errors and files too."""
    https = settings.origin.startswith("https://")

    async def add(_: web.Request, response: web.StreamResponse) -> None:
        for name, value in _ALWAYS.items():
            if name == "Server" or name not in response.headers:
                response.headers[name] = value
        if https:
            response.headers["Strict-Transport-Security"] = _STRICT_TRANSPORT

    app.on_response_prepare.append(add)
