"""Order numbers in what customers write, and answers to the question for one."""

from __future__ import annotations

import pytest

from actions.order_question import Answer, find_order_number, read_answer
from actions.policies import Policies
from actions.turn import Turn


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("4471-0093", "4471-0093"),
        ("my order 4471-0093 is late", "4471-0093"),
        ("4471 0093", "4471-0093"),
        ("it's #44710093!", "4471-0093"),
        ("# 4471-0093", "4471-0093"),
        ("4471 – 0093", "4471-0093"),
        ("order number is 44710093", "4471-0093"),
        ("Order: 44710093", "4471-0093"),
        ("two of them: 4471-0093 and 4471-0101", "4471-0093"),
    ],
)
def test_an_order_number_is_read_however_it_is_written(text: str, number: str) -> None:
    assert find_order_number(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "call me on 02079460958",
        "44710093",
        "447-1009",
        "14471-00933",
        "my card 4471-0093-1234-5678",
        "I paid £4471",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert find_order_number(text) is None


def test_eight_bare_digits_are_a_number_once_it_was_asked_for() -> None:
    assert find_order_number("44710093", asked=True) == "4471-0093"


@pytest.mark.parametrize(
    ("text", "intent", "asks", "answer", "keeps"),
    [
        ("i don’t have it", "nlu_fallback", 0, Answer.SKIPPED, True),
        ("no", "deny", 0, Answer.SKIPPED, True),
        ("yes", "affirm", 0, Answer.ASK_AGAIN, True),
        ("it is 4471", "nlu_fallback", 0, Answer.ASK_AGAIN, True),
        ("it is 4471", "nlu_fallback", 1, Answer.SKIPPED, True),
        ("are you a bot?", "bot_challenge", 0, Answer.PASSED_BY, True),
        ("this is hopeless", "frustration", 0, Answer.PASSED_BY, True),
        ("bye then", "goodbye", 0, Answer.DROPPED, True),
    ],
)
def test_an_answer_without_a_number(
    policies: Policies, text: str, intent: str, asks: int, answer: Answer, keeps: bool
) -> None:
    slots = {"last_topic": "late_delivery", "order_asks": asks}
    turn = Turn(text=text, intent=intent, turn_id="t", in_order_form=True, slots=slots)

    read = read_answer(turn, None, None, policies.bot, policies.topics)

    assert (read.answer, read.keeps_topic) == (answer, keeps)


def test_another_matter_that_needs_an_order_keeps_the_question(
    policies: Policies,
) -> None:
    turn = _turn("forget that, where is my refund for the shoes", "refund_status")

    read = read_answer(turn, None, None, policies.bot, policies.topics)

    assert (read.answer, read.keeps_topic) == (Answer.ASK_AGAIN, False)


def test_another_matter_without_an_order_drops_the_question(policies: Policies) -> None:
    turn = _turn("never mind, when are you open on a Saturday then", "opening_hours")

    read = read_answer(turn, None, None, policies.bot, policies.topics)

    assert (read.answer, read.keeps_topic) == (Answer.DROPPED, False)


def test_a_number_with_few_words_keeps_the_matter_in_hand(policies: Policies) -> None:
    turn = _turn("order 4471-0093", "order_status")

    read = read_answer(turn, "4471-0093", None, policies.bot, policies.topics)

    assert (read.answer, read.keeps_topic) == (Answer.GIVEN, True)


def test_an_e_mail_address_is_taken_instead(policies: Policies) -> None:
    turn = _turn("maya@example.com", "nlu_fallback")

    read = read_answer(turn, None, "maya@example.com", policies.bot, policies.topics)

    assert read.answer is Answer.SKIPPED


def _turn(text: str, intent: str) -> Turn:
    slots = {"last_topic": "late_delivery"}
    return Turn(text=text, intent=intent, turn_id="t", in_order_form=True, slots=slots)
