"""Second doors from the question to the promise, kept or missed."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from handoff.desk import Desk
from handoff.domain.event import EventType
from handoff.domain.principal import Customer, Person
from handoff.errors import NotFound
from handoff.jobs import running_jobs
from handoff.services import (
    conversations,
    customers,
    handoffs,
    links,
    messages,
)
from handoff.storage import doors as rows
from tests.support.builders import hook, queued, say
from tests.support.clock import ManualClock
from tests.support.doors import (
    CALL,
    EMAIL,
    KEEP,
    answer,
    asked,
    busy_at_work,
    door_of,
    listed,
    make_busy,
)
from tests.support.fakes import FakeMail, FakeWebhooks
from tests.support.logs import codes, log_of, until_code
from tests.support.waiting import until


@pytest.fixture
async def busy(desk: Desk) -> AsyncIterator[Desk]:
    """A desk at work where every customer would wait too long."""
    async with busy_at_work(desk) as working:
        yield working


async def test_a_customer_who_need_not_wait_is_asked_nothing(
    working: Desk, ada: Customer
) -> None:
    conversation_id, _ = await queued(working, ada)

    log = await log_of(working, conversation_id)
    assert not [code for code in codes(log) if code.startswith("door")]


async def test_the_doors_are_offered_as_buttons(busy: Desk, ada: Customer) -> None:
    conversation_id, _ = await asked(busy, ada)

    log = await log_of(busy, conversation_id)
    offer = next(e for e in log if e.data.get("code") == "doors_busy")
    assert [b["text"] for b in offer.data["buttons"]] == [EMAIL, CALL, KEEP]


async def test_without_mail_nobody_is_offered_one(
    busy: Desk, mail: FakeMail, ada: Customer
) -> None:
    mail.configured = False
    conversation_id, _ = await asked(busy, ada)

    log = await log_of(busy, conversation_id)
    offer = next(e for e in log if e.data.get("code") == "doors_busy")
    assert [b["text"] for b in offer.data["buttons"]] == [CALL, KEEP]
    await say(busy, ada, EMAIL)
    await answer(busy, ada, "could you call me back?", "door_phone")
    assert "door_email" not in codes(await log_of(busy, conversation_id))


async def test_an_address_that_is_left_brings_a_mail_and_a_promise(
    busy: Desk, mail: FakeMail, ada: Customer, maya: Person
) -> None:
    conversation_id, _ = await asked(busy, ada)

    await answer(busy, ada, EMAIL, "door_email")
    await answer(busy, ada, "I don't know it by heart", "door_email_again")
    done = await answer(busy, ada, "it's ada@example.org", "door_email_done")

    door = await door_of(busy, maya, conversation_id)
    assert (door.kind, door.state, door.email) == ("email", "open", "ada@example.org")
    assert door.due_at == busy.clock.now() + timedelta(minutes=480)
    assert "ada@example.org" in done.data["text"]
    assert conversation_id in await listed(busy, maya)
    snapshot = await conversations.agent_snapshot(
        busy, maya, conversation_id=conversation_id
    )
    assert snapshot.customer.email == "ada@example.org"
    assert snapshot.handoff is not None
    assert snapshot.handoff.due_at == door.due_at
    await until(lambda: len(mail.letters) == 1)
    _, letter = mail.letters[0]
    assert letter.to == "ada@example.org"
    assert "/return/#" in letter.text


async def test_the_link_of_a_mail_brings_the_customer_back_once(
    busy: Desk, mail: FakeMail, clock: ManualClock, ada: Customer
) -> None:
    conversation_id, _ = await asked(busy, ada)
    await answer(busy, ada, EMAIL, "door_email")
    await answer(busy, ada, "ada@example.org", "door_email_done")
    await until(lambda: len(mail.letters) == 1)
    token = mail.letters[0][1].text.split("/return/#")[1].split()[0]

    back = await links.come_back(busy, token)

    assert back.conversation_id == conversation_id
    who = await customers.authenticate(busy, back.token)
    assert who == ada
    for spent in (token, "guess", ""):
        with pytest.raises(NotFound):
            await links.come_back(busy, spent)


async def test_a_link_runs_out(busy: Desk, clock: ManualClock, ada: Customer) -> None:
    conversation_id, _ = await asked(busy, ada)
    made: list[str] = []

    def make(unit: Any) -> None:
        made.append(
            links.make_link(
                busy,
                unit,
                customer_id=ada.customer_id,
                conversation_id=conversation_id,
                days=14,
            )
        )

    await busy.writer.change(make)
    clock.advance(14 * 86_400)

    with pytest.raises(NotFound):
        await links.come_back(busy, made[0].split("#")[1])


async def test_an_agents_answer_goes_to_the_address_once_for_each_question(
    busy: Desk, mail: FakeMail, ada: Customer, maya: Person
) -> None:
    conversation_id, handoff_id = await asked(busy, ada)
    await answer(busy, ada, EMAIL, "door_email")
    await answer(busy, ada, "ada@example.org", "door_email_done")
    taken = await handoffs.accept(busy, maya, handoff_id=handoff_id)

    async def reply(text: str) -> None:
        await messages.send_agent_message(
            busy,
            maya,
            conversation_id=conversation_id,
            cmid=busy.ids.new("m").replace("_", "-"),
            text=text,
            epoch=taken.epoch,
            last_seq=99,
        )

    await reply("It arrives on Monday.")
    await reply("And we refund the postage.")
    await until(lambda: len(mail.letters) == 2)
    await say(busy, ada, "Thank you! At what time?")
    await reply("Before noon.")
    await until(lambda: len(mail.letters) == 3)

    said = [letter.text for _, letter in mail.letters[1:]]
    assert "It arrives on Monday." in said[0]
    assert "Before noon." in said[1]


async def test_a_kept_place_is_promised_an_answer(
    busy: Desk, ada: Customer, maya: Person
) -> None:
    conversation_id, _ = await asked(busy, ada)

    await answer(busy, ada, "keep my place", "door_keep_done")

    door = await door_of(busy, maya, conversation_id)
    assert (door.kind, door.state) == ("keep", "open")
    assert conversation_id in await listed(busy, maya)


async def test_words_that_answer_nothing_are_left_for_the_person_who_comes(
    busy: Desk, ada: Customer
) -> None:
    conversation_id, _ = await asked(busy, ada)
    await say(busy, ada, "It was order 4471-0093, by the way")
    await answer(busy, ada, KEEP, "door_keep_done")

    log = await log_of(busy, conversation_id)
    assert [c for c in codes(log) if c.startswith("door_")] == ["door_keep_done"]


async def test_a_promise_that_is_missed_puts_the_customer_first_and_says_sorry(
    busy: Desk, clock: ManualClock, ada: Customer, webhooks: FakeWebhooks, maya: Person
) -> None:
    hook(busy, "wall", "promise.missed")
    conversation_id, handoff_id = await asked(busy, ada)
    await answer(busy, ada, KEEP, "door_keep_done")

    clock.advance(241 * 60)
    await until_code(busy, conversation_id, "promise_late")

    door = await door_of(busy, maya, conversation_id)
    snapshot = await conversations.agent_snapshot(
        busy, maya, conversation_id=conversation_id
    )
    assert door.state == "missed"
    assert snapshot.handoff is not None
    assert snapshot.handoff.priority == "P0"
    await until(lambda: len(webhooks.told) == 1)
    assert webhooks.told[0][1]["data"]["handoff_id"] == handoff_id


async def test_a_promise_is_kept_when_somebody_has_taken_over_in_time(
    busy: Desk, clock: ManualClock, ada: Customer, maya: Person
) -> None:
    conversation_id, handoff_id = await asked(busy, ada)
    await answer(busy, ada, KEEP, "door_keep_done")
    await handoffs.accept(busy, maya, handoff_id=handoff_id)

    clock.advance(241 * 60)

    async def kept() -> bool:
        return (await door_of(busy, maya, conversation_id)).state == "kept"

    await until(kept)
    assert "promise_late" not in codes(await log_of(busy, conversation_id))


async def test_a_question_that_the_last_stop_cut_short_is_answered_after_the_start(
    desk: Desk, ada: Customer
) -> None:
    make_busy(desk)
    conversation_id, _ = await queued(desk, ada)
    await say(desk, ada, KEEP)

    async with running_jobs(desk):
        await until_code(desk, conversation_id, "door_keep_done")


async def test_customers_read_of_the_promise_but_not_of_its_working(
    busy: Desk, ada: Customer
) -> None:
    conversation_id, _ = await asked(busy, ada)
    await answer(busy, ada, KEEP, "door_keep_done")

    page = await conversations.events_since(
        busy, ada, conversation_id=conversation_id, since=0
    )
    types = [event.type for event in page.events]
    assert EventType.DOOR_OPENED in types


async def test_danger_is_never_sent_away(busy: Desk, ada: Customer) -> None:
    never = msgspec.structs.replace(
        busy.policies.doors.offer, never=list(busy.policies.priorities)
    )
    busy.policies = msgspec.structs.replace(
        busy.policies, doors=msgspec.structs.replace(busy.policies.doors, offer=never)
    )
    conversation_id, handoff_id = await queued(busy, ada)

    found = await busy.reader.read(
        lambda connection: rows.read_open(connection, handoff_id)
    )
    assert found is None
    assert "doors_busy" not in codes(await log_of(busy, conversation_id))
