"""Finding order numbers, amounts, dates, addresses and wishes."""

from pathlib import Path

import pytest

from bot.understanding.entities import compile_words, extract
from bot.understanding.words import read_entities

WORDS = compile_words(read_entities(Path("data/understanding/entities.yml")))


def found(text: str, name: str) -> list[str]:
    return [entity.value for entity in extract(text, WORDS) if entity.name == name]


@pytest.mark.parametrize(
    "text",
    [
        "my order 4471-0093 is late",
        "order 4471 0093 has not come",
        "it's #44710093, please look",
        "44710093",
        "Order no. 4471/0093?",
        "ORDER NUMBER: 4471-0093.",
        "the reference is 4471–0093",
    ],
)
def test_an_order_number_is_found_however_it_is_written(text: str) -> None:
    assert found(text, "order_number") == ["4471-0093"]


@pytest.mark.parametrize(
    "text",
    [
        "my card is 4471 0093 1234 5678",
        "call me on 020 7946 0018",
        "it was 12,344,471 pounds",
        "since 20261122 nothing",
        "tracking 4471-0093-77",
    ],
)
def test_part_of_another_number_is_no_order_number(text: str) -> None:
    assert found(text, "order_number") == []


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("you owe me £49.99", "49.99 GBP"),
        ("I paid 1,200 pounds", "1200.00 GBP"),
        ("that's $20 gone", "20.00 USD"),
        ("35 euros, thank you", "35.00 EUR"),
        ("£2k of furniture", "2000.00 GBP"),
        ("60 quid for this", "60.00 GBP"),
    ],
)
def test_an_amount_is_found_with_its_currency(text: str, amount: str) -> None:
    assert found(text, "amount") == [amount]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("it was promised for 3rd of March", "3rd of March"),
        ("by November 22, 2026 at the latest", "November 22, 2026"),
        ("ordered on 12/11/2026", "12/11/2026"),
        ("since last Tuesday", "last Tuesday"),
    ],
)
def test_a_date_is_found_as_it_was_said(text: str, date: str) -> None:
    assert found(text, "date") == [date]


def test_an_address_to_write_to_is_found() -> None:
    assert found("write to jo.day+shop@example.co.uk.", "email") == [
        "jo.day+shop@example.co.uk"
    ]


def test_the_wish_is_named_by_its_kind() -> None:
    assert found("I want my money  back, not a new one", "remedy") == [
        "refund",
        "replacement",
    ]


def test_entities_point_at_their_place_in_the_message() -> None:
    text = "Order #4471-0093: £20 back to ann@example.com by last Monday"

    places = [text[e.start : e.end] for e in extract(text, WORDS)]

    assert places == ["#4471-0093", "£20", "ann@example.com", "last Monday"]
