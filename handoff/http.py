"""Reading and writing JSON over HTTP, for every handler alike."""

from typing import Any, TypeVar

import msgspec
from aiohttp import web

from handoff.errors import FirstlineError, InternalError, TooLarge, ValidationFailed

T = TypeVar("T")

_encode = msgspec.json.Encoder().encode


def json_response(
    data: Any, *, status: int = 200, headers: dict[str, str] | None = None
) -> web.Response:
    """The data as JSON, never kept by any cache."""
    return web.Response(
        body=_encode(data),
        status=status,
        content_type="application/json",
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def error_body(error: FirstlineError) -> dict[str, Any]:
    """The error as clients read it, on HTTP and sockets alike."""
    # What broke inside the desk is for its log, not for its callers.
    hidden = isinstance(error, InternalError)
    message = "something went wrong here" if hidden else error.message
    return {"error": {"code": error.code, "message": message, "details": error.details}}


def decode(decoder: msgspec.json.Decoder[T], raw: str | bytes | msgspec.Raw) -> T:
    """The value that the decoder's schema describes.

    Raises:
        ValidationFailed: the text is not JSON or does not fit the schema.
    """
    try:
        return decoder.decode(raw)
    except msgspec.MsgspecError as error:
        raise ValidationFailed(str(error)) from error
    except RecursionError as error:
        raise ValidationFailed("nested too deeply") from error
    except UnicodeError as error:
        raise ValidationFailed("not valid UTF-8") from error


async def read_body(request: web.Request, *, most: int) -> bytes:
    """The whole body.

    Raises:
        TooLarge: it is longer than `most` bytes.
        ValidationFailed: it is compressed, which no client of ours does.
    """
    if "Content-Encoding" in request.headers:
        raise ValidationFailed("compressed bodies are not accepted")
    raw = await request.read()
    if len(raw) > most:
        raise TooLarge("the body is too large", details={"max_bytes": most})
    return raw


def read_query(request: web.Request, schema: type[T]) -> T:
    """The query string's values, each given once, checked against the schema.

    Raises:
        ValidationFailed: a value does not fit, is unknown or is given twice.
    """
    given = dict(request.query)
    if len(given) != len(request.query):
        raise ValidationFailed("a query parameter is given twice")
    try:
        return msgspec.convert(given, schema, strict=False)
    except msgspec.ValidationError as error:
        raise ValidationFailed(str(error)) from error
