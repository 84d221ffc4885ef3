"""Set-up does what has changed and nothing else, and explains what fails."""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from deploy import install, layout, pythons, steps

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """An empty checkout; what set-up would run is noted by name, not run."""
    noted: list[str] = []
    for name in ("VENV", "VENV_BOT", "TOOLS", "STAMPS", "UV"):
        path = getattr(layout, name)
        monkeypatch.setattr(layout, name, tmp_path / path.relative_to(layout.ROOT))
    for name in ("RUN_LOCK", "TEST_LOCK", "BOT_LOCK", "TOOLS_LOCK"):
        lock = tmp_path / f"{name}.lock"
        lock.write_text(name)
        monkeypatch.setattr(layout, name, lock)

    def run(
        name: str, command: Sequence[str | Path], env: Mapping[str, str] | None = None
    ) -> None:
        noted.append(name)
        if name.endswith(" folder"):
            made = Path(command[-1])
            (made / "bin").mkdir(parents=True, exist_ok=True)
            (made / "bin" / "python").touch()
            site = made / "lib/python3.11/site-packages"
            site.mkdir(parents=True, exist_ok=True)

    monkeypatch.setattr(steps, "run", run)
    return noted


def test_unchanged_environment_is_left_alone(calls: list[str]) -> None:
    install.modern(tests=False)
    assert calls == ["environment folder", "environment"]
    install.modern(tests=False)
    assert calls == ["environment folder", "environment"]


def test_changed_lock_brings_the_environment_up_to_date(calls: list[str]) -> None:
    install.modern(tests=False)
    layout.RUN_LOCK.write_text("changed")
    install.modern(tests=False)
    assert calls[2:] == ["environment"]


def test_environment_with_the_tests_tools_serves_a_run_too(calls: list[str]) -> None:
    install.modern(tests=True)
    install.modern(tests=False)
    assert calls == ["environment folder", "environment"]


def test_tests_add_their_tools_to_a_plain_environment(calls: list[str]) -> None:
    install.modern(tests=False)
    install.modern(tests=True)
    assert calls[2:] == ["environment"]


def test_removed_environment_is_made_again(calls: list[str]) -> None:
    install.modern(tests=False)
    (layout.VENV / "bin/python").unlink()
    install.modern(tests=False)
    assert calls[2:] == ["environment folder", "environment"]


def test_checkout_can_be_imported_and_has_its_command(calls: list[str]) -> None:
    install.modern(tests=False)
    (path,) = layout.VENV.glob("lib/*/site-packages/firstline.pth")
    assert path.read_text() == f"{layout.ROOT}\n"
    assert (layout.VENV / "bin/firstline").stat().st_mode & 0o111


def test_missing_python_for_the_bot_is_explained_on_one_screen(
    calls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise steps.SetupError("no interpreter found")

    monkeypatch.setattr(pythons, "find_bot_python", lambda _: pythons.DOWNLOAD)
    monkeypatch.setattr(steps, "run", refuse)
    with pytest.raises(steps.SetupError, match=r"pyenv install 3\.10") as caught:
        install.bot()
    assert len(str(caught.value).splitlines()) < 20


def test_uv_is_told_of_the_mirror_that_pip_was_told_of(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("UV_DEFAULT_INDEX", "SSL_CERT_FILE", "PIP_CERT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.example/simple")
    assert install.uv_environment() == {
        "UV_DEFAULT_INDEX": "https://mirror.example/simple"
    }
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://other.example/simple")
    assert install.uv_environment() == {}


@pytest.mark.parametrize(
    ("output", "cure"),
    [
        ("error: No space left on device (os error 28)", "disk is full"),
        ("Hash mismatch for `aiohttp`", "not the one that the lock names"),
        ("dns error: failed to lookup", "cannot be reached"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "not the one that the lock"),
        ("Permission denied (os error 13)", "may not be written"),
        ("something else", "The whole output is in .tools/logs"),
    ],
)
def test_failure_is_shown_with_its_cure(output: str, cure: str) -> None:
    told = steps.explain("environment", output, 2)
    assert told.startswith("environment failed (exit code 2).")
    assert output in told
    assert cure in told


def test_failing_command_ends_with_its_last_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(steps, "LOGS", ROOT / ".tools" / "logs")
    command = [sys.executable, "-c", "print('the reason'); raise SystemExit(3)"]
    with pytest.raises(steps.SetupError, match=r"(?s)exit code 3.*the reason"):
        steps.run("a test", command)
    assert "✗ a test" in capsys.readouterr().err


def test_old_python_gets_a_sentence_and_no_traceback() -> None:
    code = (
        "import sys; sys.version_info = (3, 9, 2, 'final', 0);"
        "sys.argv = ['bootstrap.py', 'run'];"
        "import runpy; runpy.run_path('deploy/bootstrap.py', run_name='__main__')"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.startswith("Firstline needs Python 3.11, 3.12 or 3.13; ")
    assert "Traceback" not in done.stderr
