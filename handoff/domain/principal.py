"""Who is asking: a customer or a person of the company."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person of the company may do, beside their teams."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    EDITOR = "editor"
    ADMIN = "admin"

    @property
    def sees_all_teams(self) -> bool:
        """Whether the role reads conversations of every team."""
        return self in (Role.SUPERVISOR, Role.ADMIN)

    @property
    def answers_customers(self) -> bool:
        """Whether the role may accept handoffs and write to customers."""
        return self is not Role.EDITOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """The customer who holds a visitor token."""

    customer_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A signed-in person of the company: agent, supervisor, editor or admin."""

    person_id: str
    name: str
    role: Role
    team_ids: frozenset[str] = frozenset()
    email: str = ""


Principal = Customer | Person
