"""The desk itself: everything a service needs, opened once and closed cleanly."""

from collections.abc import Callable
from dataclasses import dataclass, field

from handoff.clock import Clock
from handoff.config import Settings
from handoff.domain.event import Committed
from handoff.domain.notice import Notice
from handoff.ids import Ids


@dataclass
class Desk:
    """What services work with; edges add their listeners to the two lists.

    `on_commit` is called on the event loop after each commit, with all of its
    events in order; `on_notice` with passing news. Neither is awaited.
    """

    settings: Settings
    clock: Clock
    ids: Ids
    on_commit: list[Callable[[list[Committed]], None]] = field(default_factory=list)
    on_notice: list[Callable[[Notice], None]] = field(default_factory=list)
