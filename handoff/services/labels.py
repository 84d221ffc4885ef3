"""People's corrections of ratings: the report of the confusion, and training data."""

from datetime import timedelta
from typing import Any, Final

from handoff.desk import Desk
from handoff.domain.label import Confusion, confusion_of, examples_of
from handoff.domain.principal import Person
from handoff.errors import NotAllowed
from handoff.storage.labels import read_labels

LOOK_BACK: Final = timedelta(days=30)
"""How far back the report looks, unless told otherwise."""


async def read_confusion(
    desk: Desk, who: Person | None, *, back: timedelta | None = LOOK_BACK
) -> Confusion:
    """How triage and people differed lately; `who` None is the command line.

    Raises:
        NotAllowed: `who` is no supervisor.
    """
    if who is not None and not who.role.sees_all_teams:
        raise NotAllowed("only supervisors and admins see how triage is corrected")
    since = desk.clock.now() - back if back is not None else None
    labels = await desk.reader.read(lambda conn: read_labels(conn, since=since))
    return confusion_of(labels)


async def read_examples(desk: Desk) -> list[dict[str, Any]]:
    """Every message that people spoke of, as lines of training data."""
    labels = await desk.reader.read(lambda conn: read_labels(conn, since=None))
    return examples_of(labels)
