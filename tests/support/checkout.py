"""The files of the project, as its tests of itself see them."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def project_files() -> tuple[Path, ...]:
    """Every file that is, or would be, committed; relative to ROOT."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    files = (Path(line) for line in sorted(set(done.stdout.splitlines())))
    return tuple(file for file in files if (ROOT / file).is_file())


def named(*suffixes: str, under: str = "") -> list[Path]:
    """The files with one of these endings, below a folder, vendored ones left out."""
    return [
        file
        for file in project_files()
        if file.suffix in suffixes
        and file.is_relative_to(under)
        and "vendor" not in file.parts
    ]


def text(file: Path) -> str:
    """The content of a project's file."""
    return (ROOT / file).read_text()
