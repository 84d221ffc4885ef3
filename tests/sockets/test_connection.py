"""One client without a transport: hello, commands, answers."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import structlog

from handoff.errors import NotFound, NotSignedIn, ValidationFailed
from handoff.sockets.connection import (
    Connection,
    RefusedSession,
    Verb,
    run_command,
)
from handoff.sockets.outbox import GOING_AWAY, POLICY, Outbox
from handoff.sockets.protocol import Envelope, HumanRequest, Typing, read_envelope
from tests.support.wire import ListWire

HELLO = '{"type":"session.hello","ref":"h"}'


class Echo:
    """A session that answers with the command's own name."""

    def __init__(self) -> None:
        self.ended = 0
        self.commands: list[str] = []

    async def hello(self, envelope: Envelope) -> dict[str, Any]:
        return {"hello": True}

    async def command(self, envelope: Envelope) -> Any:
        self.commands.append(envelope.type)
        if envelope.type == "missing":
            raise NotFound("no such conversation")
        if envelope.type == "broken":
            raise RuntimeError("a secret path /etc/shadow")
        return {"type": envelope.type}

    def end(self) -> None:
        self.ended += 1


async def talk(
    *raw: str, session: Any = None, outbox: Outbox | None = None
) -> tuple[list[dict[str, Any]], Outbox]:
    """What is answered to the frames, and how the outbox is left."""
    wire = ListWire()

    async def frames() -> AsyncIterator[str]:
        for frame in raw:
            yield frame

    outbox = outbox or Outbox(wire)
    await Connection(session or Echo(), outbox).run(frames())
    outbox.close(GOING_AWAY)
    await outbox.run()
    return [json.loads(frame) for frame in wire.taken], outbox


def command(name: str, ref: str = "1", data: str = "{}") -> str:
    return f'{{"type":"{name}","ref":"{ref}","data":{data}}}'


async def test_every_command_is_answered_once_under_its_ref() -> None:
    answers, _ = await talk(HELLO, command("a", "x"), command("b", "y"))

    assert [(each["type"], each["ref"]) for each in answers] == [
        ("session.ready", "h"),
        ("ack", "x"),
        ("ack", "y"),
    ]


async def test_nothing_is_done_before_the_hello() -> None:
    session = Echo()

    answers, outbox = await talk(command("a"), command("b"), session=session)

    assert [each["error"]["code"] for each in answers] == ["bad_request"]
    assert session.commands == []
    assert outbox.close_code == POLICY
    assert session.ended == 1


async def test_a_refused_hello_is_told_why_and_closed() -> None:
    session = RefusedSession(NotSignedIn("sign in first"))

    answers, outbox = await talk(HELLO, command("a"), session=session)

    assert [each["error"]["code"] for each in answers] == ["not_signed_in"]
    assert outbox.close_code == POLICY


async def test_a_client_without_a_hello_is_closed_in_time() -> None:
    session = Echo()

    async def silent() -> AsyncIterator[str]:
        import asyncio

        await asyncio.Event().wait()
        yield ""

    wire = ListWire()
    outbox = Outbox(wire)
    await Connection(session, outbox, hello_seconds=0.01).run(silent())

    assert outbox.close_code == POLICY
    assert session.ended == 1
    assert wire.writes == []


async def test_a_refused_command_leaves_the_connection_open() -> None:
    answers, _ = await talk(HELLO, command("missing", "1"), command("a", "2"))

    assert answers[1]["error"]["code"] == "not_found"
    assert answers[2]["type"] == "ack"


async def test_a_fault_inside_is_logged_and_never_shown() -> None:
    with structlog.testing.capture_logs() as logs:
        answers, _ = await talk(HELLO, command("broken", "1"), command("a", "2"))

    assert answers[1]["error"]["code"] == "internal"
    assert "shadow" not in json.dumps(answers)
    assert [line["event"] for line in logs] == ["socket.command.failed"]
    assert answers[2]["type"] == "ack"


async def test_once_it_is_closing_no_further_command_is_done() -> None:
    session = Echo()

    class Revoked(Echo):
        async def command(self, envelope: Envelope) -> Any:
            outbox.close(POLICY, "signed out")
            return await session.command(envelope)

    outbox = Outbox(ListWire())
    await talk(HELLO, command("a"), command("b"), session=Revoked(), outbox=outbox)

    assert session.commands == ["a"]


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "null",
        "[]",
        '"x"',
        "{",
        "NaN",
        "[" * 20_000,
        '{"type":"a"}',
        '{"type":1,"ref":"1"}',
        '{"type":"a","ref":1}',
        '{"type":"a","ref":"1","extra":1}',
        '{"type":"a","ref":"1","data":' + "[" * 20_000 + "]" * 20_000 + "}",
        '{"type":"a","ref":"' + "x" * 65 + '"}',
        '{"type":"a","ref":"\\ud800"}',
    ],
    ids=lambda raw: raw[:24] or "empty",
)
async def test_a_malformed_frame_is_an_error_and_the_next_is_answered(raw: str) -> None:
    answers, _ = await talk(HELLO, raw, command("a", "after"))

    assert answers[1]["type"] == "error"
    assert answers[1]["error"]["code"] == "bad_request"
    assert answers[2] == {"type": "ack", "ref": "after", "data": {"type": "a"}}


async def _typing(caller: object, data: Typing) -> object:
    return {"on": data.on}


TABLE = {"typing.set": Verb(Typing, _typing)}


async def test_a_command_runs_with_its_data_checked() -> None:
    envelope = read_envelope(command("typing.set", data='{"on":true}'))

    assert await run_command(TABLE, object(), envelope) == {"on": True}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("typing.set", "{}"),
        ("typing.set", '{"on":1}'),
        ("typing.set", '{"on":"true"}'),
        ("typing.set", '{"on":true,"owner":"me"}'),
        ("typing.set", '{"on":true,"__proto__":{}}'),
        ("typing.set", "[]"),
        ("typing.set", "null"),
        ("__class__", "{}"),
        ("", "{}"),
        ("TYPING.SET", '{"on":true}'),
        ("run", "{}"),
    ],
)
async def test_unknown_commands_and_fields_are_refused(name: str, data: str) -> None:
    envelope = read_envelope(command(name, data=data))

    with pytest.raises(ValidationFailed):
        await run_command(TABLE, object(), envelope)


def test_an_id_that_is_no_string_is_refused() -> None:
    verb: Verb[object] = Verb(HumanRequest, _typing)  # type: ignore[arg-type] # only read
    for wrong in ("1", "true", "[]", "{}", '""', f'"{"x" * 65}"'):
        envelope = read_envelope(command("x", data=f'{{"conversation_id":{wrong}}}'))
        with pytest.raises(ValidationFailed):
            verb.read(envelope.data)


class Slow(Echo):
    """A session whose messages wait for one another, as for a shared commit."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = 0
        self.both = asyncio.Event()

    async def command(self, envelope: Envelope) -> Any:
        if envelope.type == "message.send":
            self.waiting += 1
            if self.waiting == 2:
                self.both.set()
            async with asyncio.timeout(5):
                await self.both.wait()
            self.waiting -= 1
        else:
            assert self.waiting == 0
        return await super().command(envelope)


async def test_messages_of_one_socket_wait_together_and_others_after_them() -> None:
    session = Slow()
    said = [
        json.dumps({"type": type, "ref": ref})
        for ref, type in (("1", "message.send"), ("2", "message.send"), ("3", "next"))
    ]

    frames, _ = await talk(HELLO, *said, session=session)

    refs = [frame["ref"] for frame in frames]
    assert (refs[0], set(refs[1:3]), refs[3]) == ("h", {"1", "2"}, "3")
    assert session.commands == ["message.send", "message.send", "next"]
