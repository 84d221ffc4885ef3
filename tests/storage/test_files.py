"""Files of data/: a fault is named by file, line and reason."""

import shutil
from pathlib import Path

import pytest

from handoff.config import ROOT
from handoff.domain.handoff import Reason
from handoff.errors import PolicyFileError
from handoff.storage.policies import read_policies, read_words
from handoff.storage.script_files import read_shipped

GOOD = """\
version: 1
scripts:
  utter_one:
    purpose: chitchat
    variants:
      - id: one.en.1
        text: Hello
"""


def test_shipped_files_load() -> None:
    policies = read_policies(ROOT / "data")
    read_words(ROOT / "data")
    published = read_shipped(ROOT / "data").published

    spoken = [f"system_handoff_{reason.value}" for reason in Reason]
    spoken += ["system_bot_waking", "system_agent_joined"]
    spoken += ["system_returned_to_bot", "system_resolved"]
    assert set(spoken) <= published.keys()
    assert policies.routing.default_team == "care"


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("chitchat", "gossip", 4, "Invalid enum value 'gossip'"),
        ("        text: Hello\n", "", 6, "missing required field `text`"),
        ("text: Hello", "text: Hello\n        txet: Hi", 6, "unknown field `txet`"),
        ("text: Hello", "text: [Hello]", 7, "Expected `str`, got `array`"),
        ("version: 1", "version: 2", 1, "Invalid enum value 2"),
        ("scripts:", "scripts: [", 4, "did not find expected"),
    ],
)
def test_faulty_script_file_is_named_by_line_and_reason(
    tmp_path: Path, old: str, new: str, line: int, reason: str
) -> None:
    file = tmp_path / "scripts" / "one.yml"
    file.parent.mkdir()
    file.write_text(GOOD.replace(old, new))

    with pytest.raises(PolicyFileError) as fault:
        read_shipped(tmp_path)

    assert str(file) in str(fault.value)
    assert reason in str(fault.value)
    assert fault.value.line == line


def test_variant_id_that_occurs_twice_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "scripts"
    folder.mkdir()
    (folder / "one.yml").write_text(GOOD)
    (folder / "two.yml").write_text(GOOD.replace("utter_one", "utter_two"))

    with pytest.raises(PolicyFileError, match=r"one\.en\.1 occurs twice"):
        read_shipped(tmp_path)


def test_policy_that_names_an_unknown_team_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "policies"
    shutil.copytree(ROOT / "data" / "policies", folder)
    file = folder / "routing.yml"
    text = file.read_text()
    file.write_text(text.replace("order_status: delivery", "order_status: nobody"))

    with pytest.raises(PolicyFileError, match="no team 'nobody'"):
        read_policies(tmp_path)


def test_locale_that_lacks_a_phrase_is_refused(tmp_path: Path) -> None:
    (tmp_path / "locales").mkdir()
    (tmp_path / "locales" / "en.json").write_text('{"desk": {}}')

    with pytest.raises(PolicyFileError, match=r"wait\.minute"):
        read_words(tmp_path)
