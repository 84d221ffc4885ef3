"""A tracker store for turns that bring their whole state with them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from bot.turn_context import CURRENT

# Only `rasa shell` and tests talk without the desk.
_MOST_OTHERS = 1_000


class TurnTrackerStore(TrackerStore):
    """Hands out the tracker of the turn being answered and takes it back.

    The desk keeps a conversation's state and sends it with each turn: nothing is
    stored here, so nothing grows, is lost in a restart or binds a conversation to one
    bot server. Conversations from elsewhere are kept in memory, the newest ones.
    """

    def __init__(
        self,
        domain: Domain | None,
        event_broker: EventBroker | None = None,
        host: str | None = None,
        **kwargs: Any,
    ) -> None:
        """Start empty; `host` and the rest is what Rasa passes to every store."""
        super().__init__(domain, event_broker)
        self._others: OrderedDict[str, DialogueStateTracker] = OrderedDict()

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep `tracker` for the turn it belongs to."""
        await self.stream_events(tracker)
        turn = CURRENT.get()
        if turn and turn.conversation_id == tracker.sender_id:
            turn.tracker = tracker
            return
        self._others[tracker.sender_id] = tracker
        self._others.move_to_end(tracker.sender_id)
        while len(self._others) > _MOST_OTHERS:
            self._others.popitem(last=False)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return the tracker of the turn being answered, else one from elsewhere."""
        turn = CURRENT.get()
        if turn and turn.conversation_id == sender_id:
            return turn.tracker
        return self._others.get(sender_id)

    async def keys(self) -> Iterable[str]:
        """Return the conversations from elsewhere."""
        return list(self._others)
