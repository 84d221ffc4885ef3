"""A complaint case: what a customer is unhappy with, and who answers for it when."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

import msgspec

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""31 characters, none of which looks like another; a prime, for the check character."""
RANDOM_PART: Final = 5
PREFIX: Final = "FL"


class Stage(StrEnum):
    """How high the complaint has climbed (design: tiers 0 to 3)."""

    PRELIMINARY = "preliminary"
    TIER_1 = "tier_1"
    TIER_2 = "tier_2"
    FINAL = "final"

    @property
    def tier(self) -> int:
        """0 for the bot's preliminary response, up to 3 for the final answer."""
        return list(Stage).index(self)

    @property
    def next(self) -> "Stage":
        """One tier up; the final answer has nothing above it."""
        return Stage.of_tier(self.tier + 1)

    @staticmethod
    def of_tier(tier: int) -> "Stage":
        """The stage that a tier answers for; beyond the ends, the nearest one."""
        stages = list(Stage)
        return stages[min(max(tier, 0), len(stages) - 1)]


class CaseStatus(StrEnum):
    """Whether the complaint still has to be settled."""

    OPEN = "open"
    SETTLED = "settled"


class HolderKind(StrEnum):
    """Who can be accountable for a complaint."""

    BOT = "bot"
    TEAM = "team"
    PERSON = "person"


class Holder(msgspec.Struct, frozen=True):
    """Who is accountable; the bot has no id and no name."""

    kind: HolderKind
    id: str | None = None
    name: str | None = None


BOT_HOLDER: Final = Holder(HolderKind.BOT)


class StageView(msgspec.Struct, frozen=True):
    """Who was accountable at which stage, from when to when; None is until now."""

    stage: Stage
    holder: Holder
    started_at: datetime
    ended_at: datetime | None


class CaseFacts(msgspec.Struct, frozen=True):
    """What a conversation says of the matter; all of it may still be unknown."""

    topic: str | None = None
    order_number: str | None = None
    remedy_sought: str | None = None

    def contradicts(self, other: "CaseFacts") -> bool:
        """Whether the two are about different orders."""
        both = self.order_number and other.order_number
        return bool(both) and self.order_number != other.order_number

    def same_matter(self, other: "CaseFacts") -> bool:
        """Whether the two are about one order, or one topic of no other order."""
        if self.order_number and self.order_number == other.order_number:
            return True
        same_topic = self.topic is not None and self.topic == other.topic
        return same_topic and not self.contradicts(other)

    def filled_from(self, later: "CaseFacts") -> "CaseFacts":
        """The facts with what was unknown taken from the later ones."""
        return CaseFacts(
            self.topic or later.topic,
            self.order_number or later.order_number,
            later.remedy_sought or self.remedy_sought,
        )


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A complaint as it stands."""

    complaint_id: str
    reference: str
    customer_id: str
    facts: CaseFacts
    stage: Stage
    status: CaseStatus
    holder: Holder
    opened_in: str
    opened_seq: int
    opened_at: datetime
    settled_at: datetime | None = None
    outcome: str | None = None
    remedy_given: str | None = None
    root_cause: str | None = None
    reopened: int = 0


class CaseView(msgspec.Struct, frozen=True):
    """A complaint as agents see it, with its whole ladder."""

    reference: str
    topic: str | None
    order_number: str | None
    remedy_sought: str | None
    stage: Stage
    status: CaseStatus
    holder: Holder
    opened_at: datetime
    settled_at: datetime | None
    outcome: str | None
    remedy_given: str | None
    root_cause: str | None
    reopened: int
    stages: list[StageView]


def facts_of(topic: str | None, slots: dict[str, Any]) -> CaseFacts:
    """What the bot has learnt of the matter, as far as it is plain text."""

    def text(name: str) -> str | None:
        value = slots.get(name)
        return value if isinstance(value, str) and value else None

    return CaseFacts(topic, text("order_number"), text("remedy"))


def same_case(
    cases: Sequence[Case], facts: CaseFacts, *, since: datetime
) -> Case | None:
    """The first of the cases about the same matter that is not over.

    One that was settled after `since` is not: who comes back that soon comes back
    about the same.
    """

    def is_over(case: Case) -> bool:
        return case.settled_at is not None and case.settled_at < since

    return next(
        (case for case in cases if not is_over(case) and case.facts.same_matter(facts)),
        None,
    )


def belongs(case: Case, conversation_id: str, facts: CaseFacts) -> bool:
    """Whether a conversation stays with its case, now that it says this.

    One that was taken to be about an earlier case leaves it when it names another
    order; the one that the case was opened in is its home.
    """
    return case.opened_in == conversation_id or not case.facts.contradicts(facts)


def make_reference(letters: str) -> str:
    """The reference of the drawn letters, such as `FL-7K3M-Q2`.

    Its last character is a check: one wrong or two swapped characters are noticed.
    """
    whole = letters + _check(letters)
    return f"{PREFIX}-{whole[:4]}-{whole[4:]}"


def read_reference(text: str) -> str | None:
    """The reference as we write it, or None when it cannot be one of ours."""
    bare = "".join(c for c in text.upper() if c.isalnum()).removeprefix(PREFIX)
    if len(bare) != RANDOM_PART + 1 or set(bare) - set(ALPHABET):
        return None
    return make_reference(bare[:-1]) if _check(bare[:-1]) == bare[-1] else None


def _check(letters: str) -> str:
    weighted = sum(
        place * ALPHABET.index(letter) for place, letter in enumerate(letters, 2)
    )
    return ALPHABET[weighted % len(ALPHABET)]
