"""Column types: UTC moments and JSON documents, the same on every database."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Dialect, String, Text
from sqlalchemy.types import TypeDecorator

from handoff.clock import from_iso, iso

decode_json = msgspec.json.Decoder().decode
_encoder = msgspec.json.Encoder()


def encode_json(value: Any) -> str:
    """The value as compact JSON text."""
    return _encoder.encode(value).decode()


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC moment, kept as text of fixed width so that it sorts."""

    impl = String(24)
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> str | None:
        """The moment as the database keeps it."""
        return None if value is None else iso(value)

    def process_result_value(
        self, value: str | None, dialect: Dialect
    ) -> datetime | None:
        """The moment as the code uses it."""
        return None if value is None else from_iso(value)


class JsonDocument(TypeDecorator[Any]):
    """A JSON document, kept as compact text."""

    impl = Text()
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """The document as the database keeps it."""
        return None if value is None else encode_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """The document as the code uses it."""
        return None if value is None else decode_json(value)
