"""The check-in's mail and its link: looking never votes, one vote counts (F35)."""

from collections.abc import AsyncIterator

import pytest

from handoff.desk import Desk
from handoff.domain.event import EventType
from handoff.domain.follow_up import Channel, FollowUpState, Vote
from handoff.domain.principal import Customer, Person
from handoff.errors import Conflict, NotFound, ValidationFailed
from handoff.ids import digest
from handoff.services import conversations, follow_up_links
from handoff.services.follow_up_links import LinkState
from tests.support.aftermath import latest, leave_address, mails_of, pass_days, resolved
from tests.support.builders import say
from tests.support.clock import ManualClock
from tests.support.logs import codes, log_of

YES = Vote(settled=True, score=5, handled="well", suggestion=" More tea ")
NO = Vote(settled=False, score=1)


@pytest.fixture
async def asked(
    desk: Desk, ada: Customer, maya: Person, clock: ManualClock
) -> AsyncIterator[tuple[str, str]]:
    """A conversation whose check-in went out, and its link's token."""
    await leave_address(desk, ada, "ada@example.com")
    conversation_id = await resolved(desk, ada, maya)
    await pass_days(desk, clock, 2)
    (mail,) = await mails_of(desk, "follow_up")
    yield conversation_id, mail["link"].partition("#")[2]


async def test_a_customer_without_an_address_gets_no_mail(
    desk: Desk, ada: Customer, maya: Person, clock: ManualClock
) -> None:
    await resolved(desk, ada, maya)
    await pass_days(desk, clock, 2)

    assert await mails_of(desk, "follow_up") == []


async def test_the_mail_carries_a_token_of_which_the_desk_keeps_the_hash(
    desk: Desk, asked: tuple[str, str]
) -> None:
    conversation_id, token = asked
    (mail,) = await mails_of(desk, "follow_up")
    letter = desk.mails.write(**mail)

    one = await latest(desk, conversation_id)
    assert one.token_hash == digest(token)
    assert mail["link"].endswith(f"/follow-up/#{token}")
    assert mail["values"]["reference"] in letter.subject
    assert "8 December 2026" in letter.text


async def test_looking_a_hundred_times_changes_nothing(
    desk: Desk, asked: tuple[str, str]
) -> None:
    conversation_id, token = asked
    before = await latest(desk, conversation_id)
    log = await log_of(desk, conversation_id)

    for _ in range(100):
        view = await follow_up_links.read_link(desk, token)

    assert view.state is LinkState.OPEN
    assert await latest(desk, conversation_id) == before
    assert await log_of(desk, conversation_id) == log


async def test_a_vote_counts_once_and_agents_read_it(
    desk: Desk, asked: tuple[str, str]
) -> None:
    conversation_id, token = asked

    await follow_up_links.vote(desk, token, YES)
    with pytest.raises(Conflict):
        await follow_up_links.vote(desk, token, NO)

    one = await latest(desk, conversation_id)
    log = await log_of(desk, conversation_id)
    (told,) = [e for e in log if e.type is EventType.FOLLOW_UP_ANSWERED]
    view = await follow_up_links.read_link(desk, token)
    assert (one.settled, one.score, one.handled) == (True, 5, "well")
    assert (one.suggestion, one.channel) == ("More tea", Channel.MAIL)
    assert one.state is FollowUpState.ANSWERED
    assert told.data["score"] == 5
    assert view.state is LinkState.ANSWERED


async def test_what_was_answered_in_the_chat_is_not_asked_again_by_mail(
    desk: Desk, ada: Customer, asked: tuple[str, str]
) -> None:
    conversation_id, token = asked
    await say(desk, ada, "Yes", conversation_id=conversation_id)

    with pytest.raises(Conflict):
        await follow_up_links.vote(desk, token, NO)


async def test_a_no_by_mail_reopens_the_case(
    desk: Desk, ada: Customer, asked: tuple[str, str]
) -> None:
    conversation_id, token = asked

    await follow_up_links.vote(desk, token, NO)

    seen = await conversations.customer_snapshot(
        desk, ada, conversation_id=conversation_id
    )
    said = codes(await log_of(desk, conversation_id))
    assert seen.status == "queued"
    assert said[-3:] == [
        "follow_up_noted",
        "follow_up_not_settled",
        "handoff_repeat_contact",
    ]


async def test_a_link_runs_out_and_a_wrong_one_opens_nothing(
    desk: Desk, asked: tuple[str, str], clock: ManualClock
) -> None:
    _, token = asked
    await pass_days(desk, clock, 14)

    assert (await follow_up_links.read_link(desk, token)).state is LinkState.OVER
    with pytest.raises(NotFound):
        await follow_up_links.vote(desk, token, YES)
    with pytest.raises(NotFound):
        await follow_up_links.read_link(desk, f"{token}x")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (Vote(settled=True, score=6), "score"),
        (Vote(settled=True, score=0), "score"),
        (Vote(settled=True, handled="magic"), "handled"),
        (Vote(settled=True, suggestion="x" * 2001), "suggestion"),
    ],
)
async def test_what_is_not_offered_is_refused_and_the_link_stays_good(
    desk: Desk, asked: tuple[str, str], given: Vote, field: str
) -> None:
    _, token = asked

    with pytest.raises(ValidationFailed) as refused:
        await follow_up_links.vote(desk, token, given)

    assert refused.value.details.get("field", field) == field
    assert (await follow_up_links.read_link(desk, token)).state is LinkState.OPEN
