"""The page behind the link of a check-in's mail: looking changes nothing, one vote."""

from enum import StrEnum

import msgspec
from sqlalchemy import Connection

from handoff.desk import Desk
from handoff.domain.case_policy import Named, has
from handoff.domain.follow_up import MAX_SUGGESTION, FollowUp, FollowUpState, Vote
from handoff.domain.text import check_text
from handoff.errors import Conflict, NotFound, ValidationFailed
from handoff.ids import digest
from handoff.services.follow_ups import take_vote
from handoff.storage import complaints
from handoff.storage import follow_ups as rows
from handoff.storage.unit import Unit


class LinkState(StrEnum):
    """What the link still does."""

    OPEN = "open"
    ANSWERED = "answered"
    OVER = "over"


class LinkView(msgspec.Struct, frozen=True):
    """What the page shows: nothing of the conversation but its reference."""

    state: LinkState
    reference: str | None
    best_score: int
    handled: list[Named]


async def read_link(desk: Desk, token: str) -> LinkView:
    """What the link is about and whether it still takes an answer; nothing changes.

    Raises:
        NotFound: no follow-up has this token.
    """
    hashed, now = digest(token), desk.clock.now()
    policy = desk.policies.cases.follow_up

    def draw(connection: Connection) -> LinkView:
        one = _require(rows.read_by_token(connection, hashed))
        case = one.complaint_id and complaints.read(connection, one.complaint_id)
        state = LinkState.OPEN if one.is_open(now) else LinkState.OVER
        if one.settled is not None:
            state = LinkState.ANSWERED
        reference = case.reference if case else None
        return LinkView(state, reference, policy.best_score, policy.handled)

    return await desk.reader.read(draw)


async def vote(desk: Desk, token: str, given: Vote) -> None:
    """The answer is on record, once; a no reopens the case one tier up.

    Raises:
        NotFound: no follow-up has this token, or its time is over.
        Conflict: it was answered before, here or in the chat.
        ValidationFailed: a score or a choice that is not offered, too long a text.
    """
    hashed = digest(token)
    answer = msgspec.structs.asdict(_check(desk, given))

    def take(unit: Unit) -> None:
        one = _require(rows.read_by_token(unit.sql(), hashed))
        if one.settled is not None or one.state is FollowUpState.ANSWERED:
            raise Conflict("this has been answered already")
        conversation = unit.conversation(one.conversation_id)
        if conversation is None or not one.is_open(unit.now):
            raise NotFound("this link has run out")
        take_vote(desk, unit, conversation, one, answer)

    await desk.writer.change(take)


def _check(desk: Desk, given: Vote) -> Vote:
    policy = desk.policies.cases.follow_up
    if given.score is not None and not 1 <= given.score <= policy.best_score:
        raise ValidationFailed(
            f"the score must be from 1 to {policy.best_score}",
            details={"field": "score"},
        )
    if given.handled is not None and not has(policy.handled, given.handled):
        raise ValidationFailed("no such answer", details={"field": "handled"})
    said = (given.suggestion or "").strip()
    if said:
        said = check_text(said, field="suggestion", longest=MAX_SUGGESTION)
    return msgspec.structs.replace(given, suggestion=said or None)


def _require(one: FollowUp | None) -> FollowUp:
    if one is None:
        raise NotFound("no such link")
    return one
