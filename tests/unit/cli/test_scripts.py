"""`firstline scripts`: the words as files."""

import json
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from handoff.cli import application
from handoff.config import ROOT, Settings
from handoff.domain.script_life import Content, Source, State
from handoff.storage import script_rows as rows
from handoff.storage.engine import writer_engine
from handoff.storage.files import read_yaml
from handoff.storage.migrate import migrate
from handoff.storage.script_files import ScriptFile

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


class Library:
    """A desk's scripts, and a folder with the files of its content."""

    def __init__(self, folder: Path) -> None:
        self.content = folder / "data"

    @property
    def folder(self) -> Path:
        """The script files."""
        return self.content / "scripts"

    def bytes(self) -> dict[str, bytes]:
        """Every script file, byte for byte."""
        return {path.name: path.read_bytes() for path in self.folder.glob("*.yml")}

    def edit(self, old: str, new: str, name: str = "service.yml") -> None:
        """One file says something else."""
        path = self.folder / name
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))

    def person_says(self, variant: str, text: str) -> None:
        """A person has published this in the studio."""
        engine = writer_engine(Settings.from_env(os.environ).effective_database_url)
        with engine.begin() as connection:
            rows.add_revision(
                connection,
                variant,
                Content(text=text),
                state=State.PUBLISHED,
                source=Source.PERSON,
                now=datetime.now(UTC),
            )
        engine.dispose()


def stand_in(folder: Path, patch: pytest.MonkeyPatch) -> Library:
    """Commands work on this folder."""
    patch.setenv("FIRSTLINE_CONTENT_DIR", str(folder / "data"))
    patch.setenv("FIRSTLINE_DATA_DIR", str(folder / "var"))
    return Library(folder)


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose database holds the shipped scripts, to be copied."""
    folder = tmp_path_factory.mktemp("imported")
    unread = shutil.ignore_patterns("nlu", "triage", "shop", "understanding")
    shutil.copytree(ROOT / "data", folder / "data", ignore=unread)
    shutil.copy(ROOT / "domain.yml", folder / "domain.yml")
    (folder / "var").mkdir()
    migrate(Settings(data_dir=folder / "var").effective_database_url)
    with pytest.MonkeyPatch.context() as patch:
        stand_in(folder, patch)
        # As `plain_logs` does, which comes later than this: no log set-up stays behind.
        patch.setattr("handoff.log.configure_logging", lambda **_: None)
        assert run("import").exit_code == 0
    return folder


@pytest.fixture
def library(imported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    shutil.copytree(imported, tmp_path, dirs_exist_ok=True)
    return stand_in(tmp_path, monkeypatch)


def test_what_nobody_changed_comes_out_byte_for_byte(library: Library) -> None:
    before = library.bytes()

    done = run("export", "--json")

    assert json.loads(done.stdout) == {"written": []}
    assert library.bytes() == before


def test_a_persons_wording_comes_out_as_one_changed_line_and_goes_in_again(
    library: Library,
) -> None:
    before = library.bytes()
    library.person_says("stock.en.1", "It is on the page. Shall I look it up?")

    assert run("export").exit_code == 0
    after = library.bytes()
    (changed,) = [name for name in after if after[name] != before[name]]
    was, now = before[changed].splitlines(), after[changed].splitlines()

    assert changed == "service.yml"
    assert [line for line in now if line not in was] == [
        b'        text: "It is on the page. Shall I look it up?"'
    ]
    assert len(was) == len(now)
    assert run("check").exit_code == 0
    assert run("import").stdout == "nothing to change\n"
    assert run("export").stdout.startswith("0 files")


def test_a_folder_of_ones_own_gets_all_of_it(library: Library, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh"
    run("export", "--to", str(fresh))

    before = {
        path.name: read_yaml(path, ScriptFile) for path in library.folder.iterdir()
    }
    after = {path.name: read_yaml(path, ScriptFile) for path in fresh.iterdir()}

    assert after == before
    assert run("check", *map(str, sorted(fresh.iterdir()))).exit_code == 0


def test_changed_files_go_in_and_are_said(library: Library) -> None:
    library.edit("Each product page shows", "Every product page shows")

    assert "change: stock.en.1" in run("check").stdout
    assert run("import").stdout == "changed: stock.en.1\n"
    assert run("check").stdout.startswith("0 refused, 0 for people")


def test_a_conflict_is_shown_and_nothing_overwritten(library: Library) -> None:
    library.person_says("stock.en.1", "It is on the page. Shall I look it up?")
    library.edit("Each product page shows", "Every product page shows")

    check, done = run("check"), run("import")

    assert (check.exit_code, done.exit_code) == (1, 1)
    assert "offer: stock.en.1" in check.stdout
    assert "decide in the studio" in done.stderr
    run("export", "--to", str(library.content / "out"))
    assert "Shall I look it up?" in (library.content / "out/service.yml").read_text()


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("Each product page", "Each {prodct} page", "Nothing fills this placeholder"),
        (
            "- id: stock.en.1\n",
            "- id: stock.en.1\n        when: {order_sate: late}\n",
            "does not know",
        ),
        ("- id: stock.en.2", "- id: stock.en.1", "occurs twice"),
        ("Each product page", "Calm down. Each product page", "told so"),
    ],
)
def test_what_cannot_be_said_is_refused_with_its_place(
    library: Library, old: str, new: str, reason: str
) -> None:
    library.edit(old, new)

    check, done = run("check"), run("import")

    assert (check.exit_code, done.exit_code) == (1, 1)
    assert reason in check.stdout + check.stderr
    assert "service.yml:" in done.stderr
    assert reason in done.stderr


def test_a_script_that_rules_speak_keeps_its_last_words(library: Library) -> None:
    path = library.folder / "service.yml"
    text = path.read_text()
    begin = text.index("  utter_stock:")
    path.write_text(text[:begin] + text[text.index("  utter_other_complaint:") :])

    done = run("import")

    assert done.exit_code == 1
    assert "utter_stock is spoken by rules/stock.yml:" in done.stderr


def test_a_language_that_a_script_lacks_is_named_once_for_each_script(
    library: Library,
) -> None:
    policy = library.content / "policies" / "studio.yml"
    policy.write_text(policy.read_text().replace("locales: [en]", "locales: [en, de]"))

    found = json.loads(run("lint", "--json").stdout)["findings"]

    lacking = [one["script"] for one in found if one["rule"] == "missing_locale"]
    assert "utter_stock" in lacking
    assert len(lacking) == len(set(lacking))
