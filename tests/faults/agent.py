"""An agent who races for what waits, chats, and gives back or resolves."""

import asyncio
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from typing import Any

from tests.faults.life import PASSWORD
from tests.faults.peer import Answer, Peer, Refused, World
from tests.support.ending import SETTLED
from tests.support.history import Left, Won

MOST_CHATS = 16


class Agent(Peer):
    """One agent with one console open."""

    path = "/ws/agent"
    role = "agent"

    def __init__(self, world: World, name: str) -> None:
        super().__init__(world, name)
        self._csrf = ""
        self._queued: dict[str, str] = {}
        self._watched: set[str] = set()
        self._opening: set[str] = set()
        self._unheard: set[str] = set()
        self._epochs: dict[str, int] = {}
        self._chats: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def sign_in(self) -> None:
        """The console's session has its cookie."""
        assert self.session is not None
        body = {"login": self.name, "password": PASSWORD}
        headers = {"Origin": self.world.url}
        path = self.world.url + "/api/sign-in"
        async with self.session.post(path, json=body, headers=headers) as answer:
            made = await answer.json()
        self._csrf, self.id = made["csrf"], made["person"]["id"]

    def hello(self) -> Mapping[str, Any]:
        """The proof that this page belongs to the session."""
        return {"csrf": self._csrf, "cursor": None}

    def on_ready(self, data: Mapping[str, Any]) -> None:
        """The lists are fresh, and what was open is opened again."""
        for conversation_id in self._watched - self._opening:
            self._open(conversation_id, first=True)
        self._queued.clear()
        self._sort([*data["inbox"]["queue"], *data["inbox"]["mine"]])

    def watching(self) -> set[str]:
        """The conversations that are open."""
        return self._watched

    def on_frame(self, frame: Mapping[str, Any]) -> None:
        """Lists and conversations move on; what is not open yet shows nothing."""
        of = frame["data"].get("conversation_id")
        if frame["type"] == "events" and of in self._unheard:
            return
        super().on_frame(frame)
        if frame["type"] == "inbox":
            self._sort(frame["data"]["upsert"])
            for conversation_id in frame["data"]["remove"]:
                self._queued.pop(conversation_id, None)

    def on_lost(self, answer: Answer) -> None:
        """A conversation whose opening was not heard of is not open for the page.

        It asks again from where it stood, so what follows the lost answer must not be
        shown: the desk brings it once more, and rightly.
        """
        if answer["type"] == "ack" and "conversation" in answer["data"]:
            self._unheard.add(answer["data"]["conversation"]["conversation_id"])

    @property
    def busy(self) -> bool:
        """Whether a chat is still to be ended, or an answer to come."""
        return bool(self.asked or self._tasks)

    async def behave(self) -> None:
        """Whatever waits is fought for, until the run stops."""
        while not self.world.stopping:
            for conversation_id, handoff_id in list(self._queued.items()):
                if len(self._chats) < MOST_CHATS and self.world.rng.random() < 0.6:
                    self._queued.pop(conversation_id, None)
                    self._spawn(self._accept(handoff_id))
            await self.moved(0.1)

    async def finish(self) -> None:
        """No chat is under way any more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _sort(self, items: list[dict[str, Any]]) -> None:
        for item in items:
            conversation_id = item["conversation_id"]
            if item["status"] == "queued":
                self._queued[conversation_id] = item["handoff_id"]
                continue
            self._queued.pop(conversation_id, None)
            mine = item["agent"] and item["agent"]["id"] == self.id
            if item["status"] == "assigned" and mine:
                self._take_up(conversation_id)

    async def _accept(self, handoff_id: str) -> None:
        try:
            snapshot = await self.ask("handoff.accept", {"handoff_id": handoff_id})
        except Refused:
            return
        self.world.note(Won, self.id, snapshot["conversation_id"], handoff_id)
        self._take_up(snapshot["conversation_id"])

    def _take_up(self, conversation_id: str) -> None:
        """What is the agent's own is open and chatted in."""
        if conversation_id in self._opening | self._watched | self._chats:
            return
        self._open(conversation_id)

    def _open(self, conversation_id: str, *, first: bool = False) -> None:
        self._opening.add(conversation_id)
        held = self.cursors.get(conversation_id, 0)

        def heard(answer: Answer) -> None:
            self._opening.discard(conversation_id)
            self._unheard.discard(conversation_id)
            if answer["type"] == "ack":
                self._opened(conversation_id, answer["data"])

        data = {"conversation_id": conversation_id, "last_seq": held}
        self.post("conversation.open", data, heard, first=first)

    def _opened(self, conversation_id: str, data: Mapping[str, Any]) -> None:
        snapshot = data["conversation"]
        self._watched.add(conversation_id)
        self._epochs[conversation_id] = snapshot["epoch"]
        self.show(conversation_id, data["events"], data["cursor"])
        if snapshot["packet"] is not None:
            self.world.packets.append(snapshot["packet"])
        mine = snapshot["owner"]["id"] == self.id
        if mine and conversation_id not in self._chats and not self.world.stopping:
            self._chats.add(conversation_id)
            self._spawn(self._chat(conversation_id, snapshot["epoch"]))

    async def _chat(self, conversation_id: str, epoch: int) -> None:
        try:
            for _ in range(self.world.rng.randint(20, 120)):
                if self.world.stopping or self._epochs[conversation_id] != epoch:
                    break
                await self._utter(conversation_id, epoch)
            await self._end(conversation_id, epoch)
        finally:
            self._chats.discard(conversation_id)

    async def _utter(self, conversation_id: str, epoch: int) -> None:
        done = asyncio.Event()
        where = {"conversation_id": conversation_id, "text": "I see, one moment"}
        if self.world.rng.random() < 0.1:
            self.say("note.add", where, lambda _: done.set())
        else:
            held = self.cursors[conversation_id]
            words = {**where, "epoch": epoch, "last_seq": held}
            self.say("message.send", words, lambda _: done.set())
        await done.wait()

    async def _end(self, conversation_id: str, epoch: int) -> None:
        where = {"conversation_id": conversation_id, "epoch": epoch, "note": "done"}
        with suppress(Refused):
            if self.world.rng.random() < 0.5:
                await self.ask("handoff.return", where)
            else:
                await self.ask("handoff.resolve", {**where, **SETTLED})
        if self.world.rng.random() < 0.3:
            # Too late: it is somebody else's by now, and the desk must say so.
            await self._utter(conversation_id, epoch)
        self._watched.discard(conversation_id)
        self.world.note(Left, self.id, conversation_id, self.cursors[conversation_id])
        with suppress(Refused):
            await self.ask("conversation.close", {"conversation_id": conversation_id})

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
