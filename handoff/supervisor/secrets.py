"""The tokens that the three processes show one another, made once per data folder."""

import json
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from handoff.ids import Ids


class SecretsError(Exception):
    """The file of secrets cannot be used; the message names it and says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """Each is shown by the first process to the second."""

    bot_token: str
    """Desk to bot: turns."""
    internal_token: str
    """Bot to desk: scripts."""

    def env(self) -> dict[str, str]:
        """The variables in which children find them."""
        return {
            f"FIRSTLINE_{name.upper()}": value for name, value in asdict(self).items()
        }


def load_secrets(data_dir: Path, ids: Ids) -> Secrets:
    """The data folder's secrets, made now if it has none; only the owner can read them.

    Raises:
        SecretsError: the file is damaged, or others can read it.
    """
    path = data_dir / "secrets.json"
    data_dir.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read(path)
    made = Secrets(**{field.name: ids.secret() for field in fields(Secrets)})
    with os.fdopen(handle, "w") as file:
        json.dump(asdict(made), file, indent=2)
    return made


def _read(path: Path) -> Secrets:
    if path.stat().st_mode & 0o077:
        raise SecretsError(f"{path}: others can read it; run: chmod 600 {path}")
    try:
        return Secrets(**json.loads(path.read_text()))
    except (ValueError, TypeError) as error:
        raise SecretsError(
            f"{path}: damaged ({error}); delete it to get new ones"
        ) from error
