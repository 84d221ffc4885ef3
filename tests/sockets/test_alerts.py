"""Alerts on consoles, with the real triage in its worker process."""

import time
from pathlib import Path

import pytest

from handoff.config import Settings
from handoff.domain.principal import Role
from handoff.gateways.triage import WorkerTriage
from tests.support.door import a_message, open_door

WITHIN = 1.0
"""Seconds from the acknowledgement to the alert."""


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("I'll come down there and break your legs", "violence"),
        ("I don't want to live any more, I am going to kill myself", "self_harm"),
    ],
)
async def test_two_people_are_alerted_within_a_second_and_nobody_else(
    tmp_path: Path, text: str, signal: str
) -> None:
    triage = WorkerTriage(Settings())
    async with open_door(tmp_path, limit_off=True, triage=triage) as door:
        await triage.warm_up()
        grace = await door.console(await door.person("Grace", Role.SUPERVISOR, ()))
        tom = await door.console(await door.person("Tom"))
        other = await door.console(await door.person("Other", teams=("billing",)))
        customer = await door.customer()
        await customer.ask("message.send", a_message("My parcel is late"))
        await customer.ask("human.request", {"conversation_id": None})
        queued = await customer.event("handoff.queued")

        ack = await customer.ask("message.send", a_message(text))
        started = time.monotonic()
        told = [
            await console.until(lambda frame: frame["type"] == "alert")
            for console in (grace, tom)
        ]
        took = time.monotonic() - started

        assert told[0] == told[1]
        assert told[0]["data"] == {
            "conversation_id": ack["data"]["conversation_id"],
            "seq": told[0]["data"]["seq"],
            "at": told[0]["data"]["at"],
            "handoff_id": queued["data"]["handoff_id"],
            "signal": signal,
            "priority": "P0",
            "message_seq": ack["data"]["seq"],
        }
        assert took < WITHIN
        await customer.ask("message.send", a_message("hello?"))
        await other.ask("presence.set", {"presence": "online"})
        assert not [f for f in (*other.got, *customer.got) if f["type"] == "alert"]
        assert "alert.raised" not in repr(customer.got)
