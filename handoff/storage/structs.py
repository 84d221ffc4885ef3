"""Rows as the domain's own structs."""

from typing import Any, TypeVar

import msgspec
from sqlalchemy import Row

T = TypeVar("T")


def as_struct(row: Row[Any], type: type[T]) -> T:
    """The row as a struct; columns that the struct does not name are left out."""
    # A column's name is a kind of string that msgspec takes for another type.
    return msgspec.convert({str(k): v for k, v in row._mapping.items()}, type)
