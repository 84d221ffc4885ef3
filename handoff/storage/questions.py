"""Rows of the questions inbox."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Connection, func, insert, select, update

from handoff.domain.question import Question, QuestionState
from handoff.storage.structs import as_struct
from handoff.storage.tables import questions

MOST = 2000
"""Open questions that are shown and grouped; older ones wait until these are done."""


def add(connection: Connection, question: Question) -> bool:
    """The question is in the inbox; False when its message was there already."""
    known = connection.scalar(
        select(questions.c.question_id).filter_by(
            conversation_id=question.conversation_id, message_seq=question.message_seq
        )
    )
    if known is not None:
        return False
    connection.execute(insert(questions).values(**msgspec.structs.asdict(question)))
    return True


def read_open(connection: Connection) -> list[Question]:
    """The open questions, newest first, at most `MOST`."""
    q = questions.c
    rows = connection.execute(
        select(questions)
        .where(q.state == QuestionState.OPEN.value)
        .order_by(q.at.desc(), q.question_id)
        .limit(MOST)
    )
    return [as_struct(row, Question) for row in rows]


def read(connection: Connection, question_ids: Sequence[str]) -> list[Question]:
    """Those of the questions that exist."""
    wanted = questions.c.question_id.in_(list(question_ids))
    rows = connection.execute(select(questions).where(wanted))
    return [as_struct(row, Question) for row in rows]


def read_filed(connection: Connection) -> list[Question]:
    """Every question that somebody filed under a topic, oldest first."""
    q = questions.c
    rows = connection.execute(
        select(questions)
        .where(q.state == QuestionState.FILED.value)
        .order_by(q.at, q.question_id)
    )
    return [as_struct(row, Question) for row in rows]


def settle(
    connection: Connection,
    question_ids: Sequence[str],
    *,
    state: QuestionState,
    topic: str | None,
    by: str,
    at: datetime,
) -> int:
    """The open ones of the questions are filed or dismissed; how many they were."""
    q = questions.c
    changed = connection.execute(
        update(questions)
        .where(
            q.question_id.in_(list(question_ids)),
            q.state == QuestionState.OPEN.value,
        )
        .values(state=state.value, filed_topic=topic, settled_by=by, settled_at=at)
    )
    return changed.rowcount


def reopen(connection: Connection, question_ids: Sequence[str]) -> int:
    """The questions are in the inbox again; how many they were."""
    changed = connection.execute(
        update(questions)
        .where(questions.c.question_id.in_(list(question_ids)))
        .values(
            state=QuestionState.OPEN.value,
            filed_topic=None,
            settled_by=None,
            settled_at=None,
        )
    )
    return changed.rowcount


def keep_groups(
    connection: Connection, groups: Mapping[str, tuple[int, str | None, float | None]]
) -> None:
    """Each question has its cluster, and the topic that the model would guess."""
    for question_id, (cluster, topic, confidence) in groups.items():
        connection.execute(
            update(questions)
            .where(questions.c.question_id == question_id)
            .values(cluster=cluster, topic=topic, confidence=confidence)
        )


def counts(connection: Connection) -> dict[str, int]:
    """How many questions there are in each state."""
    rows = connection.execute(
        select(questions.c.state, func.count()).group_by(questions.c.state)
    )
    return {row[0]: row[1] for row in rows}
