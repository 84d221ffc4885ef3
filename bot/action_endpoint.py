"""The way to the action server, watched: Rasa carries on when an action fails."""

from __future__ import annotations

import asyncio
from functools import lru_cache
from typing import Any

import aiohttp
from jsonschema import Draft7Validator
from rasa.core.actions.action import RemoteAction
from rasa.core.agent import Agent
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from bot.turn_context import CURRENT

# Status by which an action declines to run (a form asked something else): no failure.
_DECLINED = 400


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


def validate_quickly() -> None:
    """Make Rasa check an action's answer with a schema that is compiled once.

    Rasa 3.6 has jsonschema check the schema itself on every call, which was two thirds
    of the time of a turn with an action.
    """
    RemoteAction._validate_action_result = _validate


@lru_cache(maxsize=1)
def _validator() -> Draft7Validator:
    return Draft7Validator(RemoteAction.action_response_format_spec())


def _validate(action: RemoteAction, answer: Any) -> bool:
    """Stand in for RemoteAction._validate_action_result; raises ValidationError."""
    _validator().validate(answer)
    return True


def _well_formed(answer: Any) -> bool:
    return (
        isinstance(answer, dict)
        and isinstance(answer.get("events"), list)
        and isinstance(answer.get("responses"), list)
        and _validator().is_valid(answer)
    )


def _note(name: str) -> None:
    turn = CURRENT.get()
    if turn:
        turn.failures.append(name)
