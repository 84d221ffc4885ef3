"""The verbs of `bootstrap.py`: what each one sets up, and what it then starts."""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

from deploy import install, layout, steps
from deploy.encoder.recipe import EncoderError

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def dispatch(arguments: list[str]) -> int:
    """Run the verb in `arguments`; returns the exit code."""
    parser = argparse.ArgumentParser(prog="bootstrap.py", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("install", help="both environments and the encoder").add_argument(
        "--tests", action="store_true", help="also what the tests need"
    )
    verbs.add_parser("lock", help="compile the locks anew").add_argument(
        "--upgrade", action="store_true", help="to the newest allowed versions"
    )
    verbs.add_parser("run", help="set up what changed, then start everything")
    verbs.add_parser("test", help="set up what changed, then every check")
    verbs.add_parser("clean", help="remove all that set-up made; run data stays")
    known, rest = parser.parse_known_args(arguments)
    try:
        return _run(known, rest)
    except (steps.SetupError, EncoderError) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _run(known: argparse.Namespace, rest: list[str]) -> int:
    if known.verb == "clean":
        return clean()
    if known.verb == "lock":
        install.tools()
        install.lock(upgrade=known.upgrade)
        set_up(tests=True)
        return 0
    if known.verb == "install":
        set_up(tests=known.tests)
        return 0
    if known.verb == "test":
        set_up(tests=True)
        return test(rest)
    return start(rest)


def start(rest: list[str]) -> NoReturn:
    """Set up, then become `firstline up`."""
    set_up(tests=False)
    firstline = layout.VENV / "bin" / "firstline"
    os.execv(firstline, [str(firstline), "up", *rest])


def set_up(*, tests: bool) -> None:
    """Bring tools, both environments and the encoder up to date."""
    install.tools()
    install.modern(tests=tests)
    install.bot()
    install.encoder()
    install.triage()


def test(rest: list[str]) -> int:
    """Train, then run the linter, the type checker and the tests; all are run."""
    _need_chromium()
    binaries = layout.VENV / "bin"
    if _call(binaries / "firstline", "train"):
        return 1
    checks: tuple[tuple[str | Path, ...], ...] = (
        (binaries / "ruff", "format", "--check", "."),
        (binaries / "ruff", "check", "."),
        (binaries / "mypy",),
        (binaries / "python", "-m", "pytest", "-q", *rest),
    )
    failed = [check for check in checks if _call(*check)]
    for check in failed:
        words = " ".join(str(word) for word in (Path(check[0]).name, *check[1:]))
        print(f"failed: {words}", file=sys.stderr)
    return 1 if failed else 0


def _call(*command: str | Path) -> int:
    line = " ".join((Path(command[0]).name, *map(str, command[1:])))
    print(f"→ {line}", file=sys.stderr, flush=True)
    return subprocess.run(
        list(map(str, command)), cwd=layout.ROOT, check=False
    ).returncode


def _need_chromium() -> None:
    """Leave a Chromium on the search path for the tests in a real browser."""
    if any(map(shutil.which, CHROMIUM)):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        steps.run("package lists", ["apt-get", "update"], quiet)
        steps.run("chromium", ["apt-get", "install", "-y", "chromium"], quiet)
        return
    raise steps.SetupError(
        "The tests drive a real browser and no Chromium was found.\n"
        "Install it, on Debian:  sudo apt-get install chromium"
    )


def clean() -> int:
    """Remove environments, tools, trained models and caches; var/ stays."""
    made = [layout.VENV, layout.VENV_BOT, layout.TOOLS]
    made += [path for path in layout.MODELS.iterdir() if path.name not in _KEPT]
    made += [layout.ROOT / f".{name}_cache" for name in ("mypy", "ruff", "pytest")]
    for path in made:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    return 0


_KEPT = {".gitkeep", "encoder.json"}
