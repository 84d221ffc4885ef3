"""Settings of the desk: one frozen, documented object, read once at start."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

PREFIX: Final = "FIRSTLINE_"
ROOT: Final = Path(__file__).resolve().parent.parent

Port = Annotated[int, Field(ge=0, le=65535)]
Seconds = Annotated[float, Field(gt=0)]


class SettingsError(Exception):
    """The environment holds wrong settings; the message lists all of them."""


class Settings(BaseModel):
    """Everything that may differ between two desks; each field is FIRSTLINE_<NAME>."""

    model_config = ConfigDict(frozen=True, extra="ignore", validate_default=True)

    host: str = "127.0.0.1"
    """Address the desk listens on; anything but loopback needs https in front."""
    port: Port = 8080
    """Port the desk listens on; 0 picks a free one."""
    public_url: str = ""
    """Address that browsers use, for origin checks; empty means host and port."""
    allowed_origins: tuple[str, ...] = ()
    """Further exact origins that may embed the widget, separated by commas."""
    data_dir: Path = Path("var")
    """Folder of databases, logs and secrets."""
    database_url: str = ""
    """SQLAlchemy URL; empty means SQLite at `desk.db` in the data folder."""
    content_dir: Path = ROOT / "data"
    """Folder of scripts, policies and locales."""
    internal_token: SecretStr = SecretStr("")
    """What the bot presents to fetch scripts; empty refuses it."""

    bot_url: str = "http://127.0.0.1:5005"
    """Where the bot answers turns."""
    bot_token: SecretStr = SecretStr("")
    """What the desk presents to the bot."""
    actions_url: str = "http://127.0.0.1:5055/webhook"
    """The action server, asked only for its health."""
    turn_deadline: Seconds = 10.0
    """Seconds within which a customer has an answer or a person."""
    waking_patience: Seconds = 90.0
    """Seconds a message waits for a bot that has never been ready yet."""
    bot_turns_at_once: Annotated[int, Field(ge=1, le=64)] = 4
    """Turns in flight; Rasa uses one core, so more only queue there."""
    breaker_failures: Annotated[int, Field(ge=1)] = 5
    """Failures in a row after which the bot is left alone for a while."""
    breaker_rest: Seconds = 5.0
    """Seconds the bot is left alone before it is probed again."""

    triage_workers: Annotated[int, Field(ge=0, le=8)] = 1
    """Processes that rate messages the bot does not see; 0 switches it off."""
    triage_deadline: Seconds = 2.0
    """Seconds one rating may take before the worker is replaced."""

    demo: bool = True
    """Whether the demo shop page and its orders are served."""
    shop_url: str = ""
    """A real shop's order service; empty means the embedded demo shop."""

    limit_burst: Annotated[float, Field(gt=0)] = 10
    """Commands a customer may send at once."""
    limit_per_second: Annotated[float, Field(gt=0)] = 1
    """Commands a customer may send per second, over time."""
    limit_off: bool = False
    """Switches every limit off; for load tests on loopback only."""
    sockets_per_customer: Annotated[int, Field(ge=1)] = 5
    """Open sockets one customer may hold."""

    readers: Annotated[int, Field(ge=1, le=32)] = 2
    """Threads that read the database."""
    session_idle: Seconds = 12 * 3600
    """Seconds without use after which a sign-in ends."""
    session_life: Seconds = 7 * 24 * 3600
    """Seconds after which a sign-in ends in any case."""
    log_level: Annotated[str, Field(pattern="^(DEBUG|INFO|WARNING|ERROR)$")] = "INFO"
    """Lowest level that is logged."""

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Self:
        """The settings that an environment states, all faults listed together.

        Raises:
            SettingsError: one or more values are wrong.
        """
        given: dict[str, Any] = {
            name: environ[PREFIX + name.upper()]
            for name in cls.model_fields
            if PREFIX + name.upper() in environ
        }
        if "allowed_origins" in given:
            parts = given["allowed_origins"].split(",")
            given["allowed_origins"] = [part.strip() for part in parts if part.strip()]
        try:
            return cls(**given)
        except ValidationError as error:
            faults = (
                f"{PREFIX}{str(fault['loc'][0]).upper()}: {fault['msg']}"
                for fault in error.errors()
            )
            raise SettingsError("\n".join(faults)) from error

    @property
    def sqlite_path(self) -> Path:
        """Where the embedded database lies when no other is named."""
        return self.data_dir / "desk.db"

    @property
    def effective_database_url(self) -> str:
        """The database to open."""
        return self.database_url or f"sqlite+pysqlite:///{self.sqlite_path}"

    @property
    def origin(self) -> str:
        """The origin of the desk's own pages."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")
