"""The bot's process: one call per turn, and a probe of its readiness."""

import asyncio
from typing import Final, Protocol

import aiohttp
import msgspec

from handoff import crash
from handoff.clock import Clock
from handoff.config import Settings
from handoff.domain.turn import BotReply, Turn
from handoff.errors import BotFailed, BotTimeout, BotUnavailable, DependencyFailed
from handoff.gateways.bot_reply import MAX_BYTES, parse_refusal, parse_reply
from handoff.gateways.breaker import Breaker

PROBE_SECONDS: Final = 2.0
BUSY_SECONDS: Final = 0.2
"""Pause before asking again for a turn that the bot is still answering."""


class BotGateway(Protocol):
    """Whoever answers turns."""

    @property
    def ready(self) -> bool:
        """Whether the last probe or turn found it able to answer."""

    @property
    def ever_ready(self) -> bool:
        """Whether it has been ready since the desk started."""

    async def answer(self, turn: Turn, *, seconds: float) -> BotReply:
        """Its answer to the turn.

        Raises:
            BotTimeout: none came within the seconds.
            BotUnavailable: it cannot be reached, is not ready, or is left alone.
            BotSilent: it answered and said nothing.
            BotRefused: it would refuse the turn again.
            BotFailed: it broke; a second try may succeed.
        """

    async def probe(self) -> bool:
        """Whether it is ready, asked now."""

    async def wait_ready(self, *, seconds: float) -> bool:
        """Whether it is ready, now or within the seconds."""

    async def close(self) -> None:
        """Its connections are closed."""


class HttpBot:
    """The bot behind its HTTP channel (docs/protocol.md, 1)."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._url = settings.bot_url.rstrip("/") + "/webhooks/firstline/"
        self._token = settings.bot_token.get_secret_value()
        self._breaker = Breaker(
            clock, failures=settings.breaker_failures, rest=settings.breaker_rest
        )
        self._session: aiohttp.ClientSession | None = None
        self._ready = asyncio.Event()
        self._ever_ready = False

    @property
    def ready(self) -> bool:
        """Whether the last probe or turn found it able to answer."""
        return self._ready.is_set()

    @property
    def ever_ready(self) -> bool:
        """Whether it has been ready since the desk started."""
        return self._ever_ready

    async def answer(self, turn: Turn, *, seconds: float) -> BotReply:
        """Its answer to the turn; see BotGateway for what is raised."""
        if not self._breaker.allows:
            raise BotUnavailable("the bot keeps failing and is left alone")
        crash.reach("K8")
        try:
            async with asyncio.timeout(seconds):
                reply = await self._post_until_free(turn)
        except TimeoutError as error:
            self._breaker.failed()
            raise BotTimeout(f"no answer within {seconds:.1f} s") from error
        except DependencyFailed as error:
            if isinstance(error, BotUnavailable):
                self._ready.clear()
            self._breaker.failed()
            raise
        self._breaker.succeeded()
        return reply

    async def probe(self) -> bool:
        """Whether it is ready, asked now."""
        try:
            async with (
                asyncio.timeout(PROBE_SECONDS),
                self._client().get(self._url) as response,
            ):
                body = await response.content.read(MAX_BYTES)
            state = msgspec.json.decode(body, type=_Health)
            ready = response.status == 200 and state.ready
        except (TimeoutError, aiohttp.ClientError, OSError, msgspec.MsgspecError):
            ready = False
        if not ready:
            self._ready.clear()
            return False
        self._ready.set()
        self._ever_ready = True
        self._breaker.succeeded()
        return True

    async def wait_ready(self, *, seconds: float) -> bool:
        """Whether it is ready, now or within the seconds."""
        try:
            async with asyncio.timeout(seconds):
                await self._ready.wait()
        except TimeoutError:
            return False
        return True

    async def close(self) -> None:
        """Its connections are closed."""
        if self._session is not None:
            await self._session.close()

    async def _post_until_free(self, turn: Turn) -> BotReply:
        """The answer, also when the bot is still busy with an earlier call of it."""
        while True:
            status, answer = await self._post(turn)
            if status == 200:
                return parse_reply(answer, turn=turn)
            if status != 409:
                raise parse_refusal(status, answer)
            await asyncio.sleep(BUSY_SECONDS)

    async def _post(self, turn: Turn) -> tuple[int, bytes]:
        body = msgspec.json.encode(
            {
                "conversation_id": turn.conversation_id,
                "turn_id": turn.turn_id,
                "text": turn.text,
                "slots": turn.slots,
            }
        )
        try:
            async with self._client().post(
                self._url + "turn",
                data=body,
                headers={
                    "Authorization": f"Bearer {self._token}",
                    "Content-Type": "application/json",
                },
                allow_redirects=False,
            ) as response:
                return response.status, await _read(response)
        except (aiohttp.ClientError, OSError) as error:
            raise BotUnavailable("the bot cannot be reached") from error

    def _client(self) -> aiohttp.ClientSession:
        # Made on first use: a session belongs to the running event loop.
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0),
                timeout=aiohttp.ClientTimeout(total=None),
                trust_env=False,
            )
        return self._session


class _Health(msgspec.Struct):
    ready: bool = False


async def _read(response: aiohttp.ClientResponse) -> bytes:
    body = await response.content.read(MAX_BYTES + 1)
    while len(body) <= MAX_BYTES and not response.content.at_eof():
        body += await response.content.read(MAX_BYTES + 1 - len(body))
    if len(body) > MAX_BYTES:
        raise BotFailed("the bot's answer is too long")
    return body
