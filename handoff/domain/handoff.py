"""A handoff: why a person is needed, and what the bot knows when it asks for one."""

from enum import StrEnum
from typing import Any

import msgspec


class Reason(StrEnum):
    """Why the conversation goes to a person (docs/protocol.md, reason codes)."""

    CUSTOMER_REQUEST = "customer_request"
    THREAT = "threat"
    EXPOSURE = "exposure"
    PRIORITY = "priority"
    NEEDS_UNMET = "needs_unmet"
    BEYOND_AUTHORITY = "beyond_authority"
    BOT_FAILURE = "bot_failure"
    REPEAT_CONTACT = "repeat_contact"
    RETENTION = "retention"


class HandoffStatus(StrEnum):
    """Where a handoff stands; the first two are open."""

    QUEUED = "queued"
    ACCEPTED = "accepted"
    RESOLVED = "resolved"
    RETURNED = "returned"
    ABANDONED = "abandoned"


class HandoffRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What whoever asks for a person knows: the bot, the customer or the desk.

    `tier` is the least that the asker finds right; the policy may ask for more.
    """

    reason: Reason
    skill: str | None = None
    tier: int = 1
    topic: str | None = None
    signal: str | None = None
    facts: dict[str, Any] = msgspec.field(default_factory=dict)
    tried: list[str] = msgspec.field(default_factory=list)
    note: str = ""
