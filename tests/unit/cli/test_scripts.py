"""`firstline scripts`: the words as files."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from handoff.cli import application

FILE = """version: 1
scripts:
  utter_late:
    purpose: complaint_answer
    variants:
      - id: late.en.1
        text: "I hear you, and I'm sorry. A colleague looks at it now."
      - id: late.en.2
        text: "{text}"
"""


def run(*words: str) -> Result:
    return CliRunner().invoke(application(["scripts"]), ["scripts", *words])


def a_file(folder: Path, text: str) -> Path:
    path = folder / "late.yml"
    path.write_text(FILE.replace("{text}", text))
    return path


def test_shipped_scripts_have_no_error() -> None:
    done = run("lint", "--json")

    assert (done.exit_code, json.loads(done.stdout)["counts"]["error"]) == (0, 0)


def test_an_error_is_shown_with_file_line_and_proposal(tmp_path: Path) -> None:
    path = a_file(tmp_path, "Calm down, I'm sorry. A colleague looks at it now.")

    done = run("lint", str(path))

    assert done.exit_code == 1
    assert f"{path}:8: error: calm_down: late.en.2:" in done.stdout
    assert "Say: Take all the time you need" in done.stdout


def test_findings_as_json_name_span_rule_and_reason(tmp_path: Path) -> None:
    path = a_file(tmp_path, "I'm sorry! A colleague looks at it now.")

    (one,) = [
        line
        for line in json.loads(run("lint", "--json", str(path)).stdout)["findings"]
        if line["severity"] == "error"
    ]

    assert one["words"] == "!"
    assert (one["line"], one["start"], one["rewrite"]) == (8, 9, ".")
    assert one["fits"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("scripts: {}", "version"),
        (FILE.replace("late.en.2", "late.en.1"), "occurs twice"),
        ("{", "expected"),
    ],
)
def test_a_broken_file_is_named_with_its_reason(
    tmp_path: Path, content: str, reason: str
) -> None:
    path = tmp_path / "late.yml"
    path.write_text(content)

    done = run("lint", str(path))

    assert done.exit_code == 1
    assert str(path) in done.stderr
    assert reason in done.stderr


def test_a_missing_file_is_named() -> None:
    assert "no such file" in run("lint", "nowhere.yml").stderr
