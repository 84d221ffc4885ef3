"""The pages and their files: only what lay in the folders at the start is served."""

import gzip
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aiohttp import hdrs, web

from handoff.api.headers import page_policy
from handoff.config import ROOT, Settings
from handoff.errors import NotFound
from handoff.web.pack import pack

WEB: Final = ROOT / "handoff" / "web"
TYPES: Final[Mapping[str, str]] = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
}
_PACKED: Final = {".html", ".js", ".css", ".json", ".svg"}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class File:
    """One file as it goes out: plain, and packed where that helps."""

    body: bytes
    packed: bytes | None
    content_type: str
    etag: str

    def answer(self, request: web.Request, headers: Mapping[str, str]) -> web.Response:
        """The file, or 304 when the browser holds it already."""
        common = {
            hdrs.ETAG: self.etag,
            hdrs.CACHE_CONTROL: "no-cache",  # keep it, but ask whether it changed
            hdrs.VARY: "Accept-Encoding",
            **headers,
        }
        if request.headers.get(hdrs.IF_NONE_MATCH) == self.etag:
            return web.Response(status=304, headers=common)
        common[hdrs.CONTENT_TYPE] = self.content_type
        if self.packed and "gzip" in request.headers.get(hdrs.ACCEPT_ENCODING, ""):
            common[hdrs.CONTENT_ENCODING] = "gzip"
            return web.Response(body=self.packed, headers=common)
        return web.Response(body=self.body, headers=common)


def make_file(body: bytes, suffix: str) -> File:
    """The bytes as a file of that kind, with their hash as its tag."""
    packed = None
    if suffix in _PACKED:
        packed = gzip.compress(body, compresslevel=9, mtime=0)
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    return File(body, packed, TYPES[suffix], etag)


def read_file(path: Path) -> File:
    """The file as it lies on the disk."""
    return make_file(path.read_bytes(), path.suffix)


def read_assets(folder: Path) -> dict[str, File]:
    """The folder's files of known types by their path in it; no links, no pages."""
    return {
        path.relative_to(folder).as_posix(): read_file(path)
        for path in sorted(folder.rglob("*"))
        if path.suffix in TYPES
        and path.suffix != ".html"
        # A link could lead out of the folder.
        and path.is_file()
        and not path.is_symlink()
        and "node_modules" not in path.parts
    }


def page_routes(settings: Settings) -> list[web.RouteDef]:
    """All pages and files; nothing is read from disk after this."""
    embedders = " ".join((_SELF, *settings.allowed_origins))
    own_page = {"Content-Security-Policy": page_policy(settings)}
    with_frames = {"Content-Security-Policy": page_policy(settings, frames=True)}
    panel = {
        "Content-Security-Policy": page_policy(settings, frame_ancestors=embedders),
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    # The studio shows wordings in a frame of its own, in the widget's look.
    framed = {"Content-Security-Policy": page_policy(settings, frame_ancestors=_SELF)}
    loader = {"Cross-Origin-Resource-Policy": "cross-origin"}
    assets = read_assets(WEB)
    panel_script = pack(WEB / "widget" / "main.js", WEB)
    assets["widget/panel.js"] = make_file(panel_script.encode(), ".js")
    locales = read_assets(settings.content_dir / "locales")
    assets.update({f"locales/{name}": file for name, file in locales.items()})
    routes = [
        web.get("/widget/loader.js", _page(WEB / "widget" / "loader.js", loader)),
        web.get("/widget/", _page(WEB / "widget" / "index.html", panel)),
        web.get("/console/", _page(WEB / "console" / "index.html", own_page)),
        web.get("/admin/", _page(WEB / "admin" / "index.html", own_page)),
        web.get("/studio/", _page(WEB / "studio" / "index.html", with_frames)),
        web.get(
            "/studio/preview/", _page(WEB / "studio" / "preview" / "index.html", framed)
        ),
        web.get("/return/", _page(WEB / "return" / "index.html", own_page)),
        web.get("/follow-up/", _page(WEB / "follow_up" / "index.html", own_page)),
        *(web.get(f"/{name}", _moved(f"/{name}/")) for name in _FOLDERS),
        web.get("/assets/{name:.+}", _asset(assets)),
    ]
    home = _page(WEB / "shop" / "index.html", with_frames)
    return [*routes, web.get("/", home if settings.demo else _moved("/console/"))]


_SELF: Final = "'self'"
_FOLDERS: Final = ("widget", "console", "studio", "admin", "follow-up", "return")


def _page(path: Path, headers: Mapping[str, str]) -> Handler:
    file = read_file(path)

    async def serve(request: web.Request) -> web.StreamResponse:
        return file.answer(request, headers)

    return serve


def _asset(assets: Mapping[str, File]) -> Handler:
    async def serve(request: web.Request) -> web.StreamResponse:
        # Names are compared, never joined to a folder: there is no way out of it.
        file = assets.get(request.match_info["name"])
        if file is None:
            raise NotFound("no such file")
        return file.answer(request, {})

    return serve


def _moved(target: str) -> Handler:
    async def serve(_: web.Request) -> web.StreamResponse:
        raise web.HTTPPermanentRedirect(target)

    return serve
