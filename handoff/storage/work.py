"""Pieces of work for the writer."""

from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from handoff.storage.unit import Unit

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")


class Work(Protocol[T_co]):
    """Something to write.

    `conversation_id` and `cmid` (author, cmid) name what it will ask for, so that a
    batch reads them all at once. Work that is `isolated` runs in a savepoint of its
    own; other work must raise before its first write or not at all.
    """

    @property
    def conversation_id(self) -> str | None:
        """The conversation it writes to, when known."""

    @property
    def cmid(self) -> tuple[str, str] | None:
        """Author and client message id, when it has one."""

    @property
    def isolated(self) -> bool:
        """Whether it runs in a savepoint of its own."""

    def apply(self, unit: Unit) -> T_co:
        """Its changes are gathered in the unit; the answer leaves after the commit."""


class Task(Generic[T]):
    """Any function of a unit as isolated work."""

    cmid: tuple[str, str] | None = None
    isolated = True

    def __init__(
        self, change: Callable[[Unit], T], *, conversation_id: str | None = None
    ) -> None:
        self._change = change
        self.conversation_id = conversation_id

    def apply(self, unit: Unit) -> T:
        """The function's changes are gathered in the unit."""
        return self._change(unit)
