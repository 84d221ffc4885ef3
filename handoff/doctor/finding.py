"""What a check of the doctor says."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Finding:
    """One fact about the installation; a cure makes it a fault."""

    check: str
    found: str
    cure: str | None = None

    @property
    def good(self) -> bool:
        """Whether nothing needs to be done."""
        return self.cure is None

    def to_dict(self) -> dict[str, Any]:
        """The finding as JSON shows it."""
        return asdict(self) | {"good": self.good}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The installation that is looked at."""

    root: Path
    data_dir: Path
    host: str
    port: int
    bot_port: int
    actions_port: int
    database_url: str
    mail: str
    """Where mails go: a server, a folder, or empty."""


Check = Callable[[Place], list[Finding]]
