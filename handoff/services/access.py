"""The one place that decides who may do what with a conversation.

HTTP, sockets, fan-out and lists all ask `can`; whatever is "not yours" answers as
"not found", so that nobody learns which ids exist.
"""

from enum import StrEnum
from typing import Protocol, TypeVar

from handoff.domain.event import Author, AuthorKind
from handoff.domain.principal import Customer, Person, Principal, Role
from handoff.errors import NotAllowed, NotFound


class Verb(StrEnum):
    """What somebody wants to do with a conversation."""

    READ = "read"
    READ_INTERNAL = "read_internal"
    WRITE_AS_CUSTOMER = "write_as_customer"
    WRITE_AS_AGENT = "write_as_agent"
    ADD_NOTE = "add_note"
    ACCEPT = "accept"
    JUDGE = "judge"
    REASSIGN = "reassign"


class Owned(Protocol):
    """The part of a conversation that decides about access."""

    @property
    def customer_id(self) -> str:
        """Whose conversation it is."""

    @property
    def team_id(self) -> str | None:
        """The team that it was last handed to."""

    @property
    def owner_id(self) -> str | None:
        """The agent who holds it."""


T = TypeVar("T", bound=Owned)

_CUSTOMER_VERBS = frozenset({Verb.READ, Verb.WRITE_AS_CUSTOMER})
_AGENT_VERBS = frozenset(Verb) - {Verb.WRITE_AS_CUSTOMER}


def can(who: Principal, verb: Verb, conversation: Owned) -> bool:
    """Whether `who` may do `verb`; whether its status permits it is another matter."""
    if isinstance(who, Customer):
        mine = conversation.customer_id == who.customer_id
        return mine and verb in _CUSTOMER_VERBS
    if verb is Verb.REASSIGN and not who.role.sees_all_teams:
        return False
    return (
        verb in _AGENT_VERBS and who.role.answers_customers and _sees(who, conversation)
    )


def require(who: Principal, verb: Verb, conversation: T | None) -> T:
    """The conversation: `who` may do `verb` with it.

    Raises:
        NotFound: there is none, or `who` may not even see it.
        NotAllowed: `who` sees it but may not do this.
    """
    if conversation is None or not can(who, Verb.READ, conversation):
        raise NotFound("no such conversation")
    if not can(who, verb, conversation):
        raise NotAllowed("not allowed in this conversation")
    return conversation


def author_of(who: Person) -> Author:
    """The person as the author of an event."""
    return Author(AuthorKind.AGENT, who.person_id, who.name)


def require_admin(who: Person) -> None:
    """Nothing: the person may run the desk.

    Raises:
        NotAllowed: their role does not permit it.
    """
    if who.role is not Role.ADMIN:
        raise NotAllowed("only an admin may do that")


def _sees(person: Person, conversation: Owned) -> bool:
    return (
        person.role.sees_all_teams
        or conversation.owner_id == person.person_id
        or conversation.team_id in person.team_ids
    )
