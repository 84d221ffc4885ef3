"""Second doors: when they open, which slots are free, what customers write."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest

from handoff.config import ROOT
from handoff.domain.calendar import Calendar, Interval
from handoff.domain.doors import (
    Cause,
    Kind,
    SaidPolicy,
    door_faults,
    free_slots,
    read_choice,
    read_email,
    read_phone,
    show_phone,
    why_offer,
)
from handoff.domain.moments import show_moment, show_short
from handoff.errors import ValidationFailed
from handoff.storage.policies import read_policies

POLICIES = read_policies(ROOT / "data")
DOORS = POLICIES.doors
DAY = (Interval(9 * 60, 12 * 60 + 15), Interval(13 * 60, 17 * 60))
OFFICE = Calendar(zone=ZoneInfo("Europe/London"), week=[*[DAY] * 5, (), ()])
SUNDAY = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
MONDAY = SUNDAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("now", "ahead", "wait_high", "cause"),
    [
        (SUNDAY, 0, 60, Cause.CLOSED),
        (MONDAY.replace(hour=10), 0, 60, None),
        (MONDAY.replace(hour=10), 50, 60, Cause.BUSY),
        (MONDAY.replace(hour=10), 49, 1800, None),
        (MONDAY.replace(hour=10), 0, 1801, Cause.BUSY),
    ],
)
def test_doors_open_out_of_hours_and_when_it_takes_long(
    now: datetime, ahead: int, wait_high: int, cause: Cause | None
) -> None:
    found = why_offer(DOORS.offer, OFFICE, now=now, ahead=ahead, wait_high=wait_high)

    assert found is cause


def slots(after: datetime, **taken: int) -> list[str]:
    """The first slots as London reads them."""
    used = {
        MONDAY.replace(hour=int(h[1:3]), minute=int(h[3:])): n for h, n in taken.items()
    }
    free = free_slots(DOORS.call_back, OFFICE, after=after, taken=used)
    return [
        f"{s.start:%a %H:%M}-{s.end:%H:%M}"
        for s, _ in zip(free, range(8), strict=False)
    ]


def test_slots_are_whole_pieces_of_working_time() -> None:
    assert slots(SUNDAY) == [
        "Mon 09:00-09:30",
        "Mon 09:30-10:00",
        "Mon 10:00-10:30",
        "Mon 10:30-11:00",
        "Mon 11:00-11:30",
        "Mon 11:30-12:00",
        # 12:00 to 12:30 would run into the break.
        "Mon 13:00-13:30",
        "Mon 13:30-14:00",
    ]


def test_no_slot_begins_too_soon_or_when_all_its_calls_are_promised() -> None:
    found = slots(MONDAY.replace(hour=9, minute=1), t0930=2, t1000=1)

    assert found[:2] == ["Mon 10:00-10:30", "Mon 10:30-11:00"]


def test_slots_end_with_the_days_that_are_looked_ahead() -> None:
    free = list(free_slots(DOORS.call_back, OFFICE, after=SUNDAY, taken={}))

    assert 0 < len(free) < 200
    assert free[-1].end <= SUNDAY + timedelta(days=DOORS.call_back.days_ahead, hours=1)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("ada@example.org", "ada@example.org"),
        ("It's Ada.Lovelace@EXAMPLE.org, thanks!", "Ada.Lovelace@example.org"),
        ("(ada+shop@example.org)", "ada+shop@example.org"),
        ("ada@example.org.", "ada@example.org"),
    ],
)
def test_an_address_is_found_in_what_is_written(text: str, address: str) -> None:
    assert read_email(text) == address


@pytest.mark.parametrize(
    "text",
    ["", "ada", "ada@", "@example.org", "ada@nowhere", "a@b@c", "x" * 9000 + "@y.org"],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValidationFailed):
        read_email(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("020 7946 0018", "+442079460018"),
        ("call me on 020-7946-0018 please", "+442079460018"),
        ("+49 30 901820", "+4930901820"),
    ],
)
def test_a_number_is_found_in_what_is_written(text: str, number: str) -> None:
    assert read_phone(text, "GB") == number
    assert show_phone(number).startswith("+")


@pytest.mark.parametrize("text", ["", "later", "12", "4471-0093", "0" * 40, "9" * 5000])
def test_what_cannot_be_dialled_is_refused(text: str) -> None:
    with pytest.raises(ValidationFailed):
        read_phone(text, "GB")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Call me back", Kind.CALL_BACK),
        ("could you call me back, please?", Kind.CALL_BACK),
        ("Yes please, ring me!", Kind.CALL_BACK),
        ("E-Mail", Kind.EMAIL),
        ("I\u2019d prefer an e-mail, thank you", Kind.EMAIL),
        ("ok, i'll wait", Kind.KEEP),
        ("KEEP MY PLACE", Kind.KEEP),
        ("I called you twice and nobody rang me back", None),
        ("don't call me", None),
        ("you never answer my e-mail", None),
        ("please", None),
        ("", None),
        ("call me " * 2000, None),
    ],
)
def test_a_door_is_chosen_in_ones_own_words_by_a_whole_message(
    text: str, kind: Kind | None
) -> None:
    assert read_choice(DOORS.said, text) is kind


def test_a_phrase_that_leads_nowhere_or_to_two_doors_is_a_fault() -> None:
    said = SaidPolicy(
        around=["please"], email=["please"], keep=["later"], call_back=["later"]
    )
    policy = msgspec.structs.replace(DOORS, said=said)

    assert [place for place, _ in door_faults(policy, {"P0"})] == [
        ["said", "email", 0],
        ["said", "keep", 0],
    ]


def test_faults_of_the_policy_are_named_with_their_place() -> None:
    assert door_faults(DOORS, {"P0", "P1"}) == []
    assert door_faults(DOORS, {"P1"}) == [
        (["offer", "never", 0], "there is no priority 'P0'")
    ]


def test_moments_are_told_on_the_readers_clock_and_in_their_language() -> None:
    zone = ZoneInfo("Europe/Berlin")
    at = datetime(2026, 7, 1, 7, 30, tzinfo=UTC)

    assert show_moment(at, zone, "en-GB") == "Wednesday 1 July, 09:30"
    assert show_short(at, zone, "de") == "Mi. 1 Juli, 09:30"
    assert show_moment(at, zone, "xx-nonsense") == "Wednesday 1 July, 09:30"
