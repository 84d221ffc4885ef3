"""What belongs to the turn being answered, wherever in Rasa the code runs."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rasa.shared.core.trackers import DialogueStateTracker


@dataclass
class TurnContext:
    """The turn's tracker, the scripts said so far, and the actions that failed.

    `said` maps a script to the variant last spoken in this conversation.
    """

    conversation_id: str
    tracker: DialogueStateTracker
    said: dict[str, str] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)


CURRENT: ContextVar[TurnContext | None] = ContextVar("turn", default=None)
