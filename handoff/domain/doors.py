"""Second doors: when they are offered to those who wait, and what they promise."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Final, NamedTuple, Protocol

import msgspec
import phonenumbers

from handoff.errors import ValidationFailed

Minutes = Annotated[int, msgspec.Meta(ge=1, le=100_000)]
Count = Annotated[int, msgspec.Meta(ge=1, le=1_000)]
LONGEST_CHOICE: Final = 200
"""Characters; who writes more than that tells us something."""
_ADDRESS: Final = re.compile(
    r"(?<![^\s<>()\[\],;:\"])[^\s<>()\[\],;:\"@]{1,64}@[^\s<>()\[\],;:\"]{1,255}"
)


class Kind(StrEnum):
    """Which door was chosen."""

    EMAIL = "email"
    CALL_BACK = "call_back"
    KEEP = "keep"


class Step(StrEnum):
    """What the desk has asked the customer for."""

    CHOICE = "choice"
    EMAIL = "email"
    PHONE = "phone"
    SLOT = "slot"


class Cause(StrEnum):
    """Why doors are offered."""

    CLOSED = "closed"
    BUSY = "busy"


class OfferPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When doors are offered, and at which priorities never."""

    out_of_hours: bool
    wait_minutes: Minutes
    queue_length: Count
    never: list[str]


class EmailPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How soon a mail answers, and how long its link works."""

    answer_within_minutes: Minutes
    link_days: Annotated[int, msgspec.Meta(ge=1, le=365)]


class CallBackPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which slots are offered, how many calls fit in, and how often one tries."""

    region: Annotated[str, msgspec.Meta(pattern="^[A-Z]{2}$")]
    slot_minutes: Annotated[int, msgspec.Meta(ge=5, le=240)]
    lead_minutes: Minutes
    days_ahead: Annotated[int, msgspec.Meta(ge=1, le=60)]
    slots_shown: Annotated[int, msgspec.Meta(ge=1, le=10)]
    calls_per_slot: Count
    tries: Annotated[int, msgspec.Meta(ge=1, le=10)]
    again_after_minutes: Minutes


class KeepPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How soon somebody whose place is kept has an answer."""

    answer_within_minutes: Minutes


class SaidPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How customers write for a door: whole messages, but for words of `around`."""

    around: list[str] = []
    email: list[str] = []
    call_back: list[str] = []
    keep: list[str] = []

    def of(self, kind: Kind) -> list[str]:
        """The phrases that choose this door."""
        phrases: list[str] = getattr(self, kind.value)
        return phrases


class DoorPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All second doors; data/policies/doors.yml."""

    version: int
    offer: OfferPolicy
    email: EmailPolicy
    call_back: CallBackPolicy
    keep: KeepPolicy
    said: SaidPolicy = SaidPolicy()


class Hours(Protocol):
    """When people are there (domain/calendar.py)."""

    def is_open(self, at: datetime) -> bool:
        """Whether the moment is working time."""

    def add(self, start: datetime, working: timedelta) -> datetime:
        """The moment at which so much working time has passed."""

    def next_open(self, at: datetime) -> datetime:
        """The moment itself, or when working time next begins."""


class Slot(NamedTuple):
    """When somebody is called: from, until."""

    start: datetime
    end: datetime


def why_offer(
    policy: OfferPolicy, hours: Hours, *, now: datetime, ahead: int, wait_high: int
) -> Cause | None:
    """Why doors are offered to somebody who begins to wait now; None when not at all.

    Args:
        policy: when to offer them.
        hours: of the team that they wait for.
        now: the present.
        ahead: how many are before them.
        wait_high: the upper end of their expected wait, in seconds.
    """
    is_open = hours.is_open(now)
    if policy.out_of_hours and not is_open:
        return Cause.CLOSED
    # Out of hours a wait is long because nobody is there, not because many wait.
    too_long = is_open and wait_high > policy.wait_minutes * 60
    if ahead >= policy.queue_length or too_long:
        return Cause.BUSY
    return None


def read_choice(said: SaidPolicy, text: str) -> Kind | None:
    """The door that the whole message asks for; None when it says anything else."""
    choice = read_core(said, text)
    for kind in Kind:
        if choice in map(_plain, said.of(kind)):
            return kind
    return None


def read_core(said: SaidPolicy, text: str) -> str:
    """The message's words without those that only stand around a choice."""
    core = f" {_plain(text[:LONGEST_CHOICE])} "
    for phrase in sorted(map(_plain, said.around), key=len, reverse=True):
        core = core.replace(f" {phrase} ", " ")
    return core.strip()


def _plain(text: str) -> str:
    """Words alone: no capitals, no marks, "e-mail" and "email" alike."""
    words = text.casefold().replace("\u2019", "'").replace("e-mail", "email")
    return " ".join(re.findall(r"[\w']+", words))


def free_slots(
    policy: CallBackPolicy,
    hours: Hours,
    *,
    after: datetime,
    taken: Mapping[datetime, int],
) -> Iterator[Slot]:
    """The slots in working time that still have room, the earliest first.

    A slot begins on a whole multiple of its length, and is working time to its end.

    Args:
        policy: of call-backs.
        hours: of the team that calls.
        after: no slot begins before that.
        taken: how many calls are promised already, by a slot's start.
    """
    length = timedelta(minutes=policy.slot_minutes)
    start, last = _aligned(after, length), after + timedelta(days=policy.days_ahead)
    while start < last:
        opened = hours.next_open(start)
        if opened > start:
            start = _aligned(opened, length)
            continue
        slot = Slot(start, start + length)
        fits = hours.add(start, length) == slot.end
        if fits and taken.get(start, 0) < policy.calls_per_slot:
            yield slot
        start = slot.end


def read_email(text: str) -> str:
    """The one e-mail address in what the customer wrote, in its usual form.

    Raises:
        ValidationFailed: there is none, or it cannot be one.
    """
    # Imported late: it is slow to load, and few customers choose this door.
    from email_validator import EmailNotValidError, validate_email

    found = _ADDRESS.search(text)
    if found is None:
        raise ValidationFailed("no e-mail address", details={"field": "email"})
    try:
        checked = validate_email(found[0].rstrip(".!?'"), check_deliverability=False)
    except EmailNotValidError as error:
        raise ValidationFailed(str(error), details={"field": "email"}) from error
    return checked.normalized


def read_phone(text: str, region: str) -> str:
    """The telephone number in what the customer wrote, as +441632960123.

    Raises:
        ValidationFailed: there is none that could be dialled.
    """
    for match in phonenumbers.PhoneNumberMatcher(text[:200], region):
        return phonenumbers.format_number(
            match.number, phonenumbers.PhoneNumberFormat.E164
        )
    raise ValidationFailed("no telephone number", details={"field": "phone"})


def show_phone(number: str) -> str:
    """The stored number as people read it."""
    parsed = phonenumbers.parse(number)
    return phonenumbers.format_number(
        parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )


def door_faults(
    policy: DoorPolicy, priorities: set[str]
) -> list[tuple[list[str | int], str]]:
    """What is wrong in the file, beyond its form: where, and why."""
    wrong: list[tuple[list[str | int], str]] = [
        (["offer", "never", place], f"there is no priority {priority!r}")
        for place, priority in enumerate(policy.offer.never)
        if priority not in priorities
    ]
    if policy.call_back.region not in phonenumbers.SUPPORTED_REGIONS:
        reason = f"there is no region {policy.call_back.region!r}"
        wrong.append((["call_back", "region"], reason))
    for kind in Kind:
        for place, phrase in enumerate(policy.said.of(kind)):
            if read_choice(policy.said, phrase) is not kind:
                reason = f"{phrase!r} does not lead to this door alone"
                wrong.append((["said", kind.value, place], reason))
    return wrong


def _aligned(moment: datetime, length: timedelta) -> datetime:
    """The first whole multiple of the length in its day, at the moment or after."""
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + -((midnight - moment) // length) * length
