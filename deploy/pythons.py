"""Finds a Python 3.10 for the bot, wherever it is."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

OVERRIDE = "FIRSTLINE_BOT_PYTHON"
# What uv is asked for when none is found here: it downloads one where it may.
DOWNLOAD = "3.10"
ADVICE = f"""\
The bot's engine, Rasa Open Source 3.6, needs a Python 3.10, and none was found.
Any one of these helps:
  - pyenv install 3.10
  - uv python install 3.10        (an ordinary user can run it, no compiler needed)
  - your distribution's package   (python3.10 and python3.10-venv)
  - {OVERRIDE}=/path/to/python3.10 make run"""


def find_bot_python(environ: Mapping[str, str]) -> str:
    """Return the path of a Python 3.10 that really runs, or DOWNLOAD if there is none.

    Order: the override, pyenv's own folder, the search path. Pyenv's shims are tried
    by running them: one is on the path whether or not it leads anywhere.
    """
    for candidate in candidates(environ):
        if runs_as(candidate, "3.10"):
            return candidate
    return DOWNLOAD


def candidates(environ: Mapping[str, str]) -> Iterator[str]:
    """Yield the paths to try, best first."""
    if override := environ.get(OVERRIDE):
        yield override
    root = Path(environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    versions = root.glob("versions/3.10.*/bin/python3.10")
    yield from map(str, sorted(versions, key=_patch, reverse=True))
    if found := shutil.which("python3.10", path=environ.get("PATH")):
        yield found


def _patch(python: Path) -> int:
    found = re.search(r"3\.10\.(\d+)", str(python))
    return int(found[1]) if found else -1


def runs_as(python: str, version: str) -> bool:
    """Tell whether this command runs and is a Python of this version ("3.10")."""
    probe = "import sys, venv; print('%d.%d' % sys.version_info[:2])"
    try:
        done = subprocess.run(
            [python, "-c", probe],
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and done.stdout.strip() == version
