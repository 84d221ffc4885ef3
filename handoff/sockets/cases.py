"""What consoles ask about cases: history, drafts, problems, the repeat-ask rate."""

from typing import Annotated, Final

import msgspec

from handoff.present import plain
from handoff.services import case_views, problems, repeat_asks, satisfaction, tone
from handoff.sockets.caller import AgentCaller
from handoff.sockets.connection import Table, Verb
from handoff.sockets.protocol import MAX_CHARS, Command, Empty, Id, Note

Draft = Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_CHARS)]
Days = Annotated[int, msgspec.Meta(ge=1, le=repeat_asks.LONGEST_DAYS)]


class CheckDraft(Command, frozen=True):
    """The agent writes, and may be asking for what is known."""

    conversation_id: Id
    text: Draft


class ReadHistory(Command, frozen=True):
    """The agent wants to know what there was with this customer before."""

    conversation_id: Id


class ReadProblem(Command, frozen=True):
    """The supervisor looks at a problem."""

    problem_id: Id


class Reflect(Command, frozen=True):
    """The supervisor says what went wrong and what was changed."""

    problem_id: Id
    went_wrong: Note
    changed: Note


class ReadRates(Command, frozen=True):
    """The supervisor wants figures of the last days."""

    days: Days = 30


async def check_draft(caller: AgentCaller, data: CheckDraft) -> object:
    """What is known of what the draft asks for, and hints on how it sounds."""
    desk, who = caller.edge.desk, caller.who
    about = {"conversation_id": data.conversation_id, "text": data.text}
    known = await repeat_asks.check_draft(desk, who, **about)
    hints = await tone.hints_on(desk, who, **about)
    return {"known": plain(known), "hints": plain(hints)}


async def read_history(caller: AgentCaller, data: ReadHistory) -> object:
    """The customer's cases and their conversations."""
    found = await case_views.read_history(
        caller.edge.desk, caller.who, conversation_id=data.conversation_id
    )
    return {"cases": plain(found)}


async def list_problems(caller: AgentCaller, data: Empty) -> object:
    """All problems."""
    found = await problems.list_problems(caller.edge.desk, caller.who)
    return {"problems": plain(found)}


async def read_problem(caller: AgentCaller, data: ReadProblem) -> object:
    """One problem with its cases and reflections."""
    return await problems.read_problem(
        caller.edge.desk, caller.who, problem_id=data.problem_id
    )


async def reflect(caller: AgentCaller, data: Reflect) -> object:
    """The reflection is on record."""
    await problems.reflect(
        caller.edge.desk,
        caller.who,
        problem_id=data.problem_id,
        went_wrong=data.went_wrong,
        changed=data.changed,
    )
    return {}


async def close_problem(caller: AgentCaller, data: ReadProblem) -> object:
    """The problem is closed."""
    await problems.close_problem(
        caller.edge.desk, caller.who, problem_id=data.problem_id
    )
    return {}


async def read_repeat_asks(caller: AgentCaller, data: ReadRates) -> object:
    """The repeat-ask rate."""
    return await repeat_asks.read_report(caller.edge.desk, caller.who, days=data.days)


async def read_satisfaction(caller: AgentCaller, data: ReadRates) -> object:
    """What customers answered."""
    return await satisfaction.read_satisfaction(
        caller.edge.desk, caller.who, days=data.days
    )


CASES: Final[Table[AgentCaller]] = {
    "draft.check": Verb(CheckDraft, check_draft),
    "history.read": Verb(ReadHistory, read_history),
    "problems.list": Verb(Empty, list_problems),
    "problem.read": Verb(ReadProblem, read_problem),
    "problem.reflect": Verb(Reflect, reflect),
    "problem.close": Verb(ReadProblem, close_problem),
    "repeat_asks.read": Verb(ReadRates, read_repeat_asks),
    "satisfaction.read": Verb(ReadRates, read_satisfaction),
}
