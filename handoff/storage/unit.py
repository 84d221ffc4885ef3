"""One transaction of the writer: rows read once, changes gathered, written in bulk."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect

from handoff import crash
from handoff.clock import from_iso, iso
from handoff.domain.conversation import Conversation
from handoff.domain.event import (
    Author,
    Committed,
    Event,
    EventType,
    Visibility,
)
from handoff.domain.transcript import link
from handoff.errors import Unavailable
from handoff.storage import conversations as rows
from handoff.storage.driver import Driver
from handoff.storage.held import Held
from handoff.storage.lookups import Lookup, find_cmids, find_conversations
from handoff.storage.prepared import Row
from handoff.storage.statements import Statements
from handoff.storage.types import encode_json


class Stored(NamedTuple):
    """Where a message with a known cmid already lies."""

    conversation_id: str
    seq: int
    at: datetime


class Kit:
    """What every transaction of one database uses: statements, and what is known."""

    def __init__(self, dialect: Dialect) -> None:
        self.statements = Statements(dialect)
        self.held = Held()
        self.conversations = Lookup(find_conversations, dialect)
        self.cmids = Lookup(find_cmids, dialect)


class Unit:
    """One transaction: what is read through it is current until its commit.

    Only the writer's thread may touch it. `now` is the moment of everything in it.
    """

    def __init__(
        self, driver: Driver, kit: Kit, *, now: datetime, position: int
    ) -> None:
        self.now = now
        self.position = position
        self._at = iso(now)
        self._driver = driver
        self._kit = kit
        self._used: dict[str, Conversation | None] = {}
        self._was: dict[str, Row] = {}
        self._known: dict[tuple[str, str], list[Stored]] = {}
        self._event_rows: list[Row] = []
        self._turn_rows: list[Row] = []
        self._log: list[tuple[Event, Conversation]] = []

    def prefetch(
        self, conversation_ids: Iterable[str], cmids: Iterable[tuple[str, str]]
    ) -> None:
        """The named conversations and cmids are held, in two statements at most."""
        unknown = []
        for key in dict.fromkeys(conversation_ids):
            if key in self._used:
                continue
            held = self._kit.held.get(key)
            if held is None:
                self._used[key] = None
                unknown.append((key,))
            else:
                self._use(held)
        for row in self._kit.conversations.find(self._driver, unknown):
            self._hold(rows.from_row(row))
        keys = [key for key in dict.fromkeys(cmids) if key not in self._known]
        self._known.update((key, []) for key in keys)
        for author_id, cmid, conversation_id, seq, at in self._kit.cmids.find(
            self._driver, keys
        ):
            stored = Stored(conversation_id, seq, from_iso(at))
            self._known[author_id, cmid].append(stored)

    def conversation(self, conversation_id: str) -> Conversation | None:
        """The conversation as it stands in this transaction."""
        if conversation_id not in self._used:
            self.prefetch([conversation_id], [])
        return self._used[conversation_id]

    def open_conversation_of(self, customer_id: str) -> Conversation | None:
        """The customer's conversation that is not closed."""
        found = rows.find_open(self.sql(), customer_id)
        return None if found is None else self.conversation(found)

    def start_conversation(
        self, conversation_id: str, customer_id: str
    ) -> Conversation:
        """A conversation with the bot as its owner exists."""
        made = Conversation(conversation_id=conversation_id, customer_id=customer_id)
        rows.add(self.sql(), made, now=self.now)
        self._hold(made)
        return made

    def stored(
        self, author_id: str, cmid: str, conversation_id: str | None = None
    ) -> Stored | None:
        """The author's earlier message of this cmid, in one or any conversation."""
        key = (author_id, cmid)
        if key not in self._known:
            self.sql()
            self.prefetch([], [key])
        for stored in self._known[key]:
            if conversation_id in (None, stored.conversation_id):
                return stored
        return None

    def append(
        self,
        conversation: Conversation,
        type: EventType,
        author: Author,
        data: dict[str, Any],
        *,
        visibility: Visibility = Visibility.PUBLIC,
        cmid: str | None = None,
    ) -> Event:
        """The event is the conversation's next; it exists once the unit commits."""
        conversation.last_seq += 1
        self.position += 1
        seq = conversation.last_seq
        event = Event(
            self.position,
            conversation.conversation_id,
            seq,
            type,
            self.now,
            author,
            visibility,
            data,
        )
        if type is EventType.MESSAGE_CREATED:
            conversation.message_count += 1
            conversation.chain = link(
                conversation.chain,
                seq=seq,
                at=self._at,
                author=author,
                visibility=visibility,
                data=data,
            )
        if cmid is not None and author.id is not None:
            stored = Stored(conversation.conversation_id, seq, self.now)
            self._known.setdefault((author.id, cmid), []).append(stored)
        self._event_rows.append(
            (
                self.position,
                conversation.conversation_id,
                seq,
                type.value,
                visibility.value,
                author.kind.value,
                author.id,
                author.name,
                cmid,
                self._at,
                encode_json(data),
            )
        )
        self._log.append((event, conversation))
        return event

    def add_turn(self, turn_id: str, conversation: Conversation, seq_in: int) -> None:
        """The bot owes an answer to the message `seq_in`."""
        self._turn_rows.append(
            (
                turn_id,
                conversation.conversation_id,
                seq_in,
                "pending",
                conversation.epoch,
                0,
                self._at,
            )
        )

    def sql(self) -> Connection:
        """The connection, with everything gathered so far written to it."""
        self.flush()
        return self._driver.core

    def flush(self) -> None:
        """Everything gathered so far is written in the transaction.

        Raises:
            Unavailable: another process changed a conversation under the writer.
        """
        run = self._kit.statements
        self._write_conversations(run)
        if self._event_rows:
            run.add_events.run(self._driver, self._event_rows)
            self._event_rows = []
        if self._turn_rows:
            run.add_turns.run(self._driver, self._turn_rows)
            self._turn_rows = []

    def mark(self) -> tuple[int, int]:
        """A point that `forget` can go back to; everything is flushed."""
        self.flush()
        return self.position, len(self._log)

    def forget(self, mark: tuple[int, int]) -> None:
        """The unit holds nothing of what came after the mark (rolled back)."""
        self.position, kept = mark
        del self._log[kept:]
        self._event_rows = []
        self._turn_rows = []
        self._kit.held.clear()
        self._used.clear()
        self._was.clear()
        self._known.clear()

    @property
    def writes(self) -> int:
        """How many events the unit has gathered, to notice a half-done refusal."""
        return len(self._log)

    def committed(self) -> list[Committed]:
        """What the commit made true, in order, for the fan-out."""
        crash.reach("K3")
        return [
            Committed(
                event,
                held.customer_id,
                held.status.value,
                held.owner_id,
                held.team_id,
            )
            for event, held in self._log
        ]

    def _hold(self, conversation: Conversation) -> None:
        self._kit.held.put(conversation)
        self._use(conversation)

    def _use(self, conversation: Conversation) -> None:
        self._used[conversation.conversation_id] = conversation
        self._was[conversation.conversation_id] = rows.snapshot(conversation)

    def _write_conversations(self, run: Statements) -> None:
        advanced: list[Row] = []
        moved: list[Row] = []
        for key, before in self._was.items():
            held = self._used[key]
            after = before if held is None else rows.snapshot(held)
            if held is None or before == after:
                continue
            if before[0] == after[0] and before[2:] == after[2:]:
                advanced.append(rows.advance_row(held, before))
            else:
                moved.append(rows.move_row(held, before))
            self._was[key] = after
        written = 0
        if advanced:
            written += run.advance.run(self._driver, advanced)
        if moved:
            written += run.move.run(self._driver, moved)
        if written != len(advanced) + len(moved):
            raise Unavailable("the conversation was changed by another process")
