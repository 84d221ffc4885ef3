"""Whether the customer came back: earlier complaints that the desk knows of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from actions.turn import Turn

# Who comes back about the same matter within so many days was not helped (triage.md).
WINDOW = timedelta(days=7)


def earlier_contacts(turn: Turn, topic: str | None, today: date) -> int:
    """How many earlier complaints about the topic were opened in the last seven days.

    They come from the slot `previous`, which the desk fills (docs/protocol.md, slots).
    """
    listed = turn.slots.get("previous")
    if topic is None or not isinstance(listed, list):
        return 0
    return sum(_is_recent(case, topic, today) for case in listed)


def _is_recent(case: Mapping[str, Any], topic: str, today: date) -> bool:
    if case.get("topic") != topic:
        return False
    try:
        opened = date.fromisoformat(str(case.get("opened_at"))[:10])
    except ValueError:
        return False
    return today - opened <= WINDOW
