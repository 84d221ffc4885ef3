"""Passing conversations on: declining an offer, transfer, escalation, reassignment."""

from typing import Annotated, Final

import msgspec

from handoff.services import offers, transfers
from handoff.sockets.caller import AgentCaller
from handoff.sockets.connection import Table, Verb
from handoff.sockets.protocol import Command, Id, Note, Seq

Tier = Annotated[int, msgspec.Meta(ge=1, le=3)]


class DeclineOffer(Command, frozen=True):
    """The agent does not take what they are being asked to."""

    offer_id: Id


class TransferHandoff(Command, frozen=True):
    """The conversation goes to a team, a tier, or a person."""

    conversation_id: Id
    epoch: Seq
    team_id: Id | None = None
    tier: Tier | None = None
    person_id: Id | None = None
    note: Note = ""


class EscalateHandoff(Command, frozen=True):
    """The conversation goes one tier up."""

    conversation_id: Id
    epoch: Seq
    reason: Note


class ReassignHandoff(Command, frozen=True):
    """A supervisor decides who has the conversation."""

    conversation_id: Id
    epoch: Seq
    person_id: Id
    note: Note = ""


async def decline_offer(caller: AgentCaller, data: DeclineOffer) -> object:
    """The next person is asked."""
    await offers.decline(caller.edge.desk, caller.who, offer_id=data.offer_id)
    return {}


async def transfer_handoff(caller: AgentCaller, data: TransferHandoff) -> object:
    """The conversation waits where the agent says."""
    await transfers.transfer(
        caller.edge.desk,
        caller.who,
        conversation_id=data.conversation_id,
        epoch=data.epoch,
        team_id=data.team_id,
        tier=data.tier,
        person_id=data.person_id,
        note=data.note,
    )
    return {}


async def escalate_handoff(caller: AgentCaller, data: EscalateHandoff) -> object:
    """The conversation waits for somebody one tier up."""
    await transfers.escalate(
        caller.edge.desk,
        caller.who,
        conversation_id=data.conversation_id,
        epoch=data.epoch,
        reason=data.reason,
    )
    return {}


async def reassign_handoff(caller: AgentCaller, data: ReassignHandoff) -> object:
    """The person has the conversation."""
    await transfers.reassign(
        caller.edge.desk,
        caller.who,
        conversation_id=data.conversation_id,
        epoch=data.epoch,
        person_id=data.person_id,
        note=data.note,
    )
    return {}


PASSING: Final[Table[AgentCaller]] = {
    "offer.decline": Verb(DeclineOffer, decline_offer),
    "handoff.transfer": Verb(TransferHandoff, transfer_handoff),
    "handoff.escalate": Verb(EscalateHandoff, escalate_handoff),
    "handoff.reassign": Verb(ReassignHandoff, reassign_handoff),
}
