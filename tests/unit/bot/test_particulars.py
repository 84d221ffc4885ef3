"""What says who writes is taken out before a text is read for its topic."""

import pytest

from bot.understanding.particulars import introduces, without_particulars


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Where is my order 4471-0093?", "Where is my order ?"),
        ("It broke, postcode LS6 2AB, please help", "It broke, please help"),
        ("It broke. My email is ann@example.com", "It broke."),
        ("A lamp, order 4471-0093, never came", "A lamp, never came"),
        (
            "I paid £129.99 for 2 of them in 2024",
            "I paid £129.99 for 2 of them in 2024",
        ),
        ("it cost 1200 pounds", "it cost 1200 pounds"),
    ],
)
def test_numbers_and_addresses_are_left_out(text: str, rest: str) -> None:
    assert without_particulars(text) == rest


@pytest.mark.parametrize("text", ["4471-0093", "LS6 2AB", "ann@example.com", "😀"])
def test_a_particular_alone_stays_what_it_is(text: str) -> None:
    assert without_particulars(text) == text


@pytest.mark.parametrize(
    "sentence",
    ["My name is Ann Smith, 12 Park Road.", "Email: ann", "I live in Leeds."],
)
def test_an_introduction_is_noticed(sentence: str) -> None:
    assert introduces(sentence)


@pytest.mark.parametrize(
    "sentence",
    ["My order is late.", "Your name is on the parcel.", "I live for lamps."],
)
def test_what_tells_something_is_no_introduction(sentence: str) -> None:
    assert not introduces(sentence)
