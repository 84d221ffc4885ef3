"""Trying policies on handoffs that happened: where would each have gone?"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from handoff.domain.handoff import HandoffRequest
from handoff.domain.policy import Policies
from handoff.domain.routing import choose_route

EXAMPLES: Final = 20
"""Handoffs that are listed one by one."""


class Past(msgspec.Struct, frozen=True):
    """A handoff as it was asked for, with the rating of its moment."""

    handoff_id: str
    conversation_id: str
    request: HandoffRequest
    rating: dict[str, Any] | None
    queued_at: datetime


class Place(msgspec.Struct, frozen=True):
    """Where a handoff goes; `due` in seconds after it was asked for."""

    team: str
    tier: int
    priority: str
    due: int


class Moved(msgspec.Struct, frozen=True):
    """A handoff that the new policies would treat in another way."""

    handoff_id: str
    conversation_id: str
    before: Place
    after: Place


class Trial(msgspec.Struct, frozen=True):
    """What would have been different; `earlier` and `later` count due times."""

    tried: int
    team: int
    tier: int
    priority: int
    earlier: int
    later: int
    examples: list[Moved]


def try_policies(past: Iterable[Past], before: Policies, after: Policies) -> Trial:
    """Every handoff routed by both policies, and the differences counted."""
    tried = 0
    moved: list[Moved] = []
    for one in past:
        tried += 1
        old, new = _place(one, before), _place(one, after)
        if old != new:
            moved.append(Moved(one.handoff_id, one.conversation_id, old, new))
    return Trial(
        tried=tried,
        team=sum(one.before.team != one.after.team for one in moved),
        tier=sum(one.before.tier != one.after.tier for one in moved),
        priority=sum(one.before.priority != one.after.priority for one in moved),
        earlier=sum(one.before.due > one.after.due for one in moved),
        later=sum(one.before.due < one.after.due for one in moved),
        examples=moved[:EXAMPLES],
    )


def _place(past: Past, policies: Policies) -> Place:
    route = choose_route(past.request, past.rating, policies, now=past.queued_at)
    due = (route.due_at - past.queued_at) // timedelta(seconds=1)
    return Place(route.team.id, route.tier, route.priority, due)
