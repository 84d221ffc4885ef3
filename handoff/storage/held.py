"""Conversations that the writer knows, so that it need not read them again."""

from collections import OrderedDict
from typing import Final

from handoff.domain.conversation import Conversation

MOST: Final = 10_000
"""Conversations held: a few megabytes; the one unused for longest is let go."""


class Held:
    """Conversations as the last transaction left them.

    Their rows change only through the writer's units. When another process has
    written, or a transaction has failed, nothing held counts any more.
    """

    def __init__(self) -> None:
        self._known: OrderedDict[str, Conversation] = OrderedDict()

    def get(self, conversation_id: str) -> Conversation | None:
        """The conversation, if it is held."""
        found = self._known.get(conversation_id)
        if found is not None:
            self._known.move_to_end(conversation_id)
        return found

    def put(self, conversation: Conversation) -> None:
        """The conversation is held."""
        self._known[conversation.conversation_id] = conversation

    def clear(self) -> None:
        """Every conversation will be read again."""
        self._known.clear()

    def trim(self) -> None:
        """No more than the allowed number is held; between transactions only."""
        while len(self._known) > MOST:
            self._known.popitem(last=False)
