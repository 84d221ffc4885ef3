"""Published scripts: the words of the bot and of the desk itself."""

from typing import Any

from handoff.desk import Desk


async def read_published(desk: Desk) -> tuple[str, dict[str, list[dict[str, Any]]]]:
    """The version and all published variants by script id (docs/protocol.md, 2)."""
    raise NotImplementedError


async def import_shipped(desk: Desk) -> str:
    """The shipped script files are the published scripts.

    Returns:
        The published version.

    Raises:
        PolicyFileError: a file is malformed; nothing changed.
    """
    raise NotImplementedError
