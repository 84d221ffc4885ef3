"""The linter: spans, proposals, promises, kinds of words."""

import msgspec
import pytest

from handoff.linter import Commitments, Linter, RuleFault, Severity, Wording
from handoff.linter.promises import Covered, promises_in
from handoff.linter.reading import grade
from handoff.linter.rules import Pattern, Rule, RuleFile
from tests.unit.linter.test_rule_examples import LINTER


def found(text: str, rule: str, **where: object) -> list[str]:
    wording = msgspec.structs.replace(Wording(text=text), **where)
    return [
        text[one.start : one.end]
        for one in LINTER.lint(wording).findings
        if one.rule == rule
    ]


def test_a_finding_names_the_very_words_and_others_that_fit() -> None:
    text = "Thank you. Unfortunately, we look at it tomorrow."
    (one,) = LINTER.lint(Wording(text=text)).findings

    assert text[one.start : one.end] == "Unfortunately, we"
    assert (one.rule, one.severity, one.fits) == ("sad_opening", Severity.ERROR, True)
    assert text[: one.start] + (one.rewrite or "") + text[one.end :] == (
        "Thank you. We look at it tomorrow."
    )


def test_a_refusal_with_a_way_on_is_no_refusal() -> None:
    assert found("We can't send it today.", "refusal")
    assert not found("We can't send it today. Would you like a refund?", "refusal")


def test_admissions_matter_only_where_a_protocol_stops_them() -> None:
    text = "I'm sorry, that was our mistake."

    assert not found(text, "admission")
    assert found(text, "admission", stops=["admissions"]) == ["our mistake"]


def test_the_worst_comes_first() -> None:
    report = LINTER.lint(
        Wording(text="Your ticket is late. You must wait!", purpose="complaint_answer")
    )
    severities = [one.severity for one in report.findings]

    assert severities == sorted(severities, key=list(Severity).index)
    assert report.errors == 3


def test_kinds_that_are_missing_are_named() -> None:
    report = LINTER.lint(Wording(text="I hear you.", purpose="complaint_answer"))

    assert report.missing == ["apology", "helping", "credibility"]
    assert [(one.kind, one.start, one.end) for one in report.kinds] == [("calm", 0, 6)]


def test_english_rules_leave_other_languages_alone() -> None:
    text = "Unfortunately steht hier als Zitat!"

    assert not found(text, "sad_opening", locale="de-AT")
    assert found(text, "exclamation", locale="de-AT") == ["!"]


@pytest.mark.parametrize(
    ("text", "minutes", "working"),
    [
        ("within 5 working days", 5 * 1440, True),
        ("within a week", 7 * 1440, False),
        ("in less than two hours", 120, False),
        ("within 2 to 5 minutes", 5, False),
        ("no later than 3 business days", 3 * 1440, True),
    ],
)
def test_times_are_read_in_words_and_figures(
    text: str, minutes: float, working: bool
) -> None:
    (promise,) = promises_in(f"You have it {text}, at your door.")

    assert (promise.minutes, promise.working) == (minutes, working)


def test_a_time_is_covered_by_a_policy_or_not_at_all() -> None:
    covered = Covered(["within 5 working days"], answer_minutes=60)

    def covers(text: str, *, answer: bool = False) -> bool:
        return covered.covers(next(promises_in(text)), answer=answer)

    assert covers("within five working days")
    assert not covers("within 5 days")
    assert not covers("within 4 working days")
    assert covers("within 2 hours", answer=True)
    assert not covers("within 30 minutes", answer=True)


def test_a_shorter_time_is_replaced_by_the_policys() -> None:
    report = LINTER.lint(Wording(text="Your refund is there within 1 hour."))
    (one,) = report.findings

    assert (one.rule, one.rewrite) == ("promised_time", "within 1 working day")


def test_reading_grade_rises_with_words_and_sentences() -> None:
    easy = "We have it here. It left on Monday. You can look at it in your account."
    hard = "Notwithstanding organisational complications, individual reimbursement " * 3

    assert grade("Too short.", fewest_words=12) is None
    assert (grade(easy, fewest_words=12) or 0) < 4
    assert (grade(hard, fewest_words=12) or 0) > 15


def test_a_broken_pattern_is_named_with_its_rule() -> None:
    rule = Rule(
        severity=Severity.ERROR,
        reason="r.",
        breaks=["a"],
        holds=["b"],
        patterns=[Pattern(find="(")],
    )
    broken = msgspec.structs.replace(
        LINTER.rules, files=[RuleFile(1, "en", {"odd": rule})]
    )

    with pytest.raises(RuleFault, match="rule odd"):
        Linter(broken, Commitments([], 60))


def test_a_rule_without_patterns_or_code_is_refused() -> None:
    rule = Rule(severity=Severity.ERROR, reason="r.", breaks=["a"], holds=["b"])
    broken = msgspec.structs.replace(
        LINTER.rules, files=[RuleFile(1, None, {"nobody_knows": rule})]
    )

    with pytest.raises(RuleFault, match="neither patterns nor code"):
        Linter(broken, Commitments([], 60))
