"""`firstline labels`: the report, and corrections as training data."""

import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from handoff.cli import application
from handoff.config import Settings
from handoff.storage.migrate import migrate


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    migrate(Settings(data_dir=tmp_path).effective_database_url)
    return tmp_path


def _run(data_dir: Path, *words: str) -> Result:
    env = {"FIRSTLINE_DATA_DIR": str(data_dir)}
    return CliRunner().invoke(application(["labels"]), ["labels", *words], env=env)


def test_labels_go_to_the_data_folder_where_only_the_owner_reads(
    data_dir: Path,
) -> None:
    done = _run(data_dir, "export")

    path = data_dir / "triage" / "labels.jsonl"
    assert done.exit_code == 0, done.stderr
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert f"--labels {path.parent}" in done.stdout


def test_the_report_of_an_empty_desk_says_so(data_dir: Path) -> None:
    done = _run(data_dir, "report")

    assert "0 judgements on 0 messages" in done.stdout
