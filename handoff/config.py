"""Settings of the desk: one frozen, documented object, read once at start."""

from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
)

PREFIX: Final = "FIRSTLINE_"
SHORTEST_SECRET: Final = 24
"""Characters of a webhook's secret: anything shorter can be guessed."""
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

    smtp_host: str = ""
    """Mail server that takes the desk's mails; empty means that there is none."""
    smtp_port: Port = 587
    """Port of the mail server."""
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    """How the connection to the mail server is protected."""
    smtp_user: str = ""
    """Name to sign in with at the mail server; empty does not sign in."""
    smtp_password: SecretStr = SecretStr("")
    """Password for the mail server."""
    mail_from: str = "Customer Care <care@localhost>"
    """Sender of the desk's mails."""
    mail_dir: str = ""
    """Without a mail server, folder into which mails are written; empty keeps them."""
    webhook_secrets: SecretStr = SecretStr("")
    """`name:secret` of each webhook, separated by commas; two of a name both sign."""
    webhook_networks: tuple[str, ...] = ()
    """Private networks that webhooks may call, such as 10.1.0.0/16, by commas."""

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
        for name in ("allowed_origins", "webhook_networks"):
            if name in given:
                parts = given[name].split(",")
                given[name] = [part.strip() for part in parts if part.strip()]
        try:
            return cls(**given)
        except ValidationError as error:
            faults = (
                f"{PREFIX}{str(fault['loc'][0]).upper()}: {fault['msg']}"
                for fault in error.errors()
            )
            raise SettingsError("\n".join(faults)) from error

    @field_validator("webhook_networks")
    @classmethod
    def _check_networks(cls, networks: tuple[str, ...]) -> tuple[str, ...]:
        for network in networks:
            ip_network(network)
        return networks

    @field_validator("webhook_secrets")
    @classmethod
    def _check_secrets(cls, given: SecretStr) -> SecretStr:
        for name, secret in _pairs(given.get_secret_value()):
            if not name or len(secret) < SHORTEST_SECRET:
                raise ValueError(
                    f"each is name:secret, with {SHORTEST_SECRET} characters or more"
                )
        return given

    @property
    def webhook_keys(self) -> dict[str, list[str]]:
        """The secrets of each webhook by their name."""
        keys: dict[str, list[str]] = {}
        for name, secret in _pairs(self.webhook_secrets.get_secret_value()):
            keys.setdefault(name, []).append(secret)
        return keys

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


def _pairs(text: str) -> list[tuple[str, str]]:
    """Name and secret of each entry."""
    parts = (part.strip().partition(":") for part in text.split(",") if part.strip())
    return [(name, secret) for name, _, secret in parts]
