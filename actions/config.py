"""The settings of the action server, read once from the environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from actions.errors import SettingsError


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Where the action server listens and where its data lie.

    `shop_url` empty means the embedded demo shop in `data_dir`.
    """

    host: str = "127.0.0.1"
    port: int = 5055
    data_dir: Path = Path("var")
    policies_dir: Path = Path("data/policies")
    shop_file: Path = Path("data/shop/demo_orders.yml")
    shop_url: str = ""
    shop_timeout: float = 3.0

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """The settings that `environ` names, defaults for the rest.

        Raises:
            SettingsError: a value cannot be used; the message names the variable.
        """
        port = environ.get("FIRSTLINE_ACTIONS_PORT", str(cls.port))
        if not port.isdecimal() or not 0 <= int(port) <= 65535:
            raise SettingsError("FIRSTLINE_ACTIONS_PORT", f"{port!r} is not a port")
        shop_url = environ.get("FIRSTLINE_SHOP_URL", "").strip().rstrip("/")
        if shop_url and not shop_url.startswith(("http://", "https://")):
            raise SettingsError("FIRSTLINE_SHOP_URL", "expected an http(s) address")
        return cls(
            port=int(port),
            data_dir=Path(environ.get("FIRSTLINE_DATA_DIR", str(cls.data_dir))),
            shop_url=shop_url,
        )
