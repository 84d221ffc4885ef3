"""What tells who wrote a message is gone before others read it."""

import pytest

from handoff.domain.masking import mask


@pytest.mark.parametrize(
    ("said", "masked"),
    [
        ("write to ann.lee@example.co.uk please", "write to [email] please"),
        ("call me on 020 7946 0958", "call me on [phone]"),
        ("my mobile is +1 202 555 0143.", "my mobile is [phone]."),
        ("card 4111 1111 1111 1111 was charged", "card [card] was charged"),
        ("pay to GB29 NWBK 6016 1331 9268 19", "pay to [account]"),
        ("I live in SW1A 1AA", "I live in [postcode]"),
        ("order 4471-0093 is late", "order [number] is late"),
        ("see https://example.com/me?id=1 there", "see [link] there"),
        ("My name is Jane Doe and I wait", "My name is [name] and I wait"),
    ],
)
def test_personal_data_becomes_its_kind(said: str, masked: str) -> None:
    assert mask(said) == masked


@pytest.mark.parametrize(
    "said",
    [
        "I was charged £49.99 twice on 3 May",
        "this is ridiculous, 14 days and 2 calls",
        "I ordered 3 shirts in size 42",
        "",
    ],
)
def test_what_tells_nothing_about_a_person_stays(said: str) -> None:
    assert mask(said) == said


def test_the_customers_own_name_is_gone_in_any_case() -> None:
    said = "ADA here, Ada Lovelace that is; it was adapted"

    assert mask(said, names=["Ada Lovelace", None]) == (
        "[name] here, [name] that is; it was adapted"
    )


def test_masking_twice_changes_nothing_more() -> None:
    once = mask(
        "I'm at a@b.co or 020 7946 0958, order 4471-0093, card 4111111111111111"
    )

    assert mask(once) == once
