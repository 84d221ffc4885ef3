"""Rules of the code that no linter knows."""

import ast
import re
from pathlib import Path

from tests.support.checkout import named, project_files, text

LONGEST = 300
_THIS = Path("tests/repo/test_code.py")
# Where the desk may ask for the time or for randomness; everything else is handed it.
# A simulation draws from its seed alone.
SOURCES = {
    Path("handoff/clock.py"),
    Path("handoff/ids.py"),
    Path("handoff/simulation/chance.py"),
}
UNSTEADY = re.compile(
    r"\bdatetime\.(?:now|utcnow|today)\(|\bdate\.today\("
    r"|\btime\.(?:time|monotonic|perf_counter)(?:_ns)?\("
    r"|\bimport random\b|\bfrom random\b|\buuid\.uuid[14]\(|\bimport secrets\b"
)
# Written in parts, or this file would be the first to break its own rule.
_FOLDERS = "|".join(("root", "work", "tmp", "farm"))
MACHINE = re.compile(rf"(?<![\w.~}}])/(?:{_FOLDERS})/|\.\./shared/(?:design|evaldata)")


def test_every_file_fits_in_ones_head() -> None:
    lengths = {
        str(file): len(text(file).splitlines())
        for file in named(".py", ".js", ".css")
        if "migrations" not in file.parts
    }
    assert not {file: lines for file, lines in lengths.items() if lines > LONGEST}


def test_desk_is_handed_its_clock_and_its_randomness() -> None:
    files = set(named(".py", under="handoff")) - SOURCES
    assert not [str(file) for file in files if UNSTEADY.search(text(file))]


def test_pages_never_turn_text_into_markup() -> None:
    writing = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write")
    pages = named(".js", ".html", under="handoff/web")
    assert pages
    assert not [file for file in pages if writing.search(text(file))]


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    readable = {".py", ".md", ".yml", ".toml", ".json", ".js", ".html", ".lock", ""}
    found = [
        f"{file}: {match[0]}"
        for file in project_files()
        if file.suffix in readable and "vendor" not in file.parts
        for match in MACHINE.finditer(text(file))
    ]
    assert not found


def test_every_module_says_what_it_is_for() -> None:
    assert not [
        str(file)
        for file in named(".py")
        if text(file).strip() and not ast.get_docstring(ast.parse(text(file)))
    ]


def test_every_silenced_check_gives_its_reason() -> None:
    silenced = re.compile(r"#\s*(?:noqa|type: ignore)\b[^#\n]*(.*)")
    assert not [
        f"{file}: {match[0]}"
        for file in named(".py")
        for match in silenced.finditer(text(file))
        if not match[1] and " - " not in match[0] and file != _THIS
    ]
