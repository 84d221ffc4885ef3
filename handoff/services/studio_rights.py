"""Who may look at the studio, and who may change what the bot says."""

from typing import Final

from handoff.domain.principal import Person, Role
from handoff.errors import NotAllowed

EDITORS: Final = frozenset({Role.EDITOR, Role.ADMIN})
READERS: Final = EDITORS | {Role.SUPERVISOR}


def require_editor(who: Person) -> None:
    """Nothing: the person may change content.

    Raises:
        NotAllowed: they may not.
    """
    if who.role not in EDITORS:
        raise NotAllowed("only editors and admins change what the bot says")


def require_reader(who: Person) -> None:
    """Nothing: the person may look at the studio.

    Raises:
        NotAllowed: they may not.
    """
    if who.role not in READERS:
        raise NotAllowed("the studio is for editors, supervisors and admins")
