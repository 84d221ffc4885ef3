"""The file of secrets is made once, kept private, and never used when in doubt."""

from pathlib import Path

import pytest

from handoff.ids import SystemIds
from handoff.supervisor.secrets import SecretsError, load_secrets

IDS = SystemIds()


def test_secrets_are_made_once_and_then_kept(tmp_path: Path) -> None:
    made = load_secrets(tmp_path / "var", IDS)
    assert load_secrets(tmp_path / "var", IDS) == made
    assert made.bot_token != made.internal_token


def test_only_the_owner_can_read_them(tmp_path: Path) -> None:
    load_secrets(tmp_path, IDS)
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_file_that_others_can_read_is_refused_with_the_cure(tmp_path: Path) -> None:
    load_secrets(tmp_path, IDS)
    (tmp_path / "secrets.json").chmod(0o644)
    with pytest.raises(SecretsError, match="chmod 600"):
        load_secrets(tmp_path, IDS)


@pytest.mark.parametrize("content", ["", "[]", '{"bot_token": "x"}'])
def test_damaged_file_is_refused_by_name(tmp_path: Path, content: str) -> None:
    load_secrets(tmp_path, IDS)
    (tmp_path / "secrets.json").write_text(content)
    with pytest.raises(SecretsError, match=r"secrets\.json: damaged"):
        load_secrets(tmp_path, IDS)
