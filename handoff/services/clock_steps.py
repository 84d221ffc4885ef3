"""Taking a clock's steps: it is on record, agents see it, and its actions follow."""

from handoff.desk import Desk
from handoff.domain.clock import Clock, ClockStep
from handoff.domain.conversation import Conversation
from handoff.domain.event import SYSTEM, EventType, Visibility
from handoff.domain.timer import Timer
from handoff.services.clock_actions import ACTIONS, Overdue
from handoff.services.clocks import catch_up
from handoff.storage.unit import Unit


def take_step(desk: Desk, unit: Unit, timer: Timer) -> None:
    """The clock's next step is taken, unless the log has moved the clock meanwhile.

    The event says which clock and step it was; the actions of the policy that the
    clock goes by are carried out in the same transaction.
    """
    if timer.conversation_id is None:
        return
    ledger = catch_up(desk, unit, timer.conversation_id)
    conversation = unit.conversation(timer.conversation_id)
    kind, number = timer.data["kind"], timer.data["number"]
    for clock in ledger.clocks:
        if conversation is not None and (clock.kind, clock.number) == (kind, number):
            step = clock.next_step(desk.timeline.at(clock.policy_at))
            if step is not None and step.at <= unit.now:
                _take(desk, unit, conversation, clock, step)
    # The event is followed like any other: it starts the timer of the step after.
    catch_up(desk, unit, timer.conversation_id)


def _take(
    desk: Desk, unit: Unit, conversation: Conversation, clock: Clock, step: ClockStep
) -> None:
    event = unit.append(
        conversation,
        EventType.CLOCK_BREACHED if step.breach else EventType.CLOCK_WARNED,
        SYSTEM,
        {
            "kind": clock.kind,
            "number": clock.number,
            "step": step.number,
            "due_at": clock.due_at,
            "do": [action.value for action in step.do],
        },
        visibility=Visibility.INTERNAL,
    )
    for action in step.do:
        ACTIONS[action](desk, unit, conversation, Overdue(clock, step, event.seq))
