"""A conversation's line in a list: what new messages change of it."""

from handoff.domain.event import SYSTEM, Author, AuthorKind, EventType, Visibility
from handoff.domain.line import PREVIEW_CHARS, gather
from tests.support.events import an_event

AGENT = Author(AuthorKind.AGENT, "per_1", "Maya")


def test_the_last_words_of_a_person_or_the_bot_are_shown() -> None:
    words = gather([an_event(1), an_event(2, author=AGENT, text="Good morning")])

    assert words.last_message is not None
    assert words.last_message.text == "Good morning"
    assert (words.last_seq, words.from_customer) == (2, 1)


def test_neither_a_notice_nor_a_note_hides_what_was_said() -> None:
    note = an_event(3, author=AGENT, visibility=Visibility.INTERNAL, text="Check it")
    words = gather([an_event(1), an_event(2, author=SYSTEM, text="Passed on"), note])

    assert words.last_message is not None
    assert words.last_message.text == "message 1"
    assert words.last_seq == 3


def test_a_long_message_is_cut() -> None:
    words = gather([an_event(1, text="x" * (PREVIEW_CHARS + 1))])

    assert words.last_message is not None
    assert len(words.last_message.text) == PREVIEW_CHARS


def test_other_events_say_nothing() -> None:
    words = gather([an_event(4, type=EventType.HANDOFF_ACCEPTED, handoff_id="h")])

    assert (words.last_seq, words.last_message, words.from_customer) == (4, None, 0)
