"""A conversation: who owns it, how far it is, and which moves are legal."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from handoff.errors import IllegalTransition, StaleEpoch


class Status(StrEnum):
    """Where a conversation stands."""

    BOT = "bot"
    QUEUED = "queued"
    ASSIGNED = "assigned"
    CLOSED = "closed"


class OwnerKind(StrEnum):
    """Who may speak to the customer now."""

    BOT = "bot"
    QUEUE = "queue"
    AGENT = "agent"
    NOBODY = "nobody"


_MOVES: Final[dict[tuple[Status, str], tuple[Status, OwnerKind]]] = {
    (Status.BOT, "queue"): (Status.QUEUED, OwnerKind.QUEUE),
    (Status.BOT, "close"): (Status.CLOSED, OwnerKind.NOBODY),
    (Status.QUEUED, "assign"): (Status.ASSIGNED, OwnerKind.AGENT),
    (Status.QUEUED, "close"): (Status.CLOSED, OwnerKind.NOBODY),
    (Status.QUEUED, "requeue"): (Status.QUEUED, OwnerKind.QUEUE),
    (Status.ASSIGNED, "requeue"): (Status.QUEUED, OwnerKind.QUEUE),
    (Status.ASSIGNED, "return"): (Status.BOT, OwnerKind.BOT),
    (Status.ASSIGNED, "resolve"): (Status.CLOSED, OwnerKind.NOBODY),
    (Status.CLOSED, "reopen"): (Status.BOT, OwnerKind.BOT),
}


@dataclass(slots=True, kw_only=True)
class Conversation:
    """One customer's thread, as the writer holds it inside a transaction.

    `epoch` rises with every change of owner; `chain` is the hash chain over all
    messages so far and `message_count` how many it covers; `sealed_seq` is what
    an agent's view must hold before their first reply, 0 when that is behind.
    """

    conversation_id: str
    customer_id: str
    status: Status = Status.BOT
    owner_kind: OwnerKind = OwnerKind.BOT
    owner_id: str | None = None
    owner_name: str | None = None
    epoch: int = 1
    last_seq: int = 0
    message_count: int = 0
    chain: str = ""
    sealed_seq: int = 0
    team_id: str | None = None
    handoff_id: str | None = None
    topic: str | None = None

    def queue(self, *, team_id: str, handoff_id: str, sealed_seq: int) -> None:
        """The conversation now waits in a team's queue; nobody speaks."""
        self._move("queue")
        self.team_id = team_id
        self.handoff_id = handoff_id
        self.sealed_seq = sealed_seq

    def assign(self, *, agent_id: str, agent_name: str) -> None:
        """The agent now owns the conversation; only they speak."""
        self._move("assign")
        self.owner_id = agent_id
        self.owner_name = agent_name

    def requeue(self, *, team_id: str, sealed_seq: int) -> None:
        """The conversation waits again, maybe for another team; nobody speaks."""
        self._move("requeue")
        self.team_id = team_id
        self.sealed_seq = sealed_seq

    def return_to_bot(self) -> None:
        """The bot owns the conversation again."""
        self._move("return")
        self.handoff_id = None

    def resolve(self) -> None:
        """The conversation is closed with an outcome."""
        self._move("resolve")

    def close(self) -> None:
        """The conversation is closed without an agent."""
        self._move("close")

    def reopen(self) -> None:
        """The conversation goes on where it ended; the bot has it until a handoff."""
        self._move("reopen")
        self.handoff_id = None

    def require_epoch(self, epoch: int) -> None:
        """Nothing: the writer's view of who owns the conversation is current.

        Raises:
            StaleEpoch: the conversation changed hands since.
        """
        if epoch != self.epoch:
            raise StaleEpoch(
                "the conversation has changed hands", details={"owner": self.owner}
            )

    @property
    def owner(self) -> dict[str, str | None]:
        """Who owns it, as clients are told: kind, id and name."""
        return {
            "kind": self.owner_kind.value,
            "id": self.owner_id,
            "name": self.owner_name,
        }

    def _move(self, verb: str) -> None:
        target = _MOVES.get((self.status, verb))
        if target is None:
            raise IllegalTransition("conversation", self.status.value, verb)
        self.status, self.owner_kind = target
        self.owner_id = None
        self.owner_name = None
        self.epoch += 1
