"""Published scripts: the words of the bot and of the desk itself."""

from handoff.desk import Desk
from handoff.domain.script import Variant
from handoff.storage.script_files import read_shipped
from handoff.storage.scripts import replace_published


async def read_published(desk: Desk) -> tuple[str, dict[str, list[Variant]]]:
    """The version and all published variants by script id (docs/protocol.md, 2)."""
    return desk.scripts.version, desk.scripts.scripts


async def import_shipped(desk: Desk) -> str:
    """The shipped script files are the published scripts.

    Returns:
        The published version.

    Raises:
        PolicyFileError: a file is malformed; nothing changed.
    """
    shipped = read_shipped(desk.settings.content_dir / "scripts")
    await desk.writer.change(lambda unit: replace_published(unit.sql(), shipped))
    desk.scripts = shipped.published
    return shipped.published.version
