"""`firstline people`: who may sign in, from the command line."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from handoff.cli import application
from handoff.config import Settings
from handoff.storage.migrate import migrate


class CommandLine:
    """The command on a database of its own."""

    def __init__(self, folder: Path) -> None:
        self._env = {"FIRSTLINE_DATA_DIR": str(folder)}

    def run(self, *words: str) -> Result:
        """What the command writes and how it ends."""
        return CliRunner().invoke(
            application(["people"]), ["people", *words], env=self._env
        )

    def json(self, *words: str) -> Any:
        """What the command writes as JSON."""
        done = self.run(*words, "--json")
        assert done.exit_code == 0, done.stderr
        return json.loads(done.stdout)


@pytest.fixture
def command_line(tmp_path: Path) -> CommandLine:
    migrate(Settings(data_dir=tmp_path).effective_database_url)
    return CommandLine(tmp_path)


def test_a_person_is_added_listed_reset_and_disabled(command_line: CommandLine) -> None:
    about = ("Maya", "--email", "maya@example.com", "--team", "care")

    added = command_line.json("add", *about)
    reset = command_line.json("reset-password", "maya@example.com")
    disabled = command_line.json("disable", "Maya")
    (listed,) = command_line.json("list")

    assert added["person"]["role"] == "agent"
    assert added["person"]["teams"] == [{"id": "care", "name": "Customer Care"}]
    assert len(added["password"]) > 15
    assert reset["password"] != added["password"]
    assert disabled[0]["active"] is False
    assert listed["name"] == "Maya"
    assert "password" not in listed


def test_a_password_from_a_file_is_taken_and_not_shown(
    command_line: CommandLine, tmp_path: Path
) -> None:
    file = tmp_path / "password"
    file.write_text("a long enough password\n")
    about = ("Sam", "--email", "sam@example.com", "--role", "supervisor")

    done = command_line.run("add", *about, "--password-file", str(file))

    assert done.exit_code == 0, done.stderr
    assert "Sam" in done.stdout
    assert "password" not in done.stdout


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("add", "Maya", "--email", "no address"), "mail"),
        (("add", "Maya", "--email", "m@example.com", "--team", "none"), "no such team"),
        (("add", "Maya", "--email", "m@example.com", "--role", "king"), "role"),
        (("disable", "Nobody"), "obody"),
    ],
)
def test_a_fault_is_one_clear_line(
    command_line: CommandLine, words: tuple[str, ...], reason: str
) -> None:
    done = command_line.run(*words)

    assert done.exit_code != 0
    assert reason in done.stderr
    assert isinstance(done.exception, SystemExit)


def test_without_a_database_the_cure_is_told(tmp_path: Path) -> None:
    done = CommandLine(tmp_path).run("list")

    assert done.exit_code == 1
    assert "firstline migrate" in done.stderr
