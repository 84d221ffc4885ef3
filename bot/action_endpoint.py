"""The way to the action server, watched: Rasa carries on when an action fails."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from rasa.core.actions.action import RemoteAction
from rasa.core.agent import Agent
from rasa.shared.core.events import Event, SlotSet
from rasa.shared.exceptions import RasaException
from rasa.shared.utils.common import all_subclasses
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from bot.turn_context import CURRENT

# Status by which an action declines to run (a form asked something else): no failure.
_DECLINED = 400
_EVENTS = frozenset(kind.type_name for kind in all_subclasses(Event))


class WatchedEndpoint(EndpointConfig):
    """Notes in the turn's context each action that could not be run."""

    async def request(self, *args: Any, **kwargs: Any) -> Any:
        """Call the action server; raises what Rasa expects, after noting it."""
        name = str((kwargs.get("json") or {}).get("next_action", "action"))
        try:
            answer = await super().request(*args, **kwargs)
        except ClientResponseError as error:
            if error.status != _DECLINED:
                _note(name)
            raise
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError):
            _note(name)
            raise
        if not _well_formed(answer):
            _note(name)
        return answer


def watch(agent: Agent, url: str) -> None:
    """Make `agent` call its actions at `url` through a watched endpoint."""
    if isinstance(agent.action_endpoint, WatchedEndpoint):
        return
    # The domain is not sent along: no action of ours reads it.
    endpoint = WatchedEndpoint(url, enable_selective_domain=True)
    agent.action_endpoint = endpoint
    agent.processor.action_endpoint = endpoint


class ActionServer:
    """Whether the server at `url` has come up: the bot is not ready before it.

    Once seen it counts as there. That it goes away later is known turn by turn.
    """

    def __init__(self, url: str) -> None:
        """Look for it where actions are called."""
        place = urlsplit(url)
        self._host = place.hostname or ""
        self._port = place.port or {"https": 443}.get(place.scheme, 80)
        self._seen = False

    async def is_up(self) -> bool:
        """Tell whether it listens, or did before."""
        if not self._seen:
            try:
                _, writer = await asyncio.open_connection(self._host, self._port)
            except OSError:
                return False
            writer.close()
            self._seen = True
        return True


def validate_quickly() -> None:
    """Make Rasa check an action's answer by hand instead of with a JSON schema.

    The schema has 17 alternatives for each event; trying them was half of the time of
    a turn (and, with a newer jsonschema, which also checks the schema, two thirds).
    """
    RemoteAction._validate_action_result = _validate


def _validate(action: RemoteAction, answer: Any) -> bool:
    """Stand in for RemoteAction._validate_action_result; raises RasaException."""
    if not _well_formed(answer):
        raise RasaException(f"the answer of {action.name()} is malformed")
    return True


def _well_formed(answer: Any) -> bool:
    """Tell whether `answer` holds lists of events and responses, in their shapes."""
    if not isinstance(answer, dict):
        return False
    events, responses = answer.get("events"), answer.get("responses")
    if not isinstance(events, list) or not isinstance(responses, list):
        return False
    return all(isinstance(response, dict) for response in responses) and all(
        isinstance(event, dict) and _event_is_whole(event) for event in events
    )


def _event_is_whole(event: Mapping[str, Any]) -> bool:
    """Tell whether the event has a known kind, and a slot event its name and value."""
    if event.get("event") not in _EVENTS:
        return False
    if event["event"] == SlotSet.type_name:
        return isinstance(event.get("name"), str) and "value" in event
    return True


def _note(name: str) -> None:
    turn = CURRENT.get()
    if turn:
        turn.failures.append(name)
