"""Clocks: started, paused, met and breached by the log alone, to the millisecond."""

from datetime import UTC, datetime, timedelta

import pytest

from handoff.domain.clock import Clock, ClockState, Hold
from handoff.domain.event import EventType, Visibility
from handoff.domain.time_policy import Since, Timeline, TimePolicy
from tests.support.logbook import ADA, BOT, MAYA, START, Logbook
from tests.support.time_policies import SHIPPED, changed, with_hours


def always(policy: TimePolicy = SHIPPED) -> Timeline:
    """The policy has always been in force."""
    return Timeline([Since(START, policy)])


def clocks(book: Logbook, timeline: Timeline | None = None) -> dict[str, Clock]:
    """The newest clock of each kind."""
    ledger = book.ledger(timeline or always())
    return {clock.kind: clock for clock in (*ledger.ended, *ledger.clocks)}


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def test_queueing_starts_first_response_and_resolution() -> None:
    found = clocks(Logbook().queued("P2"))

    assert set(found) == {"first_response", "resolution"}
    assert found["first_response"].due_at == START + minutes(15)
    assert found["resolution"].due_at == START + minutes(1440)


def test_only_a_persons_words_are_a_first_response() -> None:
    book = Logbook().queued().after(minutes=1).says(BOT).accepted()
    book.write(book.events[1].type, text="Maya is here.")

    waiting = clocks(book)["first_response"]
    book.after(minutes=2).says(MAYA)
    met = clocks(book)["first_response"]

    assert waiting.state is ClockState.RUNNING
    assert (met.state, met.ended_at) == (ClockState.MET, START + minutes(3))
    assert met.breached_at is None


def test_a_note_is_no_response() -> None:
    book = Logbook().queued().accepted()
    book.write(
        EventType.MESSAGE_CREATED, MAYA, visibility=Visibility.INTERNAL, text="Hm."
    )

    assert clocks(book)["first_response"].state is ClockState.RUNNING


def test_an_answer_on_the_last_millisecond_is_in_time_and_one_later_is_not() -> None:
    on_time = Logbook().queued("P2").accepted().after(minutes=15).says(MAYA)
    late = Logbook().queued("P2").accepted().after(minutes=15, milliseconds=1)
    late.says(MAYA)

    assert clocks(on_time)["first_response"].breached_at is None
    assert clocks(late)["first_response"].breached_at == START + minutes(15)


def test_next_answer_is_due_from_the_first_words_left_without_one() -> None:
    book = Logbook().queued("P2").accepted().says(MAYA).after(minutes=1).says(ADA)
    book.after(minutes=4).says(ADA)

    running = clocks(book)["next_response"]
    again = clocks(book.after(minutes=1).says(MAYA).says(ADA))["next_response"]

    assert (running.number, running.due_at) == (1, START + minutes(11))
    assert (again.number, again.due_at) == (2, START + minutes(16))


def test_resolution_stands_still_after_a_question_until_the_customer_answers() -> None:
    book = Logbook().queued("P2").accepted().after(minutes=10)
    book.says(MAYA, "Which order is it?")
    paused = clocks(book)["resolution"]
    goes_on = clocks(book.after(minutes=500).says(ADA))["resolution"]

    assert (paused.state, paused.hold) == (ClockState.PAUSED, Hold.CUSTOMER)
    assert (paused.due_at, paused.used_ms) == (None, 600_000)
    assert goes_on.due_at == START + minutes(500 + 1440)
    assert goes_on.paused_ms == 500 * 60_000


def test_a_statement_does_not_stop_the_clock() -> None:
    book = Logbook().queued("P2").accepted().says(MAYA, "I will look into it.")

    assert clocks(book)["resolution"].state is ClockState.RUNNING


def test_giving_it_to_the_bot_and_back_wins_no_time() -> None:
    book = Logbook().queued("P2").accepted().after(minutes=100).returned()
    book.says(ADA).after(minutes=60).queued("P2")

    resolution = clocks(book)["resolution"]

    assert resolution.number == 1
    assert resolution.due_at == START + minutes(1440 + 60)


def test_a_higher_priority_shortens_what_is_promised_from_the_start() -> None:
    book = Logbook().queued("P2").after(minutes=1).ranked("P1")

    assert clocks(book)["first_response"].due_at == START + minutes(5)


def test_a_priority_raised_by_a_breach_leaves_the_promised_times() -> None:
    book = Logbook().queued("P2").after(minutes=15).ranked("P1", why="breach")

    assert clocks(book)["resolution"].due_at == START + minutes(1440)


def test_resolving_meets_what_is_promised_and_drops_open_answers() -> None:
    book = Logbook().queued("P2").accepted().says(MAYA).says(ADA).resolved()

    found = clocks(book)

    assert found["resolution"].state is ClockState.MET
    assert found["next_response"].state is ClockState.CANCELLED


def test_office_hours_carry_a_promise_over_night_weekend_and_holiday() -> None:
    # The last working evening before Christmas 2026; Boxing Day moves to Monday.
    eve = datetime(2026, 12, 24, 17, 50, tzinfo=UTC)

    found = clocks(Logbook(eve).queued("P2"), always(with_hours("uk")))
    split = clocks(Logbook(eve).queued("P2"), always(with_hours("office")))

    assert found["first_response"].due_at == datetime(2026, 12, 29, 9, 15, tzinfo=UTC)
    assert split["first_response"].due_at == datetime(2026, 12, 29, 9, 5, tzinfo=UTC)


def test_protocol_may_shorten_the_promise() -> None:
    book = Logbook().queued("P0", protocols=["self_harm"])

    assert clocks(book)["first_response"].due_at == START + minutes(1)


def test_regulators_clock_starts_with_the_first_dissatisfaction() -> None:
    book = Logbook().says(ADA).after(minutes=2).says(ADA).rated(2)
    book.after(minutes=60).queued("P3", clocks=["uk_fca", "au_rg271"])

    found = clocks(book)

    assert found["au_rg271.acknowledge"].due_at == START + minutes(2 + 24 * 60)
    # Eight weeks later it is Monday, 18 January; three working days: Thursday.
    assert found["uk_fca.final"].due_at == datetime(2027, 1, 19, tzinfo=UTC)
    assert found["uk_fca.summary"].due_at == datetime(2026, 11, 27, tzinfo=UTC)


def test_nothing_but_the_end_meets_a_regulators_final_answer() -> None:
    book = Logbook().says(ADA).rated(1).queued("P3", clocks=["us_cfpb"]).accepted()
    book.says(MAYA, "Which order is it?")
    talked = clocks(book)
    done = clocks(book.after(minutes=100_000).resolved())

    assert talked["us_cfpb.response"].state is ClockState.MET
    assert talked["us_cfpb.final"].state is ClockState.RUNNING
    assert done["us_cfpb.final"].breached_at == done["us_cfpb.final"].due_at


@pytest.mark.parametrize("level", ["first_response", "resolution"])
def test_steps_come_at_their_share_of_the_time(level: str) -> None:
    clock = clocks(Logbook().queued("P2"))[level]

    warn = clock.next_step(SHIPPED)
    clock.take_step(0, breach=False)
    breach = clock.next_step(SHIPPED)
    clock.take_step(1, breach=True)

    assert warn is not None
    assert breach is not None
    share = 0.75 if level == "first_response" else 0.8
    assert warn.at == START + share * timedelta(milliseconds=clock.target_ms)
    assert (breach.at, breach.breach) == (clock.due_at, True)
    clock.take_step(2, breach=True)
    assert clock.next_step(SHIPPED) is None


def test_clock_goes_by_the_policy_of_its_start_whatever_comes_later() -> None:
    stricter = changed(first_response=1, resolution=2)
    timeline = Timeline(
        [Since(START, SHIPPED), Since(START + minutes(5), stricter)],
    )
    book = Logbook().queued("P2").after(minutes=6).accepted().says(MAYA, "Which one?")
    book.after(minutes=10).says(ADA)

    found = clocks(book, timeline)
    later = clocks(Logbook(START + minutes(5)).queued("P2"), timeline)

    assert found["resolution"].due_at == START + minutes(1440 + 10)
    assert later["first_response"].due_at == START + minutes(6)
