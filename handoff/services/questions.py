"""The questions inbox: what the bot did not understand, until somebody files it."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection

from handoff.config import ROOT
from handoff.desk import Desk
from handoff.domain.conversation import Conversation
from handoff.domain.gate import OUT_OF_SCOPE
from handoff.domain.masking import mask
from handoff.domain.principal import Person
from handoff.domain.question import (
    Cluster,
    Question,
    QuestionSource,
    QuestionState,
    gather,
    is_held_out,
)
from handoff.domain.turn import BotReply, Turn
from handoff.errors import Conflict, NotFound, ValidationFailed
from handoff.gateways import bot_library, training
from handoff.services.access import Verb, require
from handoff.services.customer_words import read_message
from handoff.services.studio_rights import require_editor, require_reader
from handoff.storage import customers, faqs, records
from handoff.storage import questions as rows
from handoff.storage.unit import Unit

MOST_AT_ONCE = 500
_COUNT = "misunderstood_count"


class QuestionsInbox(msgspec.Struct, frozen=True):
    """What waits to be filed, in groups, and how much has been filed."""

    clusters: list[Cluster]
    counts: dict[str, int]
    topics: list[str]


def note_reply(
    desk: Desk, unit: Unit, conversation: Conversation, turn: Turn, reply: BotReply
) -> None:
    """A message that the bot had no answer to is in the inbox."""
    before, after = turn.slots.get(_COUNT) or 0, reply.slots.get(_COUNT) or 0
    understood = reply.understanding
    declined = understood.topic == OUT_OF_SCOPE and not understood.accepted
    if after > before or declined:
        _add(
            desk,
            unit,
            conversation,
            turn.seq_in,
            turn.text,
            QuestionSource.NOT_UNDERSTOOD,
            topic=understood.topic,
            confidence=understood.confidence,
        )


async def mark(
    desk: Desk, who: Person, *, conversation_id: str, message_seq: int
) -> None:
    """The customer's message is in the inbox: the bot should have known.

    Raises:
        NotFound: the conversation is not for this person to see.
        ValidationFailed: no customer's message is there.
    """

    def keep(unit: Unit) -> None:
        conversation = require(who, Verb.JUDGE, unit.conversation(conversation_id))
        message = read_message(unit.sql(), conversation_id, message_seq)
        text = message.data["text"]
        _add(desk, unit, conversation, message_seq, text, QuestionSource.MARKED)

    await desk.writer.change(keep, conversation_id=conversation_id)


def _add(
    desk: Desk,
    unit: Unit,
    conversation: Conversation,
    seq: int,
    text: str,
    source: QuestionSource,
    **guess: Any,
) -> None:
    name = customers.profile(unit.sql(), conversation.customer_id).name
    masked = mask(text, names=[name])
    if not any(character.isalpha() for character in masked):
        return
    question_id = desk.ids.new("qst")
    question = Question(
        question_id=question_id,
        conversation_id=conversation.conversation_id,
        message_seq=seq,
        text=masked,
        source=source,
        state=QuestionState.OPEN,
        at=unit.now,
        held_out=is_held_out(question_id),
        **guess,
    )
    rows.add(unit.sql(), question)


async def read_inbox(desk: Desk, who: Person) -> QuestionsInbox:
    """The open questions in groups, and the topics they may be filed under.

    Raises:
        NotAllowed: the person may not look at the studio.
    """
    require_reader(who)

    def read(connection: Connection) -> QuestionsInbox:
        return QuestionsInbox(
            clusters=gather(rows.read_open(connection)),
            counts=rows.counts(connection),
            topics=_topics(desk, connection),
        )

    return await desk.reader.read(read)


async def file(
    desk: Desk, who: Person, *, question_ids: Sequence[str], topic: str
) -> int:
    """The open ones of the questions are examples of the topic; how many they were.

    One in three of them is held out: it measures the next model.

    Raises:
        NotAllowed: the person may not change content.
        ValidationFailed: there is no such topic, or too many questions are named.
    """

    def known(connection: Connection) -> None:
        if topic not in _topics(desk, connection):
            raise ValidationFailed(
                f"topic: there is no {topic!r}", details={"field": "topic"}
            )

    return await _settle(desk, who, question_ids, QuestionState.FILED, topic, known)


async def dismiss(desk: Desk, who: Person, *, question_ids: Sequence[str]) -> int:
    """The open ones of the questions are out of the inbox; how many they were.

    Raises:
        NotAllowed: the person may not change content.
        ValidationFailed: too many questions are named.
    """
    return await _settle(desk, who, question_ids, QuestionState.DISMISSED, None)


async def reopen(desk: Desk, who: Person, *, question_ids: Sequence[str]) -> int:
    """The questions wait in the inbox again; how many they were.

    Raises:
        NotAllowed: the person may not change content.
    """
    require_editor(who)
    _check_count(question_ids)
    return await desk.writer.change(lambda unit: rows.reopen(unit.sql(), question_ids))


async def group_open(desk: Desk) -> int:
    """Every open question has its group and a suggested topic; how many there are.

    Raises:
        Conflict: no model is trained yet to group them with.
        DependencyFailed: the bot's environment is missing or the model unusable.
    """
    model = training.current_model(ROOT)
    if model is None:
        raise Conflict("no model is trained yet")
    found = await desk.reader.read(rows.read_open)
    texts = {question.question_id: question.text for question in found}
    grouped = await bot_library.group(ROOT, model.file, texts)
    groups = {one.id: (one.cluster, one.topic, one.confidence) for one in grouped}
    await desk.writer.change(lambda unit: rows.keep_groups(unit.sql(), groups))
    return len(groups)


async def _settle(
    desk: Desk,
    who: Person,
    question_ids: Sequence[str],
    state: QuestionState,
    topic: str | None,
    check: Any = None,
) -> int:
    require_editor(who)
    _check_count(question_ids)

    def settle(unit: Unit) -> int:
        if check is not None:
            check(unit.sql())
        if not rows.read(unit.sql(), question_ids):
            raise NotFound("no such question")
        settled = rows.settle(
            unit.sql(),
            question_ids,
            state=state,
            topic=topic,
            by=who.person_id,
            at=unit.now,
        )
        records.note_action(
            unit.sql(),
            who,
            f"question.{state.value}",
            object_kind="topic",
            object_id=topic or "",
            at=unit.now,
            details={"questions": list(question_ids)},
        )
        return settled

    return await desk.writer.change(settle)


def _check_count(question_ids: Sequence[str]) -> None:
    if not 0 < len(question_ids) <= MOST_AT_ONCE:
        raise ValidationFailed(
            f"questions: 1 to {MOST_AT_ONCE} at a time", details={"field": "questions"}
        )


def _topics(desk: Desk, connection: Connection) -> list[str]:
    """Every topic that can be trained: the shipped ones and those added."""
    added = [faq.topic for faq in faqs.read_all(connection)]
    return sorted({*desk.studio.topics, *added})
