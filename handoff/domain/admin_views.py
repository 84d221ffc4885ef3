"""What admins are shown of policies."""

from datetime import datetime

import msgspec


class PolicyVersion(msgspec.Struct, frozen=True):
    """One version of a policy; 0 is the shipped file, which has no author."""

    name: str
    version: int
    shipped: bool
    author: str | None
    note: str
    at: datetime | None


class PolicyText(msgspec.Struct, frozen=True):
    """A policy in force, the file that it was shipped as, and how it came about."""

    name: str
    text: str
    shipped: str
    version: int
    versions: list[PolicyVersion]
