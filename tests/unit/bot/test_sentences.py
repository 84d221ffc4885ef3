"""Cutting messages into sentences."""

import time

import pytest

from bot.understanding.sentences import LONGEST, MOST, split


def texts(message: str) -> list[str]:
    return [piece.text for piece in split(message)]


def test_a_story_is_cut_where_its_sentences_end() -> None:
    story = "My kettle came broken. I wrote twice! Will anybody answer me?"

    assert texts(story) == [
        "My kettle came broken.",
        "I wrote twice!",
        "Will anybody answer me?",
    ]


def test_every_piece_points_at_its_place_in_the_message() -> None:
    message = "  Hello there, good people.\n\nThe parcel is late…  Where is it?  "

    assert [message[p.start : p.end] for p in split(message)] == texts(message)


@pytest.mark.parametrize(
    "message",
    [
        "Mr. Smith signed for my parcel",
        "It is order no. 4471-0093 that I mean",
        "They offered e.g. a voucher for next time",
        "It cost £4.99 and never came",
    ],
)
def test_a_full_stop_that_ends_no_sentence_does_not_cut(message: str) -> None:
    assert texts(message) == [message]


def test_a_word_or_two_stay_with_the_sentence_before() -> None:
    assert texts("The lamp is broken again. Why? I want my money back.") == [
        "The lamp is broken again. Why?",
        "I want my money back.",
    ]


def test_two_matters_joined_by_and_are_two_pieces() -> None:
    assert texts("I was charged twice and the courier was rude") == [
        "I was charged twice",
        "and the courier was rude",
    ]
    assert texts("the cups and saucers are here") == ["the cups and saucers are here"]


@pytest.mark.parametrize("blank", ["", "   ", "\n\t\n"])
def test_a_blank_message_has_no_pieces(blank: str) -> None:
    assert split(blank) == []


def test_a_chat_without_full_stops_is_cut_into_readable_lengths() -> None:
    chat = "so i ordered this lamp, then nothing happened for a week " * 20

    assert all(len(text) <= LONGEST for text in texts(chat))


def test_a_letter_of_many_sentences_has_a_bounded_number_of_pieces() -> None:
    letter = "I waited for the driver all day long. " * 100

    assert len(split(letter)) == MOST
    assert sum(len(text) for text in texts(letter)) > 0.9 * len(letter)


@pytest.mark.parametrize("hostile", [". " * 2000, "a." * 2000, "\n" * 4000, "x" * 4000])
def test_hostile_text_is_cut_in_no_time(hostile: str) -> None:
    started = time.process_time()

    split(hostile)

    assert time.process_time() - started < 0.25
