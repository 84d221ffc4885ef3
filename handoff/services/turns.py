"""Bot turns: the bot is asked, and what it says is recorded if it may still speak.

A turn is a row with phases, so that a restart knows what was done (reliability D7).
"""

import asyncio
from contextlib import nullcontext
from functools import partial
from typing import Final

import structlog
from msgspec.structs import replace
from sqlalchemy import Connection

from handoff import crash
from handoff.clock import Clock
from handoff.desk import Desk
from handoff.domain.conversation import Conversation, Status
from handoff.domain.event import BOT, Event, EventType
from handoff.domain.handoff import Reason
from handoff.domain.notice import TurnChanged
from handoff.domain.turn import BotReply, Turn, TurnState
from handoff.errors import BotFailed, BotUnavailable, DependencyFailed
from handoff.services import questions
from handoff.services.alerts import follow_rating
from handoff.services.case_views import previous_slots
from handoff.services.complaints import notice_complaint
from handoff.services.matter import keep_matter
from handoff.services.queueing import hand_over, request_from_memory, say_as_system
from handoff.services.ratings import keep_rating, try_rating
from handoff.services.repeat_asks import count_bot_questions
from handoff.storage import conversations, events, memories, turns
from handoff.storage.memories import Memory
from handoff.storage.unit import Unit

log = structlog.get_logger(__name__)

MAX_ATTEMPTS: Final = 2
"""A turn that broke twice goes to a person."""


async def run_next(
    desk: Desk, conversation_id: str, *, at_once: asyncio.Semaphore | None = None
) -> bool:
    """The conversation's oldest unfinished turn has been answered or handed over.

    Args:
        desk: the desk.
        conversation_id: the conversation.
        at_once: bounds how many turns are with the bot at one time.

    Returns:
        Whether there was one.

    Raises:
        Unavailable: the database cannot commit; the turn stays as it is.
    """
    ready = desk.bot.ready
    if not ready:
        waiting = await _look(desk, conversation_id)
        if waiting is None:
            return False
        ready = await _await_bot(desk, waiting)
    async with at_once or nullcontext():
        turn = await _look(desk, conversation_id)
        if turn is None:
            return False
        await _run(desk, turn, ready=ready)
    return True


async def _run(desk: Desk, turn: Turn, *, ready: bool) -> None:
    desk.tell(TurnChanged(turn.conversation_id, turn.seq_in, "running"))
    try:
        if ready:
            await _answer(desk, turn)
        else:
            await _give_up(desk, turn, BotUnavailable("the bot did not become ready"))
    finally:
        desk.tell(TurnChanged(turn.conversation_id, turn.seq_in, "done"))


async def _await_bot(desk: Desk, turn: Turn) -> bool:
    """Whether the bot became ready before the patience with it ran out."""
    settings = desk.settings
    patience = settings.turn_deadline
    if not desk.bot.ever_ready:
        patience = settings.waking_patience
        await _say_waking(desk, turn.conversation_id, since=turn.seq_in)
    waited = (desk.clock.now() - turn.asked_at).total_seconds()
    return await desk.bot.wait_ready(seconds=max(patience - waited, 0.0))


async def _say_waking(desk: Desk, conversation_id: str, *, since: int) -> None:
    def say_once(unit: Unit) -> None:
        conversation = unit.conversation(conversation_id)
        if conversation is None or conversation.status is not Status.BOT:
            return
        later = events.read_since(
            unit.sql(), conversation_id, since=since, limit=500, internal=False
        )
        if not any(event.data.get("code") == "bot_waking" for event in later):
            say_as_system(desk, unit, conversation, "bot_waking")

    await desk.writer.change(say_once, conversation_id=conversation_id)


async def _look(desk: Desk, conversation_id: str) -> Turn | None:
    """The oldest unfinished turn of a conversation that the bot owns."""
    return await desk.reader.read(partial(_compose, desk, conversation_id))


def _compose(desk: Desk, conversation_id: str, connection: Connection) -> Turn | None:
    turn = turns.next_open(connection, conversation_id)
    conversation = conversations.read(connection, conversation_id)
    if turn is None or conversation is None:
        return None
    known = previous_slots(connection, desk, conversation)
    return replace(turn, slots=turn.slots | known)


async def _mark(desk: Desk, turn: Turn) -> None:
    """It is on record that the bot is asked, and for which time."""
    await desk.writer.change(
        lambda unit: turns.begin(unit.sql(), turn.turn_id, attempt=turn.attempt)
    )


async def _answer(desk: Desk, turn: Turn) -> None:
    deadline = desk.clock.monotonic() + desk.settings.turn_deadline
    crash.reach("K7")
    # The mark and the bot do not wait for each other: a turn that is asked again
    # after a crash gets the answer which the bot recorded for its id.
    marking = asyncio.create_task(_mark(desk, turn))
    try:
        reply = await _ask(desk, turn, deadline=deadline)
    except DependencyFailed as error:
        log.warning(
            "turn.failed",
            turn_id=turn.turn_id,
            conversation_id=turn.conversation_id,
            attempt=turn.attempt,
            code=error.code,
        )
        await marking
        await _give_up(desk, turn, error)
        return
    crash.reach("K9")
    await marking
    await record_bot_reply(desk, turn, reply)
    crash.reach("K10")


async def _ask(desk: Desk, turn: Turn, *, deadline: float) -> BotReply:
    """The bot's answer; a break that a second try may mend is tried once more."""
    if turn.attempt > MAX_ATTEMPTS:
        raise BotFailed("the turn broke too often")
    try:
        return await desk.bot.answer(turn, seconds=_left(desk.clock, deadline))
    except (BotFailed, BotUnavailable) as error:
        if turn.attempt == MAX_ATTEMPTS:
            raise
        if isinstance(error, BotUnavailable):
            await desk.bot.wait_ready(seconds=_left(desk.clock, deadline))
        again = replace(turn, attempt=turn.attempt + 1)
        await _mark(desk, again)
        return await desk.bot.answer(again, seconds=_left(desk.clock, deadline))


def _left(clock: Clock, deadline: float) -> float:
    return max(deadline - clock.monotonic(), 0.0)


async def record_bot_reply(desk: Desk, turn: Turn, reply: BotReply) -> None:
    """What the bot said is in the conversation, unless somebody else owns it by now.

    Slots, rating, handoff and the turn's end are committed with its words. The
    rating counts in any case: it is about the customer's message.
    """

    def record(unit: Unit) -> None:
        held = _unfinished(unit, turn)
        if held is None:
            return
        conversation, memory, owns = held
        before = desk.policies.protocols.in_force(None, memory.rating)
        keep_rating(unit, conversation, memory, seq=turn.seq_in, rating=reply.triage)
        if owns:
            known = memory.slots
            said = _speak(unit, conversation, memory, turn, reply)
            count_bot_questions(desk, unit, said, known)
            notice_complaint(desk, unit, conversation, memory, seq=turn.seq_in)
            questions.note_reply(desk, unit, conversation, turn, reply)
        else:
            follow_rating(desk, unit, conversation, memory, before=before)
        memories.write(unit.sql(), turn.conversation_id, memory)
        state = TurnState.DONE if owns else TurnState.DISCARDED
        turns.finish(unit.sql(), turn.turn_id, state=state, now=unit.now)
        if owns and reply.handoff is not None:
            hand_over(desk, unit, conversation, reply.handoff, memory, asked_by=None)

    await desk.writer.change(record, conversation_id=turn.conversation_id)


def _speak(
    unit: Unit,
    conversation: Conversation,
    memory: Memory,
    turn: Turn,
    reply: BotReply,
) -> list[Event]:
    said = []
    memory.slots = reply.slots
    keep_matter(conversation, memory, reply.understanding)
    for message in reply.messages:
        if not message.text.strip():
            continue
        buttons = [{"title": b.title, "text": b.text} for b in message.buttons]
        event = unit.append(
            conversation,
            EventType.MESSAGE_CREATED,
            BOT,
            {
                "text": message.text,
                "script": message.script,
                "variant": message.variant,
                "buttons": buttons,
                "turn_id": turn.turn_id,
            },
        )
        said.append(event)
    return said


async def _give_up(desk: Desk, turn: Turn, error: DependencyFailed) -> None:
    """The turn has failed, and a person is asked for: nobody reaches a dead end."""
    # Rated here, since the bot did not: a threat must rank as one all the same.
    rating = await try_rating(desk, turn.text)

    def fail(unit: Unit) -> None:
        held = _unfinished(unit, turn)
        if held is None:
            return
        conversation, memory, owns = held
        state = TurnState.FAILED if owns else TurnState.DISCARDED
        turns.finish(
            unit.sql(), turn.turn_id, state=state, now=unit.now, error=error.code
        )
        if rating is not None:
            keep_rating(unit, conversation, memory, seq=turn.seq_in, rating=rating)
            memories.write(unit.sql(), turn.conversation_id, memory)
        if owns:
            request = request_from_memory(
                desk, conversation, memory, Reason.BOT_FAILURE
            )
            hand_over(desk, unit, conversation, request, memory, asked_by=None)

    await desk.writer.change(fail, conversation_id=turn.conversation_id)


def _unfinished(unit: Unit, turn: Turn) -> tuple[Conversation, Memory, bool] | None:
    """The conversation, its memory, and whether the bot still owns it.

    None when the turn is over already: a late or repeated answer changes nothing.
    """
    state = turns.state_of(unit.sql(), turn.turn_id)
    conversation = unit.conversation(turn.conversation_id)
    if conversation is None or state is None:
        return None
    memory = memories.read(unit.sql(), turn.conversation_id)
    owns = (
        conversation.status is Status.BOT
        and conversation.epoch == turn.epoch
        and state in (TurnState.PENDING.value, TurnState.CALLING.value)
    )
    over = state in (TurnState.DONE.value, TurnState.FAILED.value)
    return None if over else (conversation, memory, owns)
