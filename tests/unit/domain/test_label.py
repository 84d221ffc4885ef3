"""What people said of ratings becomes labelled data and a report."""

from datetime import UTC, datetime, timedelta
from typing import Any

from actions.triage.measure import case_from
from handoff.domain.label import Label, confusion_of, examples_of

_NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def _label(about: str, old: str, new: str, **values: Any) -> Label:
    usual: dict[str, Any] = {
        "conversation_id": "cnv_1",
        "message_seq": 1,
        "text": "this app is killing me",
        "reason": "an idiom",
        "rated_by": "rules-1 model-1",
        "person_id": "per_1",
        "at": _NOON,
    }
    return Label(about=about, old=old, new=new, **(usual | values))


def test_a_dismissed_signal_is_a_look_alike_judged_for_that_signal_only() -> None:
    (row,) = examples_of([_label("violence", "violence", "none")])

    case = case_from(row, "labels", 1)
    assert (case.signals, case.judged, case.hard) == (set(), {"violence"}, True)
    assert row["source"]["reasons"] == ["an idiom"]


def test_all_parts_of_a_message_are_one_line_with_its_levels() -> None:
    labels = [
        _label("legal", "legal", "legal", reason=""),
        _label("none", "none", "churn"),
        _label("none", "none", "privacy"),
        _label("matrix", "P4", "P2"),
    ]

    (row,) = examples_of(labels)

    assert row["signals"] == ["churn", "legal", "privacy"]
    assert (row["urgency"], row["impact"]) == ("high", "low")
    assert row["hard"] is False


def test_the_later_word_on_the_same_part_stands() -> None:
    first = _label("violence", "violence", "none")
    later = _label(
        "violence", "violence", "violence", person_id="per_2", at=_NOON + timedelta(1)
    )

    (row,) = examples_of([later, first])

    assert row["signals"] == ["violence"]


def test_a_word_on_the_matrix_alone_judges_no_signal() -> None:
    (row,) = examples_of([_label("matrix", "P1", "P4")])

    assert "signals" not in row
    assert case_from(row, "labels", 1).signals is None


def test_the_report_counts_by_signal_and_axis() -> None:
    labels = [
        _label("violence", "violence", "none"),
        _label("violence", "violence", "abuse", message_seq=2),
        _label("violence", "violence", "violence", message_seq=3),
        _label("none", "none", "violence", message_seq=4),
        _label("matrix", "P1", "P2", message_seq=4),
    ]

    found = confusion_of(labels)

    violence = next(one for one in found.signals if one.name == "violence")
    assert (violence.kept, violence.dismissed, violence.added) == (1, 1, 1)
    assert violence.taken_for == {"abuse": 1}
    urgency, impact = found.axes
    assert (urgency.kept, urgency.too_high, urgency.too_low) == (1, 0, 0)
    assert (impact.kept, impact.too_high, impact.too_low) == (0, 1, 0)
    assert (found.messages, found.judgements) == (4, 5)
