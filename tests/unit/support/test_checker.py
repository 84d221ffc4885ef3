"""The checker itself: a clean run has no violation, each broken promise is named."""

from collections.abc import Iterable

import pytest

from tests.support.checker import Row, Stored, Tenure, check, timers_once
from tests.support.history import Ack, History, Left, Seen, Send, Won
from tests.support.timer_checks import Due


def seal(rows: Iterable[Row]) -> str:
    return ",".join(str(row.seq) for row in rows)


def row(seq: int, **changes: object) -> Row:
    values: dict[str, object] = {
        "conversation": "c",
        "seq": seq,
        "type": "message.created",
        "visibility": "public",
        "author_kind": "customer",
        "author_id": "ann",
        "cmid": f"m{seq}",
        "data": {},
    } | changes
    return Row(**values)  # type: ignore[arg-type]  # values are named just above


def clean() -> tuple[History, Stored]:
    history = History()
    rows = [
        row(1),
        row(2, author_kind="bot", author_id=None, cmid=None),
        row(
            3,
            type="handoff.queued",
            author_kind="system",
            author_id=None,
            cmid=None,
            data={"handoff_id": "h"},
        ),
        row(4, type="handoff.accepted", author_kind="agent", author_id="bo", cmid=None),
        row(5, author_kind="agent", author_id="bo"),
    ]
    for n, seq in ((1, 1), (2, 5)):
        sender = "ann" if n == 1 else "bo"
        history.add(Send(sender, "c", f"m{seq}", n, 0.0))
        history.add(Ack(sender, "c", f"m{seq}", seq, 0.0))
    for stored in rows:
        history.add(
            Seen("ann", "customer", "c", stored.seq, stored.type, "public", None, 0.0)
        )
    history.add(Won("bo", "c", "h", 0.0))
    packet = {
        "conversation_id": "c",
        "handoff_id": "h",
        "transcript": {
            "last_seq": 2,
            "count": 2,
            "sha256": "1,2",
            "messages": [{"seq": 1}, {"seq": 2}],
        },
    }
    return history, Stored(rows, [Tenure("c", "bo", 4, None)], [packet])


def test_a_clean_run_has_no_violation() -> None:
    history, stored = clean()

    assert check(history, stored, seal) == []


def found(history: History, stored: Stored) -> set[str]:
    return {violation.invariant for violation in check(history, stored, seal)}


def test_an_acknowledged_message_that_is_not_stored_is_a_loss() -> None:
    history, stored = clean()
    history.add(Ack("ann", "c", "gone", 9, 0.0))

    assert found(history, stored) == {"I1"}


def test_an_event_that_an_observer_never_saw_is_a_loss() -> None:
    history, stored = clean()
    stored.rows.append(row(6))

    assert found(history, stored) == {"I1"}


@pytest.mark.parametrize("seq", [1, 5])
def test_a_seq_shown_twice_is_a_duplicate(seq: int) -> None:
    history, stored = clean()
    history.add(Seen("ann", "customer", "c", seq, "message.created", "public", None, 0))

    assert "I2" in found(history, stored)


def test_a_client_message_stored_twice_is_a_duplicate() -> None:
    history, stored = clean()
    stored.rows[4] = row(5, cmid="m1")

    assert "I2" in found(history, stored)


def test_a_gap_in_the_log_breaks_the_order() -> None:
    history, stored = clean()
    del stored.rows[1]

    assert "I3" in found(history, stored)


def test_messages_of_one_sender_that_changed_places_break_the_order() -> None:
    history, stored = clean()
    history.add(Send("bo", "c", "m1", 3, 0.0))

    assert "I3" in found(history, stored)


def test_a_bot_that_speaks_after_the_handoff_is_heard() -> None:
    history, stored = clean()
    stored.rows[4] = row(5, author_kind="bot", author_id=None, cmid="m5")

    assert "I5" in found(history, stored)


def test_two_accepts_of_one_handoff_are_two_owners() -> None:
    history, stored = clean()
    history.add(Won("cy", "c", "h", 0.0))

    assert found(history, stored) == {"I6"}


def test_assignments_that_overlap_are_two_owners() -> None:
    history, stored = clean()
    stored.tenures.append(Tenure("c", "cy", 5, None))

    assert found(history, stored) == {"I6"}


def test_a_stranger_who_writes_is_not_the_owner() -> None:
    history, stored = clean()
    stored.rows[4] = row(5, author_kind="agent", author_id="cy")

    assert found(history, stored) == {"I6"}


def test_a_packet_that_misses_a_message_is_not_whole() -> None:
    history, stored = clean()
    stored.packets[0]["transcript"]["messages"].pop()

    assert found(history, stored) == {"I7"}


def test_a_packet_sealed_too_early_is_not_whole() -> None:
    history, stored = clean()
    stored.packets[0]["transcript"].update(
        last_seq=1, count=1, sha256="1", messages=[{"seq": 1}]
    )

    assert found(history, stored) == {"I7"}


def test_an_internal_note_shown_to_a_customer_is_a_violation() -> None:
    history, stored = clean()
    history.add(Seen("ann", "customer", "c", 6, "message.created", "internal", None, 0))

    assert "I9" in found(history, stored)


def test_one_who_left_owes_nothing_of_what_came_later() -> None:
    history, stored = clean()
    stored.rows.append(row(6))
    history.add(Left("ann", "c", 5, 0.0))

    assert found(history, stored) == set()


def test_an_event_shown_but_not_stored_was_announced_too_early() -> None:
    history, stored = clean()
    history.add(Seen("ann", "customer", "c", 6, "message.created", "public", None, 0))

    assert found(history, stored) == {"I1"}


def timed(**changes: str) -> Due:
    values = {
        "conversation": "c",
        "subject": "c:first_response:1",
        "due_at": "2026-11-22T06:15",
        "state": "fired",
        "read_at": "2026-11-22T07:00",
    }
    return Due(**{**values, **changes})


def step(seq: int, at: str = "2026-11-22T06:16") -> Row:
    data = {"kind": "first_response", "number": 1, "step": 0}
    return row(seq, type="clock.warned", author_kind="system", data=data, at=at)


@pytest.mark.parametrize(
    ("timers", "rows", "detail"),
    [
        ([timed(state="waiting")], [], "never fired"),
        ([timed()], [step(1), step(2)], "came 2 times"),
        ([timed()], [step(1, at="2026-11-22T06:14")], "before its moment"),
    ],
)
def test_timer_that_is_lost_doubled_or_early_is_found(
    timers: list[Due], rows: list[Row], detail: str
) -> None:
    [found] = timers_once(Stored(rows, timers=timers))

    assert found.invariant == "I8"
    assert detail in found.detail


def test_timer_that_fired_once_in_time_or_is_not_due_yet_is_no_violation() -> None:
    later = timed(subject="c:resolution:1", state="waiting", due_at="2026-11-23T06:00")

    assert not list(timers_once(Stored([step(1)], timers=[timed(), later])))
