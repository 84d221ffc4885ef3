"""One client, whatever its transport: hello first, then commands in their order.

Every command is answered by one `ack` or one `error` with its `ref`.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any, Final, Generic, Protocol, TypeVar

import msgspec
import structlog

from handoff import crash
from handoff.errors import FirstlineError, InternalError, ValidationFailed
from handoff.http import decode
from handoff.present import plain
from handoff.sockets import protocol
from handoff.sockets.outbox import POLICY, Outbox
from handoff.sockets.protocol import Envelope

log = structlog.get_logger()

HELLO_SECONDS: Final = 10.0
"""A socket that has not said who it is by then is closed."""

AT_ONCE: Final = 8
"""Messages of one socket that may wait for their commit together."""
OVERLAPPING: Final = frozenset({"message.send", "note.add"})
"""Commands that do nothing before they are handed to the writer, which keeps their
order; every other command waits for those before it."""

C = TypeVar("C")
D = TypeVar("D")
Handler = Callable[[C, Any], Awaitable[Any]]


class Verb(Generic[C]):
    """One command: its schema, and what is done when it fits."""

    def __init__(self, schema: type[D], run: Callable[[C, D], Awaitable[Any]]) -> None:
        self.schema: type[Any] = schema
        self.run: Handler[C] = run
        self._decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(schema)

    def read(self, data: msgspec.Raw) -> Any:
        """The command's data, checked against its schema.

        Raises:
            ValidationFailed: it does not fit; `message` says where.
        """
        return decode(self._decoder, data)


Table = Mapping[str, Verb[C]]


def find_verb(table: Table[C], name: str) -> Verb[C]:
    """The verb of that name.

    Raises:
        ValidationFailed: the table holds no such verb.
    """
    verb = table.get(name)
    if verb is None:
        raise ValidationFailed("unknown command", details={"type": name})
    return verb


async def run_command(table: Table[C], caller: C, envelope: Envelope) -> Any:
    """The answer to one command, as JSON has it; sockets and HTTP both come here.

    Raises:
        FirstlineError: what the command's rules refuse.
    """
    verb = find_verb(table, envelope.type)
    return plain(await verb.run(caller, verb.read(envelope.data)))


class Session(Protocol):
    """Who is at the other end, once the hello is accepted."""

    async def hello(self, envelope: Envelope) -> Mapping[str, Any]:
        """The data of `session.ready`; a refusal is raised."""

    async def command(self, envelope: Envelope) -> Any:
        """The data of the ack; a refusal is raised."""

    def end(self) -> None:
        """The socket is gone: nothing is told any more."""


class RefusedSession:
    """Somebody who may not come in: every hello is refused with one error."""

    def __init__(self, error: FirstlineError) -> None:
        self._error = error

    async def hello(self, envelope: Envelope) -> dict[str, Any]:
        """Never: the refusal is raised."""
        raise self._error

    async def command(self, envelope: Envelope) -> Any:
        """Never: the refusal is raised."""
        raise self._error

    def end(self) -> None:
        """Nothing was begun."""


class Connection:
    """Reads frames, answers each, and ends its session whatever happens."""

    def __init__(
        self, session: Session, outbox: Outbox, *, hello_seconds: float = HELLO_SECONDS
    ) -> None:
        self._session = session
        self._outbox = outbox
        self._hello_seconds = hello_seconds

    async def run(self, frames: AsyncIterator[str]) -> None:
        """Everything the client said is answered; returns when it has left."""
        try:
            if await self._greet(frames):
                await self._converse(frames)
        finally:
            self._session.end()

    async def _converse(self, frames: AsyncIterator[str]) -> None:
        under_way: set[asyncio.Task[bool]] = set()
        async with asyncio.TaskGroup() as group:
            async for raw in frames:
                if self._outbox.close_code is not None:
                    return  # signed out, or the desk stops: nothing more is done
                envelope = self._read(raw)
                if envelope is None:
                    continue
                overlaps = envelope.type in OVERLAPPING
                await _at_most(AT_ONCE - 1 if overlaps else 0, under_way)
                answer = self._answer(envelope, self._session.command, "ack")
                if overlaps:
                    task = group.create_task(answer)
                    under_way.add(task)
                    task.add_done_callback(under_way.discard)
                else:
                    await answer
                # A client that does not read its answers is not read either.
                await self._outbox.room()

    async def _greet(self, frames: AsyncIterator[str]) -> bool:
        try:
            async with asyncio.timeout(self._hello_seconds):
                raw = await anext(frames, None)
        except TimeoutError:
            self._outbox.close(POLICY, "no hello")
            return False
        envelope = None if raw is None else self._read(raw)
        if raw is None:
            return False
        if envelope and await self._answer(envelope, self._hello, "session.ready"):
            return True
        self._outbox.close(POLICY, "hello refused")
        return False

    async def _hello(self, envelope: Envelope) -> Mapping[str, Any]:
        if envelope.type != "session.hello":
            raise ValidationFailed("the first command must be session.hello")
        return await self._session.hello(envelope)

    def _read(self, raw: str) -> Envelope | None:
        """The command; None when it is none, and the client has been told."""
        try:
            envelope = protocol.read_envelope(raw)
        except FirstlineError as error:
            self._outbox.push(protocol.error_frame(error, protocol.find_ref(raw)))
            return None
        crash.reach("K1")
        return envelope

    async def _answer(
        self,
        envelope: Envelope,
        run: Callable[[Envelope], Awaitable[Any]],
        kind: str,
    ) -> bool:
        ref = envelope.ref
        try:
            data = await run(envelope)
            crash.reach("K5")
            self._outbox.push(protocol.frame(kind, data, ref=ref))
            return True
        except FirstlineError as error:
            self._outbox.push(protocol.error_frame(error, ref))
        except Exception:  # the top of the edge: the client is told, the log why
            log.exception("socket.command.failed")
            self._outbox.push(protocol.error_frame(InternalError("internal"), ref))
        return False


async def _at_most(count: int, under_way: set[asyncio.Task[bool]]) -> None:
    while len(under_way) > count:
        await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
