"""The bot's settings come from the environment, and a bad one is named."""

from pathlib import Path

import pytest

from bot.config import Settings, SettingsError


def test_every_setting_has_a_default_but_the_tokens() -> None:
    settings = Settings.from_env({})

    assert settings == Settings()
    assert settings.bot_token == settings.internal_token == ""


def test_settings_are_taken_from_the_environment(tmp_path: Path) -> None:
    settings = Settings.from_env(
        {
            "FIRSTLINE_BOT_TOKEN": "a",
            "FIRSTLINE_INTERNAL_TOKEN": "b",
            "FIRSTLINE_DESK_URL": "http://127.0.0.1:9/",
            "FIRSTLINE_DATA_DIR": str(tmp_path),
            "FIRSTLINE_TURN_DEADLINE": "5",
        }
    )

    assert (settings.bot_token, settings.internal_token) == ("a", "b")
    assert settings.desk_url == "http://127.0.0.1:9"
    assert settings.turn_deadline == 5.0
    assert settings.folder == tmp_path / "bot"
    assert settings.folder.is_dir()


@pytest.mark.parametrize("deadline", ["", "soon", "0", "-1", "nan", "1e9"])
def test_an_unusable_deadline_is_named(deadline: str) -> None:
    with pytest.raises(SettingsError, match="FIRSTLINE_TURN_DEADLINE"):
        Settings.from_env({"FIRSTLINE_TURN_DEADLINE": deadline})
