"""How a program reaches a desk: JSON over HTTP, and the customer's socket."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

import aiohttp

ANSWER_SECONDS: Final = 30.0
"""How long the desk may take to answer one command."""


class DeskError(Exception):
    """The desk refused; `code` and `details` are its own."""

    def __init__(self, code: str, message: str, details: Mapping[str, Any]) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.details = details


class DeskUnreachable(Exception):
    """No desk answers at the address."""


class Api:
    """One caller's HTTP side, with their token or their cookie."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        parts = urlsplit(url)
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self.session = session
        self.headers = {"Origin": self.origin}

    async def call(
        self,
        method: str,
        path: str,
        *,
        body: Mapping[str, Any] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> Any:
        """What the desk answers.

        Raises:
            DeskError: it refused.
            DeskUnreachable: it does not answer.
        """
        try:
            async with self.session.request(
                method,
                self.origin + path,
                json=body,
                params=query,
                headers=self.headers,
                timeout=aiohttp.ClientTimeout(total=ANSWER_SECONDS),
            ) as answer:
                data = await answer.json(content_type=None)
                if answer.status < 400:
                    return data
                raise read_error(data)
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise DeskUnreachable(f"{self.origin} does not answer: {error}") from error


def read_error(data: Any) -> DeskError:
    """The error as the desk wrote it."""
    error = data.get("error", {}) if isinstance(data, Mapping) else {}
    return DeskError(
        str(error.get("code", "internal")),
        str(error.get("message", "")),
        error.get("details") or {},
    )


class Link(Protocol):
    """A customer's way of sending commands and of hearing that something happened."""

    async def command(self, kind: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """The ack's data; a refusal is raised as DeskError."""

    async def news(self, seconds: float) -> None:
        """Returns once the bot's turn may be over, or the time is."""

    async def close(self) -> None:
        """Nothing is open any more."""


class PollLink:
    """Plain HTTP: commands are posted, and the caller looks again by itself."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def command(self, kind: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """The ack's data."""
        body = {"type": kind, "ref": "1", "data": data}
        answer = await self._api.call("POST", "/api/customer/commands", body=body)
        found: dict[str, Any] = answer["data"]
        return found

    async def news(self, seconds: float) -> None:
        """Returns after a moment: without a socket nobody calls."""
        await asyncio.sleep(min(seconds, 0.25))

    async def close(self) -> None:
        """Nothing was open."""


class SocketLink:
    """The customer's socket; `open` says hello, frames are read in the background."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._asked: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._happened = asyncio.Event()
        self._refs = 0
        self._reader = asyncio.create_task(self._read())

    @classmethod
    async def open(cls, api: Api, token: str) -> "SocketLink":
        """A link whose hello the desk has accepted.

        Raises:
            DeskUnreachable: no socket can be opened here.
            DeskError: the desk refused the hello.
        """
        try:
            socket = await api.session.ws_connect(
                api.origin.replace("http", "ws", 1) + "/ws/customer",
                headers=api.headers,
                max_msg_size=0,
            )
        except (aiohttp.ClientError, TimeoutError) as error:
            raise DeskUnreachable(str(error)) from error
        link = cls(socket)
        await link.command("session.hello", {"token": token})
        return link

    async def command(self, kind: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """The ack's data.

        Raises:
            DeskError: the desk refused.
            DeskUnreachable: the socket closed, or no answer came in time.
        """
        self._refs += 1
        ref = str(self._refs)
        future = asyncio.get_running_loop().create_future()
        self._asked[ref] = future
        self._happened.clear()
        try:
            await self._socket.send_json({"type": kind, "ref": ref, "data": data})
            async with asyncio.timeout(ANSWER_SECONDS):
                answer: dict[str, Any] = await future
                return answer
        except (ConnectionError, TimeoutError) as error:
            raise DeskUnreachable("the desk closed the socket") from error
        finally:
            self._asked.pop(ref, None)

    async def news(self, seconds: float) -> None:
        """Returns once a turn is done or a person is on the way, or after a while."""
        try:
            async with asyncio.timeout(seconds):
                await self._happened.wait()
        except TimeoutError:
            return
        self._happened.clear()

    async def close(self) -> None:
        """The socket is closed and nobody reads it."""
        await self._socket.close()
        await asyncio.gather(self._reader, return_exceptions=True)

    async def _read(self) -> None:
        async for message in self._socket:
            if message.type is not aiohttp.WSMsgType.TEXT:
                break
            self._hear(message.json())
        for future in self._asked.values():
            if not future.done():
                future.set_exception(ConnectionResetError("the socket is closed"))
        self._happened.set()

    def _hear(self, frame: dict[str, Any]) -> None:
        future = self._asked.get(frame.get("ref") or "")
        if future is not None and not future.done():
            if frame["type"] == "error":
                future.set_exception(read_error(frame))
            else:
                future.set_result(frame["data"])
        elif frame["type"] == "turn" and frame["data"]["state"] == "done":
            self._happened.set()
        elif frame["type"] == "events":
            kinds = {event["type"] for event in frame["data"]["events"]}
            if "handoff.queued" in kinds:
                self._happened.set()
