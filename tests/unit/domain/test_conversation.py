"""The moves of a conversation: which are legal, and what each changes."""

import pytest

from handoff.domain.conversation import Conversation, OwnerKind, Status
from handoff.errors import IllegalTransition, StaleEpoch


def a_conversation(status: Status) -> Conversation:
    """A conversation in that status, by legal moves."""
    made = Conversation(conversation_id="cnv_1", customer_id="cus_1")
    if status is Status.BOT:
        return made
    made.queue(team_id="care", handoff_id="hof_1", sealed_seq=3)
    if status is Status.QUEUED:
        return made
    made.assign(agent_id="per_1", agent_name="Maya")
    if status is Status.CLOSED:
        made.resolve()
    return made


MOVES = {
    "queue": lambda c: c.queue(team_id="care", handoff_id="hof_2", sealed_seq=9),
    "assign": lambda c: c.assign(agent_id="per_2", agent_name="Noor"),
    "return": lambda c: c.return_to_bot(),
    "resolve": lambda c: c.resolve(),
    "close": lambda c: c.close(),
    "reopen": lambda c: c.reopen(),
}
LEGAL = {
    (Status.BOT, "queue"): OwnerKind.QUEUE,
    (Status.BOT, "close"): OwnerKind.NOBODY,
    (Status.QUEUED, "assign"): OwnerKind.AGENT,
    (Status.QUEUED, "close"): OwnerKind.NOBODY,
    (Status.ASSIGNED, "return"): OwnerKind.BOT,
    (Status.ASSIGNED, "resolve"): OwnerKind.NOBODY,
    (Status.CLOSED, "reopen"): OwnerKind.BOT,
}


@pytest.mark.parametrize("verb", MOVES)
@pytest.mark.parametrize("status", Status)
def test_only_listed_moves_are_legal_and_each_raises_the_epoch(
    status: Status, verb: str
) -> None:
    conversation = a_conversation(status)
    before = conversation.epoch

    if (status, verb) not in LEGAL:
        with pytest.raises(IllegalTransition):
            MOVES[verb](conversation)
        assert (conversation.status, conversation.epoch) == (status, before)
        return
    MOVES[verb](conversation)

    assert conversation.owner_kind is LEGAL[status, verb]
    assert conversation.epoch == before + 1


def test_agent_is_named_only_while_they_own() -> None:
    conversation = a_conversation(Status.ASSIGNED)
    assert conversation.owner == {"kind": "agent", "id": "per_1", "name": "Maya"}

    conversation.return_to_bot()

    assert conversation.owner == {"kind": "bot", "id": None, "name": None}


def test_stale_epoch_is_refused_with_the_present_owner() -> None:
    conversation = a_conversation(Status.ASSIGNED)

    conversation.require_epoch(conversation.epoch)
    with pytest.raises(StaleEpoch) as refused:
        conversation.require_epoch(conversation.epoch - 1)

    assert refused.value.details["owner"]["name"] == "Maya"
