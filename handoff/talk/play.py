"""Plays the customers of a file and writes down what each of them was shown."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp

from handoff.clock import Clock
from handoff.ids import Ids
from handoff.talk.agent import Onlooker
from handoff.talk.customer import NoAnswer, PlayedCustomer, Seen
from handoff.talk.script import Part, Pause, Say
from handoff.talk.wire import Api, DeskError, DeskUnreachable

Line = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """Whose eyes see packets and priorities."""

    login: str
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Where and how the parts are played; `write` gets each line as it is known."""

    url: str
    clock: Clock
    ids: Ids
    write: Callable[[Line], None]
    agent: SignIn | None = None
    parallel: int = 1


class PartFailed(Exception):
    """One customer could not be played to their end."""


async def play(parts: Sequence[Part], stage: Stage) -> list[PartFailed]:
    """Every customer has been played; those that failed are returned.

    Raises:
        DeskUnreachable: there is no desk at the address.
        DeskError: the agent may not sign in.
    """
    async with aiohttp.ClientSession(
        cookie_jar=aiohttp.CookieJar(unsafe=True)
    ) as agents_session:
        onlooker = await _admit(stage, agents_session)
        places = asyncio.Semaphore(stage.parallel)

        async def play_one(part: Part) -> PartFailed | None:
            async with places:
                try:
                    await _play_part(part, stage, onlooker)
                except (DeskError, DeskUnreachable, NoAnswer) as error:
                    return PartFailed(f"{part.id}: {error}")
                return None

        results = await asyncio.gather(*(play_one(part) for part in parts))
    return [failed for failed in results if failed is not None]


async def _admit(stage: Stage, session: aiohttp.ClientSession) -> Onlooker:
    if stage.agent is None:
        return Onlooker(None)
    onlooker = Onlooker(Api(session, stage.url))
    await onlooker.sign_in(stage.agent.login, stage.agent.password)
    return onlooker


async def _play_part(part: Part, stage: Stage, onlooker: Onlooker) -> None:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        customer = PlayedCustomer(Api(session, stage.url), stage.ids)
        await customer.start()
        try:
            await _play_steps(part, stage, onlooker, customer)
        finally:
            await customer.close()


async def _play_steps(
    part: Part, stage: Stage, onlooker: Onlooker, customer: PlayedCustomer
) -> None:
    turn = 0
    before: list[dict[str, Any]] = []
    for step in part.steps:
        if isinstance(step, Say):
            turn += 1
            started = stage.clock.monotonic()
            seen = await customer.say(step.text)
            ms = round((stage.clock.monotonic() - started) * 1000)
            seen.shown[:0] = before
            before = []
            view = await onlooker.look(customer.conversation_id)
            stage.write(_turn_line(part, turn, step, seen, view.priority, ms))
        elif isinstance(step, Pause):
            await asyncio.sleep(step.seconds)
            # What comes in the meantime is shown with the next turn.
            before += (await customer.look()).shown
        else:
            await customer.start_new()
    last = await customer.look()
    view = await onlooker.look(customer.conversation_id)
    stage.write(
        {
            "id": part.id,
            "final": True,
            "owner": last.owner,
            "priority": view.priority,
            "team": view.team or _team(last),
            "packet": view.packet,
        }
    )


def _turn_line(
    part: Part, turn: int, step: Say, seen: Seen, priority: str | None, ms: int
) -> Line:
    handoff = seen.handoff and {
        "reason": seen.handoff["reason"],
        "priority": priority,
        "team": _team(seen),
    }
    return {
        "id": part.id,
        "turn": turn,
        "said": step.text,
        "shown": seen.shown,
        "owner": seen.owner,
        "handoff": handoff,
        "ms": ms,
    }


def _team(seen: Seen) -> str | None:
    team = seen.handoff and seen.handoff["team"]
    return team["id"] if team else None
