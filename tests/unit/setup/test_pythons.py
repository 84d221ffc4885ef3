"""A Python 3.10 is found wherever it is, and a shim that leads nowhere is passed by."""

from pathlib import Path

import pytest

from deploy import pythons


def python(path: Path, says: str, code: int = 0) -> Path:
    """An executable that answers like a Python of the version `says`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho {says}\nexit {code}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "bin").mkdir()
    return tmp_path


def found(home: Path, **more: str) -> str:
    environ = {"PYENV_ROOT": str(home / "pyenv"), "PATH": str(home / "bin"), **more}
    return pythons.find_bot_python(environ)


def test_override_is_taken_first(home: Path) -> None:
    own = python(home / "own" / "py", "3.10")
    python(home / "bin/python3.10", "3.10")
    assert found(home, FIRSTLINE_BOT_PYTHON=str(own)) == str(own)


def test_newest_of_pyenvs_versions_is_taken_without_asking_its_shims(
    home: Path,
) -> None:
    shim = python(home / "bin/python3.10", "pyenv: python3.10: command not found", 127)
    for patch in (9, 13):
        newest = python(home / f"pyenv/versions/3.10.{patch}/bin/python3.10", "3.10")
    assert shim.exists()
    assert found(home) == str(newest)


def test_python_of_the_search_path_is_taken(home: Path) -> None:
    system = python(home / "bin/python3.10", "3.10")
    assert found(home) == str(system)


def test_command_of_another_version_is_passed_by(home: Path) -> None:
    python(home / "bin/python3.10", "3.12")
    assert found(home) == pythons.DOWNLOAD


def test_shim_that_leads_nowhere_is_passed_by(home: Path) -> None:
    python(home / "bin/python3.10", "", 127)
    assert found(home) == pythons.DOWNLOAD


def test_override_that_does_not_exist_is_passed_by(home: Path) -> None:
    assert found(home, FIRSTLINE_BOT_PYTHON=str(home / "gone")) == pythons.DOWNLOAD
