"""Writing into a conversation: the customer's words, an agent's words, notes."""

from collections.abc import Callable
from functools import partial

from handoff.desk import Desk
from handoff.domain.conversation import Conversation, Status
from handoff.domain.event import Author, AuthorKind, Event, EventType, Visibility
from handoff.domain.principal import Customer, Person
from handoff.domain.text import check_cmid, check_text
from handoff.domain.views import Received, Sent
from handoff.errors import IllegalTransition, NotReady, StaleEpoch
from handoff.services.access import Verb, require
from handoff.services.follow_ups import answer_in_chat
from handoff.services.repeat_asks import asks_in, count_questions
from handoff.storage.unit import Stored, Unit


async def receive_customer_message(
    desk: Desk, who: Customer, *, conversation_id: str | None, cmid: str, text: str
) -> Received:
    """The message is stored durably, exactly once for its `cmid`.

    Without a conversation id it goes to the customer's open conversation, which
    is made by it when there is none. In a closed one it answers the follow-up that is
    open there.

    Raises:
        ValidationFailed: empty, too long, or not storable text; a wrong `cmid`.
        NotFound: the conversation is not theirs.
        IllegalTransition: the conversation is closed.
        Unavailable: the database cannot commit; nothing was stored.
    """
    work = _CustomerMessage(
        who, conversation_id, check_cmid(cmid), check_text(text), desk.ids.new
    )
    try:
        return await desk.writer.do(work)
    except IllegalTransition:
        if conversation_id is None:
            raise
    return await answer_in_chat(
        desk, who, conversation_id=conversation_id, cmid=cmid, text=text
    )


async def send_agent_message(
    desk: Desk,
    who: Person,
    *,
    conversation_id: str,
    cmid: str,
    text: str,
    epoch: int,
    last_seq: int,
) -> Sent:
    """The agent's message is stored durably, exactly once for its `cmid`.

    Raises:
        ValidationFailed: empty, too long, or not storable text; a wrong `cmid`.
        NotFound: the conversation is not for this person to see.
        StaleEpoch: somebody else owns the conversation now.
        NotReady: `last_seq` is below what the packet covers.
        Unavailable: the database cannot commit; nothing was stored.
    """
    text = check_text(text)
    work = _AgentMessage(who, conversation_id, check_cmid(cmid), text, epoch, last_seq)
    if asks_in(desk, text):
        work.count = partial(count_questions, desk)
    return await desk.writer.do(work)


async def add_note(
    desk: Desk, who: Person, *, conversation_id: str, cmid: str, text: str
) -> Sent:
    """An internal note is stored durably, exactly once for its `cmid`.

    Raises:
        ValidationFailed: empty, too long, or not storable text; a wrong `cmid`.
        NotFound: the conversation is not for this person to see.
        NotAllowed: the person's role writes no notes.
    """
    work = _Note(who, conversation_id, check_cmid(cmid), check_text(text))
    return await desk.writer.do(work)


Count = Callable[[Unit, Conversation, Person, Event], None]
"""Counts what an agent's message asks for."""


class _CustomerMessage:
    """Hot path: many of these share one transaction."""

    isolated = False

    def __init__(
        self,
        who: Customer,
        conversation_id: str | None,
        cmid: str,
        text: str,
        new_id: Callable[[str], str],
    ) -> None:
        self.conversation_id = conversation_id
        self.cmid = (who.customer_id, cmid)
        self._who = who
        self._data = {"text": text, "cmid": cmid}
        self._new_id = new_id

    def apply(self, unit: Unit) -> Received:
        """The message is the conversation's next, or is found where it lies."""
        if self.conversation_id is not None:
            conversation = unit.conversation(self.conversation_id)
            require(self._who, Verb.WRITE_AS_CUSTOMER, conversation)
        stored = unit.stored(*self.cmid, self.conversation_id)
        if stored is not None:
            return self._answer(stored, turn=False, duplicate=True)
        conversation = self._find_or_start(unit)
        if conversation.status is Status.CLOSED:
            raise IllegalTransition("conversation", "closed", "take a message")
        author = Author(AuthorKind.CUSTOMER, self._who.customer_id)
        event = unit.append(
            conversation,
            EventType.MESSAGE_CREATED,
            author,
            self._data,
            cmid=self.cmid[1],
        )
        turn = conversation.status is Status.BOT
        if turn:
            unit.add_turn(self._new_id("trn"), conversation, event.seq)
        at = Stored(conversation.conversation_id, event.seq, event.at)
        return self._answer(at, turn=turn, duplicate=False)

    def _find_or_start(self, unit: Unit) -> Conversation:
        if self.conversation_id is not None:
            found = unit.conversation(self.conversation_id)
        else:
            found = unit.open_conversation_of(self._who.customer_id)
        return found or unit.start_conversation(
            self._new_id("cnv"), self._who.customer_id
        )

    def _answer(self, stored: Stored, *, turn: bool, duplicate: bool) -> Received:
        return Received(stored.conversation_id, stored.seq, stored.at, turn, duplicate)


class _AgentMessage:
    """Hot path: many of these share one transaction."""

    isolated = False

    def __init__(
        self,
        who: Person,
        conversation_id: str,
        cmid: str,
        text: str,
        epoch: int,
        last_seq: int,
    ) -> None:
        self.conversation_id = conversation_id
        self.cmid = (who.person_id, cmid)
        self._who = who
        self._data = {"text": text, "cmid": cmid}
        self._epoch = epoch
        self._last_seq = last_seq
        self.count: Count | None = None

    def apply(self, unit: Unit) -> Sent:
        """The message is the conversation's next, or is found where it lies."""
        held = unit.conversation(self.conversation_id)
        conversation = require(self._who, Verb.WRITE_AS_AGENT, held)
        stored = unit.stored(*self.cmid, self.conversation_id)
        if stored is not None:
            return Sent(*stored, True)
        require_owner(self._who, conversation, self._epoch)
        if self._last_seq < conversation.sealed_seq:
            raise NotReady(
                "the view does not hold the whole transcript yet",
                details={"last_seq": conversation.sealed_seq},
            )
        author = Author(AuthorKind.AGENT, self._who.person_id, self._who.name)
        event = unit.append(
            conversation,
            EventType.MESSAGE_CREATED,
            author,
            self._data,
            cmid=self.cmid[1],
        )
        # The packet was in view for the first reply: it need not be proved again.
        conversation.sealed_seq = 0
        if self.count is not None:
            self.count(unit, conversation, self._who, event)
        return Sent(conversation.conversation_id, event.seq, event.at, False)


class _Note:
    """An internal note: no ownership is needed, for colleagues may help."""

    isolated = False

    def __init__(self, who: Person, conversation_id: str, cmid: str, text: str) -> None:
        self.conversation_id = conversation_id
        self.cmid = (who.person_id, cmid)
        self._who = who
        self._data = {"text": text, "cmid": cmid}

    def apply(self, unit: Unit) -> Sent:
        """The note is the conversation's next event, or is found where it lies."""
        held = unit.conversation(self.conversation_id)
        conversation = require(self._who, Verb.ADD_NOTE, held)
        stored = unit.stored(*self.cmid, self.conversation_id)
        if stored is not None:
            return Sent(*stored, True)
        event = unit.append(
            conversation,
            EventType.MESSAGE_CREATED,
            Author(AuthorKind.AGENT, self._who.person_id, self._who.name),
            self._data,
            visibility=Visibility.INTERNAL,
            cmid=self.cmid[1],
        )
        return Sent(conversation.conversation_id, event.seq, event.at, False)


def require_owner(who: Person, conversation: Conversation, epoch: int) -> None:
    """Nothing: the person holds the conversation, and knows how it stands.

    Raises:
        StaleEpoch: somebody else owns the conversation now.
    """
    conversation.require_epoch(epoch)
    if conversation.owner_id != who.person_id:
        raise StaleEpoch(
            "the conversation belongs to somebody else",
            details={"owner": conversation.owner},
        )
