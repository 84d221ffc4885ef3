"""How a person works: tier, skills with levels, languages, and how much they hold."""

import re
from typing import Final

import msgspec

from handoff.domain.routing_policy import TOP_TIER, RoutingPolicy

HIGHEST_LEVEL: Final = 5
MOST_CAPACITY: Final = 1000
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}")


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One person's; without skills or languages they count as having every one.

    `capacity` None is the policy's. `skills` are levels from 1 to 5 by skill.
    """

    tier: int = 1
    capacity: int | None = None
    skills: dict[str, int] = {}
    languages: list[str] = []


USUAL: Final = Profile()
"""Front line, every skill and language, the policy's capacity."""


def profile_faults(profile: Profile, policy: RoutingPolicy) -> list[tuple[str, str]]:
    """What is wrong with the profile: which field, and why."""
    wrong: list[tuple[str, str]] = []
    if not 1 <= profile.tier <= TOP_TIER:
        wrong.append(("tier", f"a tier is 1 to {TOP_TIER}"))
    if profile.capacity is not None and not 1 <= profile.capacity <= MOST_CAPACITY:
        wrong.append(("capacity", f"a capacity is 1 to {MOST_CAPACITY}"))
    for skill, level in profile.skills.items():
        if skill not in policy.skills:
            wrong.append(("skills", f"no team has the skill {skill!r}"))
        elif not 1 <= level <= HIGHEST_LEVEL:
            wrong.append(("skills", f"a level is 1 to {HIGHEST_LEVEL}"))
    wrong += [
        ("languages", f"{language!r} is no language code such as en")
        for language in profile.languages
        if not _LANGUAGE.fullmatch(language)
    ]
    return wrong
