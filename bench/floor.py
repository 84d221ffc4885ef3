"""The floor that the desk is measured against: a bare relay that stores durably.

WebSocket in, one row in SQLite (WAL, synchronous=FULL, one writer thread with group
commit), then an acknowledgement to the sender and the message to the other side. No
sign-in, no schema, no limits, no history: what no honest chat server can undercut.
Run: `python -m bench.floor PORT DATABASE`.
"""

import asyncio
import json
import queue
import sqlite3
import sys
import threading
from typing import Any

import uvloop
from aiohttp import WSMsgType, web

MAX_BATCH = 256

SCHEMA = """
CREATE TABLE conversation (id TEXT PRIMARY KEY, last_seq INTEGER NOT NULL);
CREATE TABLE message (
  conversation TEXT, seq INTEGER, author TEXT, text TEXT,
  PRIMARY KEY (conversation, seq)
) WITHOUT ROWID;
CREATE TABLE outbox (id INTEGER PRIMARY KEY, conversation TEXT, seq INTEGER);
"""


class Writer:
    """One thread that stores whatever waits, one commit at a time."""

    def __init__(self, path: str, loop: asyncio.AbstractEventLoop) -> None:
        self._path = path
        self._loop = loop
        self._items: queue.SimpleQueue[tuple[Any, ...]] = queue.SimpleQueue()
        threading.Thread(target=self._run, daemon=True).start()

    def put(self, item: tuple[Any, ...]) -> None:
        """The item is stored soon; its callback then runs on the loop."""
        self._items.put(item)

    def _run(self) -> None:
        db = sqlite3.connect(self._path, isolation_level=None)
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=FULL")
        db.executescript(SCHEMA)
        while True:
            batch = [self._items.get()]
            while len(batch) < MAX_BATCH:
                try:
                    batch.append(self._items.get_nowait())
                except queue.Empty:
                    break
            db.execute("BEGIN IMMEDIATE")
            done = [self._store(db, item) for item in batch]
            db.execute("COMMIT")
            self._loop.call_soon_threadsafe(_finish, done)

    @staticmethod
    def _store(db: sqlite3.Connection, item: tuple[Any, ...]) -> tuple[Any, int]:
        conversation, author, text, then = item
        seq = db.execute(
            "INSERT INTO conversation VALUES (?, 1) ON CONFLICT (id)"
            " DO UPDATE SET last_seq = last_seq + 1 RETURNING last_seq",
            (conversation,),
        ).fetchone()[0]
        db.execute(
            "INSERT INTO message VALUES (?,?,?,?)", (conversation, seq, author, text)
        )
        db.execute(
            "INSERT INTO outbox (conversation, seq) VALUES (?,?)", (conversation, seq)
        )
        return then, seq


def _finish(done: list[tuple[Any, int]]) -> None:
    for then, seq in done:
        then(seq)


class Relay:
    """Rooms of sockets; each frame is stored, acknowledged and passed on."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._rooms: dict[str, dict[str, web.WebSocketResponse]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """One socket: its room and author are named in the address."""
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        room, author = request.query["room"], request.query["author"]
        self._rooms.setdefault(room, {})[author] = socket
        async for frame in socket:
            if frame.type is WSMsgType.TEXT:
                self._take(room, author, socket, json.loads(frame.data))
        return socket

    def _take(
        self, room: str, author: str, socket: web.WebSocketResponse, data: Any
    ) -> None:
        def stored(seq: int) -> None:
            ack = json.dumps({"type": "ack", "ref": data["ref"], "seq": seq})
            news = json.dumps({"type": "message", "seq": seq, "text": data["text"]})
            self._send(socket, ack)
            for other, peer in self._rooms[room].items():
                if other != author:
                    self._send(peer, news)

        self._writer.put((room, author, data["text"], stored))

    def _send(self, socket: web.WebSocketResponse, frame: str) -> None:
        task = asyncio.ensure_future(socket.send_str(frame))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def start(port: int, path: str) -> None:
    """The relay listens on loopback until the process ends."""
    relay = Relay(Writer(path, asyncio.get_running_loop()))
    app = web.Application()
    app.router.add_get("/ws", relay.serve)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    print("ready", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(start(int(sys.argv[1]), sys.argv[2]))
