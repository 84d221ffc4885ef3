"""What every live handler works with: the desk, the limits, and who listens."""

from dataclasses import dataclass, field
from typing import Final, Protocol

from aiohttp import web

from handoff.desk import Desk
from handoff.domain.notice import RightsChanged
from handoff.domain.principal import Person
from handoff.limits import Limits
from handoff.present import Audience
from handoff.sockets.attendance import Attendance
from handoff.sockets.batch import Batch
from handoff.sockets.hub import Hub


class Listener(Protocol):
    """Somebody who is told what happens: a socket's feed, or a waiting request."""

    @property
    def audience(self) -> Audience:
        """Which view is theirs."""

    def hear_events(self, batch: Batch) -> None:
        """Something was stored in a conversation that they follow."""

    def hear_frame(self, frame: bytes) -> None:
        """Passing news, ready to be written."""


class Console(Protocol):
    """A person's socket: what is theirs alone reaches each one they have open."""

    def hear_rights(self, notice: RightsChanged) -> None:
        """The person's sign-ins or rights have changed."""

    def hear_seen(self, conversation_id: str, seq: int) -> None:
        """The person has read a conversation up to the seq."""


class Closable(Protocol):
    """Something open that must end when the desk stops."""

    def close(self, code: int, reason: str = "") -> None:
        """It ends soon, its peer is told."""


@dataclass
class Edge:
    """The desk and all that the live edge keeps in memory."""

    desk: Desk
    limits: Limits
    hub: Hub[Listener] = field(default_factory=Hub)
    people: Hub[Console] = field(default_factory=Hub)
    """Consoles by the id of who is signed in there."""
    attendance: Attendance = field(init=False)
    open: dict[Closable, None] = field(default_factory=dict)
    """Sockets and waiting requests, so that a stop can end them."""

    def __post_init__(self) -> None:
        self.attendance = Attendance(self.desk)


EDGE: Final = web.AppKey("edge", Edge)


class Topics:
    """Names of what can be listened to."""

    EVERY_CUSTOMER: Final = "customers"
    EVERY_CONSOLE: Final = "consoles"
    EVERY_INBOX: Final = "inbox"

    @staticmethod
    def conversation(conversation_id: str) -> str:
        """Everything that happens in one conversation."""
        return f"conversation:{conversation_id}"

    @staticmethod
    def customer(customer_id: str) -> str:
        """Everything that happens in any conversation of one customer."""
        return f"customer:{customer_id}"

    @staticmethod
    def team_inbox(team_id: str) -> str:
        """What waits for one team."""
        return f"inbox:team:{team_id}"

    @staticmethod
    def own_inbox(person_id: str) -> str:
        """What one person holds."""
        return f"inbox:person:{person_id}"

    @staticmethod
    def person(person_id: str) -> str:
        """What one person must know at once, wherever they are signed in."""
        return f"person:{person_id}"


def inbox_topics(who: Person) -> list[str]:
    """What moves the lists of one person's console."""
    if who.role.sees_all_teams:
        return [Topics.EVERY_INBOX]
    teams = [Topics.team_inbox(team_id) for team_id in sorted(who.team_ids)]
    return [*teams, Topics.own_inbox(who.person_id)]
