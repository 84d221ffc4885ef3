"""Published scripts: the words of the bot and of the desk itself."""

from handoff.desk import Desk
from handoff.domain.script import Variant
from handoff.ids import digest
from handoff.storage import faqs
from handoff.storage.script_files import read_shipped
from handoff.storage.script_rows import changes
from handoff.storage.scripts import Taken, read_current, take_over


async def read_published(desk: Desk) -> tuple[str, dict[str, list[Variant]]]:
    """The version and all published variants by script id (docs/protocol.md, 2).

    Answers that content teams added as topics of their own are among them.
    """
    live = await desk.reader.read(faqs.read_live)
    added = {
        faq.script: [Variant(id=f"{faq.topic}.en.{faq.revision}", text=faq.answer)]
        for faq in live
    }
    parts = [f"{faq.topic}.{faq.revision}" for faq in live] + desk.editing.take_turns
    version = digest(".".join([desk.scripts.version, *parts]))[:16]
    return version, {**desk.scripts.scripts, **added}


async def refresh(desk: Desk) -> None:
    """The desk says, and gives the bot, what is published at this moment."""
    now = desk.clock.now()
    desk.current = await desk.reader.read(
        lambda connection: read_current(connection, now)
    )


async def refresh_if_due(desk: Desk) -> bool:
    """The same, if a published time has come or a command changed scripts beside us.

    Returns:
        Whether anything had to be read again.
    """
    until = desk.current.until
    waits = until is None or until > desk.clock.now()
    if waits and await desk.reader.read(changes) == desk.current.changes:
        return False
    await refresh(desk)
    return True


async def import_shipped(desk: Desk) -> Taken:
    """The shipped script files are taken over, and offered where people have worked.

    Raises:
        PolicyFileError: a file is malformed; nothing changed.
    """
    shipped = read_shipped(desk.settings.content_dir)
    taken = await desk.writer.change(
        lambda unit: take_over(unit.sql(), shipped, now=unit.now)
    )
    await refresh(desk)
    return taken
