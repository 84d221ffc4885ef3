"""Complaint cases: references that are safe to read out, and what belongs together."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from handoff.domain.complaint import (
    ALPHABET,
    BOT_HOLDER,
    RANDOM_PART,
    Case,
    CaseFacts,
    CaseStatus,
    Stage,
    belongs,
    make_reference,
    read_reference,
    same_case,
)

OPENED = datetime(2026, 11, 22, 6, tzinfo=UTC)
DRAWN = ["".join(random.Random(n).choices(ALPHABET, k=RANDOM_PART)) for n in range(200)]


def a_case(*, status: CaseStatus = CaseStatus.OPEN, **facts: str) -> Case:
    """A case with these facts, opened in the conversation `cnv_1`."""
    return Case(
        complaint_id="cmp_1",
        reference="FL-22222-2",
        customer_id="cus_1",
        facts=CaseFacts(**facts),
        stage=Stage.PRELIMINARY,
        status=status,
        holder=BOT_HOLDER,
        opened_in="cnv_1",
        opened_seq=1,
        opened_at=OPENED,
    )


@pytest.mark.parametrize("letters", DRAWN[:20])
def test_a_reference_is_read_however_it_is_typed(letters: str) -> None:
    reference = make_reference(letters)

    assert len(reference) == len("FL-7K3M-Q2")
    for typed in (reference.lower(), reference.replace("-", " "), f" {reference}. "):
        assert read_reference(typed) == reference


def test_a_reference_holds_no_character_that_looks_like_another() -> None:
    assert not set(ALPHABET) & set("01OIL")


def test_one_wrong_or_two_swapped_characters_are_noticed() -> None:
    for letters in DRAWN:
        bare = make_reference(letters).replace("-", "")[2:]
        for at, right in enumerate(bare):
            other = ALPHABET[(ALPHABET.index(right) + 7) % len(ALPHABET)]
            assert read_reference(bare[:at] + other + bare[at + 1 :]) is None
        for at in range(len(bare) - 2):
            swapped = bare[:at] + bare[at + 1] + bare[at] + bare[at + 2 :]
            assert swapped == bare or read_reference(swapped) is None


@pytest.mark.parametrize("text", ["", "FL-", "FL-0O1I-LL", "hello", "FL-7K3M-Q2-99"])
def test_what_is_no_reference_is_none(text: str) -> None:
    assert read_reference(text) is None


def test_stages_climb_to_the_final_answer_and_stay_there() -> None:
    assert Stage.PRELIMINARY.next is Stage.TIER_1
    assert Stage.TIER_2.next is Stage.FINAL.next is Stage.FINAL


@pytest.mark.parametrize(
    ("known", "said", "same"),
    [
        ({"order_number": "1"}, {"order_number": "1", "topic": "invoice"}, True),
        ({"topic": "late", "order_number": "1"}, {"topic": "late"}, True),
        ({"topic": "late"}, {"topic": "late", "order_number": "2"}, True),
        (
            {"topic": "late", "order_number": "1"},
            {"topic": "late", "order_number": "2"},
            False,
        ),
        ({"topic": "late"}, {"topic": "invoice"}, False),
        ({}, {}, False),
    ],
)
def test_an_open_case_is_found_again_by_its_order_or_topic(
    known: dict[str, str], said: dict[str, str], same: bool
) -> None:
    case = a_case(**known)

    assert (same_case([case], CaseFacts(**said), since=OPENED) is case) is same


def test_a_settled_case_is_found_again_for_some_days_only() -> None:
    facts = CaseFacts(topic="late")
    settled = replace(
        a_case(status=CaseStatus.SETTLED, topic="late"), settled_at=OPENED
    )

    assert same_case([settled], facts, since=OPENED) is settled
    assert same_case([settled], facts, since=OPENED + timedelta(seconds=1)) is None


def test_a_conversation_leaves_a_case_about_another_order_but_never_its_own() -> None:
    case = a_case(topic="late", order_number="1")
    other = CaseFacts(topic="late", order_number="2")

    assert not belongs(case, "cnv_2", other)
    assert belongs(case, "cnv_1", other)
    assert belongs(case, "cnv_2", CaseFacts(topic="late"))


def test_facts_are_filled_in_and_a_new_wish_replaces_the_old() -> None:
    known = CaseFacts(topic="late", remedy_sought="refund")

    learnt = known.filled_from(CaseFacts("invoice", "1", "replacement"))

    assert learnt == CaseFacts("late", "1", "replacement")
