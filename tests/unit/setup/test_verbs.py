"""What the verbs of set-up do in which order, and what they leave."""

from pathlib import Path

import pytest

from deploy import layout, steps, verbs


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout that has been set up and used."""
    monkeypatch.setattr(layout, "ROOT", tmp_path)
    for name in ("VENV", "VENV_BOT", "TOOLS", "MODELS"):
        folder = tmp_path / getattr(layout, name).name
        monkeypatch.setattr(layout, name, folder)
        folder.mkdir()
    for kept in (".gitkeep", "encoder.json"):
        (layout.MODELS / kept).touch()
    (tmp_path / "var").mkdir()
    return tmp_path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_cleaning_keeps_run_data_and_what_is_committed(root: Path) -> None:
    (layout.MODELS / "firstline-1.tar.gz").touch()
    (layout.MODELS / "encoder-1").mkdir()
    (root / ".mypy_cache").mkdir()
    assert verbs.dispatch(["clean"]) == 0
    assert names(root) == ["models", "var"]
    assert names(layout.MODELS) == [".gitkeep", "encoder.json"]


def commands(monkeypatch: pytest.MonkeyPatch, failing: str) -> list[str]:
    """Note the commands by name; the one that is `failing` fails."""
    called: list[str] = []

    def call(*command: str | Path) -> int:
        called.append(" ".join((Path(command[0]).name, *map(str, command[1:]))))
        return 1 if called[-1].startswith(failing) else 0

    monkeypatch.setattr(verbs, "_call", call)
    monkeypatch.setattr(verbs, "set_up", lambda *, tests: None)
    monkeypatch.setattr(verbs.shutil, "which", lambda _: "/usr/bin/chromium")
    return called


def test_every_check_runs_though_one_has_failed(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    called = commands(monkeypatch, "mypy")
    assert verbs.dispatch(["test", "-k", "one"]) == 1
    assert called == [
        "firstline train",
        "ruff format --check .",
        "ruff check .",
        "mypy",
        "python -m pytest -q -k one",
    ]
    assert capsys.readouterr().err == "failed: mypy\n"


def test_nothing_is_checked_without_a_model(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    called = commands(monkeypatch, "firstline train")
    assert verbs.dispatch(["test"]) == 1
    assert called == ["firstline train"]


def test_missing_browser_is_explained_to_who_cannot_install_it(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    commands(monkeypatch, "none")
    monkeypatch.setattr(verbs.shutil, "which", lambda _: None)
    monkeypatch.setattr(verbs.os, "geteuid", lambda: 1000)
    assert verbs.dispatch(["test"]) == 1
    assert "sudo apt-get install chromium" in capsys.readouterr().err


def test_failed_step_is_told_without_a_traceback(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*, tests: bool) -> None:
        raise steps.SetupError("the disk is full")

    monkeypatch.setattr(verbs, "set_up", refuse)
    assert verbs.dispatch(["install"]) == 1
    assert capsys.readouterr().err == "\nthe disk is full\n"
