"""`firstline eval triage`: figures of a file or folder, and the accepted baseline."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from actions import triage
from handoff.cli import application
from handoff.cli.eval_baseline import BaselineRefused, write_baseline

_ROWS = [
    {"text": "I will sue you", "signals": ["legal"], "urgency": "low"},
    {"text": "hello", "signals": [], "urgency": "low", "impact": "low"},
]


def _run(*words: str) -> Result:
    command = application(["eval triage"])
    return CliRunner().invoke(command, ["eval", "triage", *words])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number, row in enumerate(_ROWS):
        path = tmp_path / f"{number}.jsonl"
        path.write_text(f"{json.dumps(row)}\n", encoding="utf-8")
    return tmp_path


def test_all_files_of_a_folder_are_measured_together(folder: Path) -> None:
    done = _run(str(folder), "--json")

    measured = json.loads(done.stdout)
    assert measured["messages"] == 2
    assert measured["signals"]["legal"]["true"] == 1
    assert measured["urgency"]["labelled"] == 2


def test_a_baseline_is_not_written_without_classifiers(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = triage.load(models_dir=None)
    monkeypatch.setattr(triage, "load", lambda **_: rules)
    path = folder / "baseline.json"

    with pytest.raises(BaselineRefused, match="model-none"):
        write_baseline(path, [])

    assert not path.exists()
