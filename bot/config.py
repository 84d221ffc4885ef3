"""The settings of the bot's process, read from the environment once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path


class SettingsError(Exception):
    """Raised if an environment variable cannot be used; names the variable."""


@dataclass(frozen=True)
class Settings:
    """Where things are, and which tokens open them. Times in seconds.

    Without `bot_token` every turn is refused; without `internal_token` no scripts are
    fetched and the last copy, else the domain's texts, are spoken.
    """

    bot_token: str = ""
    internal_token: str = ""
    desk_url: str = "http://127.0.0.1:8080"
    actions_url: str = "http://127.0.0.1:5055/webhook"
    data_dir: Path = Path("var")
    turn_deadline: float = 10.0

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Settings":
        """Return the settings in `env`; raises SettingsError for an unusable one."""
        usual = cls()
        deadline = env.get("FIRSTLINE_TURN_DEADLINE", str(usual.turn_deadline))
        try:
            seconds = float(deadline)
        except ValueError:
            seconds = 0.0
        if not 1.0 <= seconds <= 300.0:
            raise SettingsError(
                f"FIRSTLINE_TURN_DEADLINE={deadline}: not a number from 1 to 300"
            )
        return cls(
            bot_token=env.get("FIRSTLINE_BOT_TOKEN", ""),
            internal_token=env.get("FIRSTLINE_INTERNAL_TOKEN", ""),
            desk_url=env.get("FIRSTLINE_DESK_URL", usual.desk_url).rstrip("/"),
            actions_url=env.get("FIRSTLINE_ACTIONS_URL", usual.actions_url),
            data_dir=Path(env.get("FIRSTLINE_DATA_DIR", str(usual.data_dir))),
            turn_deadline=seconds,
        )

    @property
    def folder(self) -> Path:
        """Return the bot's own folder in the data directory, made if missing."""
        folder = self.data_dir / "bot"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Return the settings of this process: Rasa builds channel and NLG apart."""
    return Settings.from_env(os.environ)
