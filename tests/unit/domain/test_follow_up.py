"""What customers answer to a check-in, in buttons and in words of their own."""

from typing import Any

import pytest

from handoff.config import ROOT
from handoff.domain.follow_up import Step, read_answer
from handoff.storage.policies import read_policies

POLICY = read_policies(ROOT / "data").cases.follow_up


@pytest.mark.parametrize(
    ("text", "settled"),
    [
        ("Yes, it is settled", True),
        ("yes", True),
        ("Yep!", True),
        ("It's settled, thanks", True),
        ("all good 👍", True),
        ("No, not yet", False),
        ("no", False),
        ("Yes but the refund is missing", False),
        ("It is not settled", False),
        ("yes, nearly", False),
        ("Where is my money?", False),
        ("hello", False),
        ("yesterday you said so", False),
    ],
)
def test_only_a_clear_yes_is_a_yes(text: str, settled: bool) -> None:
    assert read_answer(Step.SETTLED, text, POLICY) == {"settled": settled}


@pytest.mark.parametrize(
    ("step", "text", "answer"),
    [
        (Step.SCORE, "4", {"score": 4}),
        (Step.SCORE, "I'd say 5 of 5", {"score": 5}),
        (Step.SCORE, "0", {"suggestion": "0"}),
        (Step.SCORE, "11", {"suggestion": "11"}),
        (Step.HANDLED, "Well", {"handled": "well"}),
        (Step.HANDLED, "it was all right.", {"handled": "fair"}),
        (Step.HANDLED, "You kept me waiting", {"suggestion": "You kept me waiting"}),
        (Step.SUGGESTION, "Nothing to add", {}),
        (Step.SUGGESTION, "More tea", {"suggestion": "More tea"}),
    ],
)
def test_an_answer_fits_its_question_or_is_kept_as_a_suggestion(
    step: Step, text: str, answer: dict[str, Any]
) -> None:
    assert read_answer(step, text, POLICY) == answer


def test_the_buttons_of_the_script_are_the_choices_of_the_policy() -> None:
    text = (ROOT / "data" / "scripts" / "follow_up.yml").read_text()

    for entry in POLICY.handled:
        assert f'title: "{entry.name}"' in text


def test_questions_follow_one_another_to_the_end() -> None:
    assert [step.next for step in Step] == [*list(Step)[1:], Step.DONE]
