"""`firstline talk`: its lines, exactly as other programs read them."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.command import firstline
from tests.support.stack import Stack

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.rasa,
    pytest.mark.timeout(400),
]

PLAY = """
- id: settled
  note: unknown keys are passed over
  turns:
    - say: "My order 4471-0093 is late"
    - say: yes
- id: lawyer
  turns:
    - {say: "My order 4471-0093 is late"}
    - {pause: 0.2}
    - {say: "I'll call my lawyer"}
- id: twice
  turns:
    - {say: "Zanthra quoll mip tor"}
    - {new_conversation: true}
    - {say: "My order 4471-0101 has not come yet"}
"""


async def play(stack: Stack, tmp_path: Path, *more: str) -> list[dict[str, Any]]:
    """The lines that the command writes for PLAY."""
    file = tmp_path / "play.yml"
    file.write_text(PLAY)
    done = await firstline("talk", str(file), "--url", stack.url, "--json", *more)
    assert done.code == 0, done.err
    return [json.loads(line) for line in done.out.splitlines()]


async def test_each_turn_and_each_end_is_a_line(stack: Stack, tmp_path: Path) -> None:
    await stack.ready()
    password = tmp_path / "password"
    grace = stack.people["Grace"]
    password.write_text(f"{grace.password}\n")

    lines = await play(
        stack, tmp_path, "--agent", grace.email, "--password-file", str(password)
    )

    turns = [line for line in lines if "final" not in line]
    finals = {line["id"]: line for line in lines if "final" in line}
    assert [(line["id"], line["turn"], line["said"]) for line in turns] == [
        ("settled", 1, "My order 4471-0093 is late"),
        ("settled", 2, "yes"),
        ("lawyer", 1, "My order 4471-0093 is late"),
        ("lawyer", 2, "I'll call my lawyer"),
        ("twice", 1, "Zanthra quoll mip tor"),
        ("twice", 2, "My order 4471-0101 has not come yet"),
    ]
    for line in turns:
        assert set(line) == {"id", "turn", "said", "shown", "owner", "handoff", "ms"}
        assert isinstance(line["ms"], int)
        assert line["owner"] in {"bot", "queue", "agent"}
        for shown in line["shown"]:
            assert set(shown) == {"author", "text", "script", "variant"}
    asked = turns[3]
    assert asked["handoff"] == {
        "reason": "exposure",
        "priority": "P3",
        "team": "resolutions",
    }
    assert turns[0]["handoff"] is None
    assert list(finals) == ["settled", "lawyer", "twice"]
    for line in finals.values():
        assert set(line) == {"id", "final", "owner", "priority", "team", "packet"}
    assert finals["lawyer"]["final"] is True
    assert finals["lawyer"]["owner"] == "queue"
    assert finals["lawyer"]["team"] == "resolutions"
    assert finals["lawyer"]["packet"]["version"] == 2
    assert finals["settled"]["packet"] is None


async def test_without_an_agent_nothing_internal_is_seen(
    stack: Stack, tmp_path: Path
) -> None:
    await stack.ready()

    lines = await play(stack, tmp_path)

    (final,) = [x for x in lines if x["id"] == "lawyer" and x.get("final")]
    assert (final["priority"], final["packet"]) == (None, None)
    assert final["team"] == "resolutions"


async def test_a_wrong_file_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "play.yml"
    file.write_text("- id: a\n  turns: 7\n")

    done = await firstline("talk", str(file), "--json")

    assert done.code == 1
    assert "play.yml:2" in done.err


async def test_a_desk_that_is_not_there_is_said(tmp_path: Path) -> None:
    file = tmp_path / "play.yml"
    file.write_text('- {id: a, turns: [{say: "hello"}]}\n')

    # Nothing listens on port 9 of this machine.
    done = await firstline("talk", str(file), "--url", "http://127.0.0.1:9", "--json")

    assert done.code == 1
    assert "does not answer" in done.err
