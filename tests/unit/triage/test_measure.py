"""The labelled messages are apart, sound, and rated no worse than before."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from actions import triage
from actions.triage.baseline import Figures, figures_of, forbidden, worse
from actions.triage.engine import DATA
from actions.triage.examples import read_cases
from actions.triage.measure import case_from, outcomes, report
from handoff.cli.triage import rate_lines
from handoff.cli.triage import triage as command

_EVAL = [
    c for path in sorted((DATA / "eval").glob("*.jsonl")) for c in read_cases(path)
]
_TRAIN = [c for p in sorted((DATA / "train").glob("*.jsonl")) for c in read_cases(p)]
_BASELINE = json.loads((DATA / "baseline.json").read_text(encoding="utf-8"))


def _key(text: str) -> str:
    return "".join(filter(str.isalnum, text.lower()))


def test_no_message_is_both_trained_on_and_measured_with() -> None:
    shared = {_key(c.text) for c in _EVAL} & {_key(c.text) for c in _TRAIN}

    assert not shared


def test_no_example_of_a_rule_is_measured_with(rules_only: triage.Triage) -> None:
    examples = {_key(t) for r in rules_only.rules for t in (*r.holds, *r.denies)}

    assert not (examples & {_key(case.text) for case in _EVAL}) - {""}


def test_there_are_enough_messages_of_every_kind() -> None:
    assert len(_EVAL) >= 1200
    assert sum(case.hard for case in _EVAL) >= 200
    for name in triage.SIGNALS:
        assert sum(name in (case.signals or ()) for case in _EVAL) >= 40


def _no_worse(rater: triage.Triage, accepted: Figures) -> None:
    now = figures_of(report(outcomes(_EVAL, rater.rate, lambda: 0.0)))

    assert not worse(now, accepted)


def test_rules_alone_are_no_worse_than_the_baseline(
    rules_only: triage.Triage,
) -> None:
    _no_worse(rules_only, _BASELINE["rules"])


# Some seconds of work; a machine that does much else at once needs minutes for them.
@pytest.mark.timeout(400)
def test_trained_triage_is_no_worse_than_the_baseline() -> None:
    trained = triage.load()
    if trained.version.endswith("model-none"):
        pytest.skip("the classifiers are not trained here: run make install")

    _no_worse(trained, _BASELINE["trained"])


def test_a_drop_of_danger_is_found_and_forbidden() -> None:
    accepted: Figures = _BASELINE["trained"]
    now = {part: dict(values) for part, values in accepted.items()}
    now["recall"]["self_harm"] -= 0.01
    now["alarms"]["legal"] += 1

    assert len(worse(now, accepted)) == 2
    assert forbidden(now, accepted) == ["self_harm"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({}, "'text' is missing"),
        ({"text": "x", "signals": ["hunger"]}, "'hunger' is no signal"),
        ({"text": "x", "urgency": "medium"}, "neither low nor high"),
    ],
)
def test_wrong_label_is_refused(row: dict[str, object], reason: str) -> None:
    with pytest.raises(triage.TriageDataError, match=reason) as caught:
        case_from(row, "cases.jsonl", 7)

    assert caught.value.line == 7


def test_report_counts_what_was_found(rules_only: triage.Triage) -> None:
    rows = [
        {"text": "I will sue you", "signals": ["legal"], "impact": "high"},
        {"text": "I will sue you", "signals": [], "hard": True},
        {"text": "the lid is loose", "signals": ["legal"], "urgency": "low"},
    ]
    cases = [case_from(row, "rows", n) for n, row in enumerate(rows)]

    measured = report(outcomes(cases, rules_only.rate, lambda: 0.0))

    legal = measured["signals"]["legal"]
    assert (legal["true"], legal["false"], legal["missed"]) == (1, 1, 1)
    assert legal["precision"] == legal["recall"] == 0.5
    assert measured["look_alikes"]["by_signal"] == {"legal": 1}
    assert measured["impact"]["agreement"] == 1.0


def test_lines_are_rated_and_bad_ones_named(rules_only: triage.Triage) -> None:
    lines = [
        b'{"text": "I will sue you", "id": 4}\n',
        b"\n",
        b"no json\n",
        b"[]\n",
        b'{"id": 1}\n',
        b'{"text": "\xff"}\n',
        b'{"text": "hello"}\n',
    ]

    answers = list(rate_lines(rules_only, lines))

    codes = [a["error"]["code"] if "error" in a else a["priority"] for a in answers]
    assert codes == ["P3", "not_json", "not_an_object", "no_text", "not_utf8", "none"]
    assert answers[0]["id"] == 4
    assert answers[0]["signals"][0]["name"] == "legal"
    assert answers[1]["error"]["line"] == 3


def test_command_fails_after_the_last_line_when_one_was_bad(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import typer

    stream = io.TextIOWrapper(io.BytesIO(b'no\n{"text": "hello"}\n'))
    monkeypatch.setattr(sys, "stdin", stream)

    with pytest.raises(typer.Exit) as caught:
        command(jsonl=True)

    assert caught.value.exit_code == 1
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_triage_does_not_load_the_action_server_or_the_trainer() -> None:
    import subprocess

    root = Path(__file__).resolve().parents[3]
    code = (
        "import sys; from actions import triage; triage.load(models_dir=None);"
        "sys.exit(any(m in sys.modules for m in ('rasa_sdk', 'sklearn', 'handoff')))"
    )

    subprocess.run([sys.executable, "-c", code], cwd=root, check=True)
