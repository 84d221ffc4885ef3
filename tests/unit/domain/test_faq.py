"""Added topics: refused with field and reason, else ready for Rasa."""

import pytest

from handoff.domain.faq import Additions, Faq, FaqState, check, topic_id
from handoff.errors import ValidationFailed

ASKED = [
    f"do you sell gift cards for {who}" for who in ("mum", "dad", "gran", "me", "us")
]
GIFTS = Faq(
    topic="faq_gift_cards",
    label="Gift cards",
    questions=ASKED,
    answer="They are in the shop under Gifts.",
    state=FaqState.LIVE,
)


def test_a_label_becomes_a_topic() -> None:
    assert topic_id("  Gift cards & vouchers! ") == "faq_gift_cards_vouchers"


@pytest.mark.parametrize("label", ["", "!!", "ab", "1st order", "x" * 60])
def test_a_label_that_cannot_be_a_topic_is_refused(label: str) -> None:
    with pytest.raises(ValidationFailed, match="label"):
        topic_id(label)


def test_blank_and_repeated_questions_do_not_count() -> None:
    assert check(["a  b", "a b", " ", "c"], "yes", live=False) == ["a b", "c"]


@pytest.mark.parametrize(
    ("questions", "answer", "reason"),
    [
        (["only one"], "yes", "5 different questions are needed .* there is 1"),
        ([*ASKED, "x" * 501], "yes", "question 6: at most 500"),
        ([f"q{n}" for n in range(501)], "yes", "at most 500 questions"),
        (ASKED, "  ", "an answer is needed"),
        (ASKED, "x" * 1501, "at most 1500"),
    ],
)
def test_what_cannot_be_trained_is_refused(
    questions: list[str], answer: str, reason: str
) -> None:
    with pytest.raises(ValidationFailed, match=reason):
        check(questions, answer, live=True)


def test_an_added_topic_has_examples_a_rule_and_its_answer() -> None:
    added = Additions(examples={"stock": ["got any left?"]}, faqs=[GIFTS])

    assert [entry["intent"] for entry in added.nlu()["nlu"]] == [
        "faq_gift_cards",
        "stock",
    ]
    assert added.rules()["rules"][0]["steps"] == [
        {"intent": "faq_gift_cards"},
        {"action": "utter_faq_gift_cards"},
        {"action": "utter_ask_settled"},
    ]
    assert added.domain()["responses"] == {
        "utter_faq_gift_cards": [{"text": GIFTS.answer}]
    }


def test_masked_words_and_lines_are_no_markup_for_rasa() -> None:
    added = Additions(examples={"stock": ["I am [name]\n- got any (left)?"]})

    assert added.nlu()["nlu"][0]["examples"] == "- I am name - got any (left)?\n"
