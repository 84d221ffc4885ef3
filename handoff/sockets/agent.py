"""What consoles may ask for, over a socket or over HTTP alike."""

from typing import Any, Final

from handoff import crash
from handoff.present import Audience, plain, present_events
from handoff.services import (
    call_backs,
    conversations,
    handoffs,
    judgements,
    messages,
    presence,
)
from handoff.services.resolutions import Resolution
from handoff.sockets.caller import AgentCaller
from handoff.sockets.cases import CASES
from handoff.sockets.connection import Table, Verb
from handoff.sockets.edge import Edge, Topics
from handoff.sockets.passing import PASSING
from handoff.sockets.protocol import (
    AcceptHandoff,
    AddNote,
    AgentMessage,
    AgentSeen,
    AgentTyping,
    AgreeRating,
    CloseConversation,
    CorrectRating,
    NoteCall,
    OpenConversation,
    ResolveHandoff,
    ReturnHandoff,
    SetPresence,
    frame,
)


async def open_conversation(caller: AgentCaller, data: OpenConversation) -> object:
    """The console has the conversation and follows it."""
    opened = await caller.open_conversation(data.conversation_id, data.last_seq)
    return {
        "conversation": plain(opened.conversation),
        "events": present_events(opened.events, Audience.AGENT),
        "cursor": opened.cursor,
    }


async def close_conversation(caller: AgentCaller, data: CloseConversation) -> object:
    """The console follows the conversation no more."""
    caller.close_conversation(data.conversation_id)
    return {}


async def accept_handoff(caller: AgentCaller, data: AcceptHandoff) -> object:
    """The agent owns the conversation."""
    snapshot = await handoffs.accept(
        caller.edge.desk, caller.who, handoff_id=data.handoff_id
    )
    crash.reach("K12")
    return snapshot


async def send_message(caller: AgentCaller, data: AgentMessage) -> object:
    """The agent's words are stored; the ack says where."""
    crash.reach("K2")
    return await messages.send_agent_message(
        caller.edge.desk,
        caller.who,
        conversation_id=data.conversation_id,
        cmid=data.cmid,
        text=data.text,
        epoch=data.epoch,
        last_seq=data.last_seq,
    )


async def add_note(caller: AgentCaller, data: AddNote) -> object:
    """The note is stored, for colleagues only."""
    return await messages.add_note(
        caller.edge.desk,
        caller.who,
        conversation_id=data.conversation_id,
        cmid=data.cmid,
        text=data.text,
    )


async def return_handoff(caller: AgentCaller, data: ReturnHandoff) -> object:
    """The bot speaks with the customer again."""
    await handoffs.return_to_bot(
        caller.edge.desk,
        caller.who,
        conversation_id=data.conversation_id,
        epoch=data.epoch,
        note=data.note,
    )
    return {}


async def resolve_handoff(caller: AgentCaller, data: ResolveHandoff) -> object:
    """The conversation is closed with an outcome."""
    await handoffs.resolve(
        caller.edge.desk,
        caller.who,
        conversation_id=data.conversation_id,
        epoch=data.epoch,
        given=Resolution(
            outcome=data.outcome,
            remedy=data.remedy,
            root_cause=data.root_cause,
            follow_up=data.follow_up,
        ),
        note=data.note,
    )
    return {}


async def note_call(caller: AgentCaller, data: NoteCall) -> object:
    """The call is on record, and the next one promised if nobody answered."""
    await call_backs.note_call(
        caller.edge.desk,
        caller.who,
        conversation_id=data.conversation_id,
        epoch=data.epoch,
        reached=data.reached,
    )
    return {}


async def agree_rating(caller: AgentCaller, data: AgreeRating) -> object:
    """The agent's agreement is on record."""
    await judgements.agree(
        caller.edge.desk,
        caller.who,
        conversation_id=data.conversation_id,
        about=data.about,
        message_seq=data.message_seq,
    )
    return {}


async def correct_rating(caller: AgentCaller, data: CorrectRating) -> object:
    """The rating is as the agent says."""
    await judgements.correct(
        caller.edge.desk,
        caller.who,
        conversation_id=data.conversation_id,
        about=data.about,
        message_seq=data.message_seq,
        to=data.to,
        reason=data.reason,
    )
    return {}


async def set_presence(caller: AgentCaller, data: SetPresence) -> object:
    """Colleagues see whether the person is there."""
    await presence.set_presence(caller.edge.desk, caller.who, presence=data.presence)
    caller.edge.attendance.choose(caller.who, data.presence)
    return {}


async def set_typing(caller: AgentCaller, data: AgentTyping) -> object:
    """The customer sees that the agent types; a mere onlooker's typing stays unseen."""
    snapshot = await conversations.agent_snapshot(
        caller.edge.desk, caller.who, conversation_id=data.conversation_id
    )
    if snapshot.owner.id != caller.who.person_id:
        return {}
    author = {"kind": "agent", "id": None, "name": caller.who.name}
    told = {"conversation_id": data.conversation_id, "author": author, "on": data.on}
    news = frame("typing", told)
    for listener in caller.edge.hub.of(Topics.conversation(data.conversation_id)):
        if listener.audience is Audience.CUSTOMER:
            listener.hear_frame(news)
    return {}


async def mark_seen(caller: AgentCaller, data: AgentSeen) -> object:
    """The agent has seen the conversation up to the seq."""
    await conversations.mark_seen(
        caller.edge.desk,
        caller.who,
        conversation_id=data.conversation_id,
        seq=data.seq,
    )
    for console in caller.edge.people.of(caller.who.person_id):
        console.hear_seen(data.conversation_id, data.seq)
    return {}


COMMANDS: Final[Table[AgentCaller]] = {
    "conversation.open": Verb(OpenConversation, open_conversation),
    "conversation.close": Verb(CloseConversation, close_conversation),
    "handoff.accept": Verb(AcceptHandoff, accept_handoff),
    "handoff.return": Verb(ReturnHandoff, return_handoff),
    "handoff.resolve": Verb(ResolveHandoff, resolve_handoff),
    **PASSING,
    **CASES,
    "message.send": Verb(AgentMessage, send_message),
    "note.add": Verb(AddNote, add_note),
    "call_back.note": Verb(NoteCall, note_call),
    "rating.agree": Verb(AgreeRating, agree_rating),
    "rating.correct": Verb(CorrectRating, correct_rating),
    "presence.set": Verb(SetPresence, set_presence),
    "typing.set": Verb(AgentTyping, set_typing),
    "seen.set": Verb(AgentSeen, mark_seen),
}


def present_policies(edge: Edge) -> dict[str, Any]:
    """What a console must know of the company's decisions."""
    policies = edge.desk.policies
    check_in = policies.cases.follow_up.check_in
    return {
        "outcomes": plain(policies.desk.outcomes),
        "remedies": plain(policies.cases.complaints.remedies),
        "root_causes": plain(policies.cases.root_causes.causes),
        "follow_ups": [
            {"id": one.id, "name": one.name, "default": one.id == check_in.default}
            for one in check_in.choices
        ],
    }
