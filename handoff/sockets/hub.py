"""Who listens to what; knows topics and listeners, nothing of the domain."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Generic, TypeVar

Listener = TypeVar("Listener")


class Hub(Generic[Listener]):
    """Topics and their listeners; reading a topic is safe while it changes."""

    def __init__(self) -> None:
        self._topics: defaultdict[str, dict[Listener, None]] = defaultdict(dict)

    def join(self, topic: str, listener: Listener) -> None:
        """The listener hears the topic from now on."""
        self._topics[topic][listener] = None

    def leave(self, topic: str, listener: Listener) -> None:
        """The listener no longer hears the topic, if it did."""
        listeners = self._topics.get(topic)
        if listeners is None:
            return
        listeners.pop(listener, None)
        if not listeners:
            del self._topics[topic]

    def of(self, topic: str) -> tuple[Listener, ...]:
        """Those who hear the topic now, in the order they came."""
        return tuple(self._topics.get(topic, ()))

    def of_any(self, topics: Iterable[str]) -> tuple[Listener, ...]:
        """Those who hear at least one of the topics, each once."""
        found: dict[Listener, None] = {}
        for topic in topics:
            found |= self._topics.get(topic, {})
        return tuple(found)

    def __len__(self) -> int:
        return len(self._topics)
