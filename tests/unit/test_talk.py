"""Playing written customers against a real desk."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from handoff.clock import SystemClock
from handoff.domain.principal import Role
from handoff.ids import SystemIds
from handoff.talk import customer as played
from handoff.talk.play import SignIn, Stage, play
from handoff.talk.script import NewConversation, Part, Pause, Say, Step
from handoff.talk.show import Transcript
from handoff.talk.wire import DeskError, DeskUnreachable, SocketLink
from tests.support.door import PASSWORD, Door, open_door


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    async with open_door(tmp_path) as opened:
        yield opened


def a_stage(door: Door, lines: list[dict[str, Any]], **more: Any) -> Stage:
    return Stage(
        url=door.url,
        clock=SystemClock(),
        ids=SystemIds(),
        write=lines.append,
        **more,
    )


async def lines_of(door: Door, *steps: Step, **more: Any) -> list[dict[str, Any]]:
    """What is written when one customer does the steps."""
    lines: list[dict[str, Any]] = []
    failed = await play([Part("one", steps)], a_stage(door, lines, **more))
    assert failed == []
    return lines


async def a_supervisor(door: Door) -> SignIn:
    await door.person("Sam", Role.SUPERVISOR)
    return SignIn(login="Sam", password=PASSWORD)


async def test_each_turn_is_a_line_and_so_is_the_end(door: Door) -> None:
    turn, final = await lines_of(door, Say("My parcel is late"))

    assert turn | {"ms": 0} == {
        "id": "one",
        "turn": 1,
        "said": "My parcel is late",
        "shown": [
            {
                "author": "bot",
                "text": "I'm listening.",
                "script": "utter_listening",
                "variant": "listening.en.1",
            }
        ],
        "owner": "bot",
        "handoff": None,
        "ms": 0,
    }
    assert turn["ms"] >= 0
    assert final == {
        "id": "one",
        "final": True,
        "owner": "bot",
        "priority": None,
        "team": None,
        "packet": None,
    }


async def test_a_handoff_shows_its_reason_and_team_to_the_customer(door: Door) -> None:
    turn, final = await lines_of(door, Say("a person please"))

    assert turn["owner"] == "queue"
    assert turn["handoff"] == {
        "reason": "customer_request",
        "priority": None,
        "team": "care",
    }
    assert [shown["author"] for shown in turn["shown"]] == ["bot", "system"]
    assert (final["owner"], final["team"], final["packet"]) == ("queue", "care", None)


async def test_with_an_agents_eyes_priority_and_packet_are_seen(door: Door) -> None:
    agent = await a_supervisor(door)

    turn, final = await lines_of(door, Say("a person please"), agent=agent)

    assert turn["handoff"]["priority"] == final["priority"]
    assert final["priority"].startswith("P")
    assert final["packet"]["version"] == 2
    assert final["packet"]["transcript"]["messages"][0]["data"]["text"] == (
        "a person please"
    )


async def test_words_to_a_person_on_the_way_are_no_turn_of_the_bot(door: Door) -> None:
    lines = await lines_of(door, Say("a person please"), Say("are you there?"))

    assert [line["owner"] for line in lines] == ["queue"] * 3
    assert lines[1]["shown"] == []
    assert len(door.bot.turns) == 1


async def test_a_new_conversation_starts_afresh(door: Door) -> None:
    await lines_of(door, Say("one"), NewConversation(), Say("two"))

    first, second = door.bot.turns
    assert first.conversation_id != second.conversation_id


async def test_a_conversation_with_a_person_cannot_be_left(door: Door) -> None:
    lines: list[dict[str, Any]] = []
    parts = [
        Part("stuck", (Say("a person please"), NewConversation(), Say("again"))),
        Part("other", (Say("hello"),)),
    ]

    (failed,) = await play(parts, a_stage(door, lines))

    assert str(failed).startswith("stuck: illegal_transition")
    assert [line["id"] for line in lines] == ["stuck", "other", "other"]


async def test_every_id_is_a_customer_of_its_own(door: Door) -> None:
    lines: list[dict[str, Any]] = []
    parts = [Part(str(number), (Say("hello"),)) for number in range(6)]

    await play(parts, a_stage(door, lines, parallel=3))

    assert len({turn.conversation_id for turn in door.bot.turns}) == 6
    assert sorted(line["id"] for line in lines) == sorted(
        part.id for part in parts for _ in range(2)
    )


async def test_too_hasty_a_customer_waits_and_loses_nothing(tmp_path: Path) -> None:
    async with open_door(tmp_path, limit_burst=1, limit_per_second=20) as door:
        steps = tuple(Say(f"number {number}") for number in range(4))
        lines = await lines_of(door, *steps)

    assert [line["turn"] for line in lines[:-1]] == [1, 2, 3, 4]
    assert len(door.bot.turns) == 4


async def test_without_sockets_everything_works_over_http(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def blocked(*_: object) -> SocketLink:
        raise DeskUnreachable("no sockets here")

    monkeypatch.setattr(SocketLink, "open", blocked)

    turn, second, _ = await lines_of(door, Say("My parcel is late"), Say("a person"))

    assert turn["shown"][0]["script"] == "utter_listening"
    assert second["owner"] == "queue"


async def test_what_comes_during_a_pause_is_shown_with_the_next_turn(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[int] = []
    look = played.PlayedCustomer.look

    async def counted(self: played.PlayedCustomer) -> played.Seen:
        looks.append(1)
        seen = await look(self)
        if len(looks) == 2:
            seen.shown.append({"author": "agent", "text": "meanwhile"})
        return seen

    monkeypatch.setattr(played.PlayedCustomer, "look", counted)

    lines = await lines_of(door, Say("one"), Pause(0), Say("two"))

    assert [shown["text"] for shown in lines[1]["shown"]] == [
        "meanwhile",
        "I'm listening.",
    ]


async def test_no_desk_and_a_wrong_password_are_told_apart(door: Door) -> None:
    part = Part("one", (Say("hi"),))
    wrong = SignIn(login="Sam", password="not the password")
    nowhere = Stage(
        url="http://127.0.0.1:9",
        clock=SystemClock(),
        ids=SystemIds(),
        write=lambda line: None,
    )

    with pytest.raises(DeskError, match="not_signed_in"):
        await play([part], a_stage(door, [], agent=wrong))
    (failed,) = await play([part], nowhere)
    assert "does not answer" in str(failed)


async def test_the_transcript_shows_words_as_words(door: Door) -> None:
    console = Console(record=True, width=100, force_terminal=True)
    lines = await lines_of(door, Say("[red]late[/red] \x1b[31m"))

    transcript = Transcript(console)
    for line in lines:
        transcript.write(line)

    text = console.export_text()
    assert "[red]late[/red] \\x1b[31m" in text
    assert "I'm listening." in text
    assert json.dumps(lines)
