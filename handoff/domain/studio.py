"""How the content team works: data/policies/studio.yml."""

from typing import Annotated

import msgspec

from handoff.domain.figures import Metric


class ReviewPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many people a wording passes through before it is said."""

    people: Annotated[int, msgspec.Meta(ge=1, le=2)]


class GuardPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When a wording that does worse than its like is taken out of service."""

    days: Annotated[int, msgspec.Meta(ge=1, le=366)]
    conversations: Annotated[int, msgspec.Meta(ge=10)]
    worse_by: dict[Metric, Annotated[float, msgspec.Meta(ge=0, le=1)]]


class StudioPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Languages, review, guards, and scripts whose wordings take turns."""

    version: int
    locales: Annotated[list[str], msgspec.Meta(min_length=1)]
    review: ReviewPolicy
    guards: GuardPolicy
    take_turns: list[str] = []
