"""The outbox: with its cause, in order, again and again, and at last a dead letter."""

from typing import Any

import pytest
from sqlalchemy import Row, select

from handoff.desk import Desk
from handoff.domain.delivery import HOLDS_LINE, MOST_ATTEMPTS, Outcome
from handoff.errors import DeliveryFailed, DeliveryRefused, ValidationFailed
from handoff.jobs.outbox import FAILURES, Sender
from handoff.services import outbox
from handoff.storage.tables import outbox as table
from handoff.storage.unit import Unit
from tests.support.builders import hook
from tests.support.clock import ManualClock
from tests.support.fakes import FakeMail, FakeWebhooks
from tests.support.waiting import until

PAGER = "https://pager.example/"
TARGET = "webhook:pager"
DAY = 86_400


@pytest.fixture(autouse=True)
def pager(desk: Desk) -> None:
    """Somebody outside who wants to know."""
    hook(desk, "pager", "alert.raised")


async def tell(desk: Desk, *keys: str) -> None:
    """Alerts of these keys are committed."""

    def change(unit: Unit) -> None:
        for key in keys:
            outbox.announce(
                desk, unit, kind="alert.raised", key=key, payload={"k": key}
            )

    await desk.writer.change(change)


async def write(desk: Desk, to: str = "ada@example.com", key: str = "m1") -> None:
    """A mail is committed."""
    values = {
        "name": "Ada",
        "reference": "R1",
        "team": "Care",
        "due": "noon",
        "expires": "Friday",
    }
    await desk.writer.change(
        lambda unit: outbox.mail_later(
            unit, key=key, to=to, template="left_with_us", values=values
        )
    )


async def rows(desk: Desk) -> list[Row[Any]]:
    """All effects in their order."""
    return await desk.reader.read(
        lambda connection: list(
            connection.execute(select(table).order_by(table.c.outbox_id)).all()
        )
    )


def told(webhooks: FakeWebhooks) -> list[str]:
    return [body["data"]["k"] for _, body in webhooks.told]


async def test_an_effect_goes_out_once_with_its_key_and_its_data(
    desk: Desk, webhooks: FakeWebhooks
) -> None:
    await tell(desk, "a")

    assert await outbox.send_next(desk, TARGET) is Outcome.SENT
    assert await outbox.send_next(desk, TARGET) is None
    assert webhooks.told == [
        (
            PAGER,
            {
                "id": "a:pager",
                "kind": "alert.raised",
                "at": "2026-11-22T06:00:00.123Z",
                "data": {"k": "a"},
            },
        )
    ]
    [row] = await rows(desk)
    assert (row.state, row.attempts, row.settled_at) == ("sent", 1, desk.clock.now())
    assert row.payload == {}


async def test_a_cause_that_is_not_committed_has_no_effect(desk: Desk) -> None:
    def fails(unit: Unit) -> None:
        outbox.announce(desk, unit, kind="alert.raised", key="a", payload={})
        raise ValidationFailed("no")

    with pytest.raises(ValidationFailed):
        await desk.writer.change(fails)

    assert await rows(desk) == []


async def test_the_same_key_waits_once(desk: Desk) -> None:
    await tell(desk, "a", "a")
    await tell(desk, "a")

    assert len(await rows(desk)) == 1


async def test_a_kind_that_nobody_asks_for_leaves_no_row(desk: Desk) -> None:
    await desk.writer.change(
        lambda unit: outbox.announce(
            desk, unit, kind="handoff.queued", key="x", payload={}
        )
    )

    assert await rows(desk) == []


async def test_what_fails_is_tried_again_later_in_the_order_of_commits(
    desk: Desk, webhooks: FakeWebhooks, clock: ManualClock
) -> None:
    await tell(desk, "a", "b")
    webhooks.errors[PAGER] = DeliveryFailed("the receiver answered 500")

    assert await outbox.send_next(desk, TARGET) is Outcome.FAILED
    assert await outbox.send_next(desk, TARGET) is None
    first = (await rows(desk))[0]
    assert (first.attempts, first.last_error) == (1, "the receiver answered 500")

    webhooks.errors.clear()
    clock.advance(DAY)
    while await outbox.send_next(desk, TARGET):
        pass
    assert told(webhooks) == ["a", "b"]
    assert webhooks.tries == ["a:pager", "a:pager", "b:pager"]


async def test_one_that_keeps_failing_lets_the_later_ones_pass(
    desk: Desk, webhooks: FakeWebhooks, clock: ManualClock
) -> None:
    await tell(desk, "a", "b")
    webhooks.errors[PAGER] = DeliveryFailed("500")
    for _ in range(HOLDS_LINE):
        assert await outbox.send_next(desk, TARGET) is Outcome.FAILED
        clock.advance(DAY)

    assert set(webhooks.tries) == {"a:pager"}
    clock.advance(-DAY)
    webhooks.errors.clear()
    assert await outbox.send_next(desk, TARGET) is Outcome.SENT
    assert told(webhooks) == ["b"]


async def test_after_many_failures_it_is_a_dead_letter_with_its_reason(
    desk: Desk, webhooks: FakeWebhooks, clock: ManualClock
) -> None:
    await tell(desk, "a")
    webhooks.errors[PAGER] = DeliveryFailed("the receiver answered 500")
    for _ in range(MOST_ATTEMPTS):
        assert await outbox.send_next(desk, TARGET) is Outcome.FAILED
        clock.advance(DAY)

    assert await outbox.send_next(desk, TARGET) is None
    [row] = await rows(desk)
    assert (row.state, row.attempts) == ("dead", MOST_ATTEMPTS)
    assert row.last_error == "the receiver answered 500"


async def test_what_will_never_be_taken_is_dead_at_once(
    desk: Desk, webhooks: FakeWebhooks
) -> None:
    await tell(desk, "a", "b")
    webhooks.errors[PAGER] = DeliveryRefused("gone")

    assert await outbox.send_next(desk, TARGET) is Outcome.REFUSED
    webhooks.errors.clear()
    assert await outbox.send_next(desk, TARGET) is Outcome.SENT
    assert [row.state for row in await rows(desk)] == ["dead", "sent"]


async def test_an_effect_of_a_webhook_that_is_no_more_is_a_dead_letter(
    desk: Desk,
) -> None:
    await desk.writer.change(
        lambda unit: outbox.send_later(
            unit, kind="alert.raised", key="x", target="webhook:old", payload={}
        )
    )

    assert await outbox.send_next(desk, "webhook:old") is Outcome.REFUSED
    [row] = await rows(desk)
    assert "no webhook of that id" in row.last_error


async def test_a_mail_is_written_from_its_template_and_carries_its_key(
    desk: Desk, mail: FakeMail
) -> None:
    await write(desk)

    assert await outbox.send_next(desk, "mail:ada@example.com") is Outcome.SENT
    [(key, letter)] = mail.letters
    assert (key, letter.to) == ("m1", "ada@example.com")
    assert "Hello Ada" in letter.text


async def test_mails_wait_while_there_is_no_way_out(desk: Desk, mail: FakeMail) -> None:
    mail.configured = False
    await write(desk)
    await tell(desk, "a")

    assert await outbox.due_targets(desk) == [TARGET]
    mail.configured = True
    assert set(await outbox.due_targets(desk)) == {TARGET, "mail:ada@example.com"}


async def test_a_receiver_that_fails_holds_up_no_other(
    desk: Desk, webhooks: FakeWebhooks
) -> None:
    hook(desk, "wall", "alert.raised")
    webhooks.errors[PAGER] = DeliveryFailed("down")
    await tell(desk, "a", "b", "c")
    sender = Sender(desk)

    await sender._send(TARGET)
    await sender._send("webhook:wall")
    await sender.stop()

    assert told(webhooks) == ["a", "b", "c"]


async def test_a_mail_server_that_fails_is_left_alone_for_a_while(
    desk: Desk, mail: FakeMail, clock: ManualClock
) -> None:
    addresses = [f"c{n}@example.com" for n in range(FAILURES + 3)]
    for address in addresses:
        await write(desk, address, key=address)
    mail.error = DeliveryFailed("no connection")
    sender = Sender(desk)
    for address in addresses:
        await sender._send(f"mail:{address}")

    tried = [row.attempts for row in await rows(desk)]
    assert tried == [1] * FAILURES + [0] * 3

    mail.error = None
    clock.advance(31)
    await sender._send(f"mail:{addresses[-1]}")
    await sender.stop()
    assert [letter.to for _, letter in mail.letters] == [addresses[-1]]


async def test_the_running_desk_sends_what_is_committed(
    working: Desk, webhooks: FakeWebhooks, mail: FakeMail
) -> None:
    await tell(working, "a", "b")
    await write(working)

    await until(lambda: len(webhooks.told) == 2 and len(mail.letters) == 1)
    assert told(webhooks) == ["a", "b"]
