"""The studio over HTTP: who may, what is checked, how fast the bot knows."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from handoff.domain.principal import Role
from tests.support.door import Door, open_door

pytestmark = pytest.mark.asyncio(loop_scope="module")

SCRIPT, VARIANT = "utter_stock", "stock.en.1"
TEXT = "You can see it on the product's page. Shall I bring in a colleague?"
BOT = {"Authorization": "Bearer internal"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def door(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    async with open_door(tmp_path_factory.mktemp("desk"), limit_off=True) as opened:
        yield opened


async def ask(
    session: aiohttp.ClientSession, path: str, **body: Any
) -> tuple[int, Any]:
    async with session.post(f"/api/studio/{path}", json=body) as answer:
        return answer.status, await answer.json()


async def command(
    session: aiohttp.ClientSession, type: str, **data: Any
) -> tuple[int, Any]:
    return await ask(session, "commands", type=type, **data)


async def said_to_bot(door: Door, etag: str = "") -> tuple[int, dict[str, str], str]:
    session = door.session(**BOT, **({"If-None-Match": etag} if etag else {}))
    async with session.get("/internal/scripts") as answer:
        if answer.status == 304:
            return 304, {}, etag
        found = (await answer.json())["scripts"][SCRIPT]
        return 200, {one["id"]: one["text"] for one in found}, answer.headers["ETag"]


async def test_the_bot_is_given_a_wording_the_moment_it_is_published(
    door: Door,
) -> None:
    ines = await door.person("Ines", Role.EDITOR)
    omar = await door.person("Omar", Role.EDITOR)
    _, _, etag = await said_to_bot(door)
    status, draft = await command(
        ines, "draft.save", variant_id=VARIANT, content={"text": TEXT}, edits=None
    )
    assert (status, draft["state"]) == (200, "draft")
    assert (await said_to_bot(door, etag))[0] == 304

    _, asked = await command(
        ines, "review.request", variant_id=VARIANT, edits=draft["edits"]
    )
    status, alone = await command(
        ines, "variant.publish", variant_id=VARIANT, edits=asked["edits"]
    )
    assert (status, alone["error"]["code"]) == (403, "not_allowed")
    status, _ = await command(
        omar, "variant.publish", variant_id=VARIANT, edits=asked["edits"]
    )

    assert status == 200
    status, said, _ = await said_to_bot(door, etag)
    assert (status, said[VARIANT]) == (200, TEXT)


async def test_the_library_says_what_the_editor_needs(door: Door) -> None:
    ines = await door.person("Ines", Role.EDITOR)
    async with ines.get("/api/studio/scripts") as answer:
        library = await answer.json()

    assert library["may_write"]
    assert library["review_people"] == 2
    assert library["placeholders"]["order_number"]["sample"] == "4471-0093"
    late = next(s for s in library["scripts"] if s["id"] == "utter_late_delivery")
    assert (late["purpose"], late["area"]) == ("complaint_answer", "delivery")
    assert late["places"]
    assert late["variants"][0]["live"]["content"]["when"] == {"order_state": "late"}


async def test_lint_and_preview_answer_while_one_types(door: Door) -> None:
    ines = await door.person("Ines", Role.EDITOR)
    content = {"text": "Calm down, {order_number} is coming."}
    _, report = await ask(
        ines, "lint", script_id=SCRIPT, purpose="question", content=content
    )
    _, shown = await ask(
        ines,
        "preview",
        script_id=SCRIPT,
        variant_id=VARIANT,
        content=content,
        values={"order_number": "4471-0093"},
    )

    assert report["findings"][0]["rule"] == "calm_down"
    assert shown["text"] == "Calm down, 4471-0093 is coming."
    assert shown["fits"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"type": "draft.burn", "variant_id": VARIANT}, "draft.burn"),
        ({"type": "draft.save", "variant_id": VARIANT, "edits": None}, "content"),
        (
            {
                "type": "draft.save",
                "variant_id": VARIANT,
                "content": {"text": "x", "txet": 1},
                "edits": None,
            },
            "txet",
        ),
        (
            {
                "type": "variant.publish",
                "variant_id": VARIANT,
                "edits": 1,
                "publish_at": "2026-11-22T06:00:00",
            },
            "publish_at",
        ),
    ],
)
async def test_a_malformed_command_names_the_field(
    door: Door, body: dict[str, Any], reason: str
) -> None:
    ines = await door.person("Ines", Role.EDITOR)

    status, answer = await ask(ines, "commands", **body)

    assert (status, answer["error"]["code"]) == (400, "bad_request")
    assert reason in answer["error"]["message"]


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR])
async def test_others_do_not_write(door: Door, role: Role) -> None:
    other = await door.person(f"A{role.value}", role)

    status, answer = await command(other, "variant.retire", variant_id=VARIANT)

    assert (status, answer["error"]["code"]) == (403, "not_allowed")


async def test_an_agent_does_not_read(door: Door) -> None:
    agent = await door.person("Aagent", Role.AGENT)
    for path in ("scripts", f"scripts/{SCRIPT}"):
        async with agent.get(f"/api/studio/{path}") as answer:
            assert answer.status == 403
    async with door.session().get("/api/studio/scripts") as answer:
        assert answer.status == 401
    assert (
        await ask(agent, "lint", script_id="x", purpose="q", content={"text": "x"})
    )[0] == 403


async def test_what_is_not_there_is_not_found(door: Door) -> None:
    ines = await door.person("Ines", Role.EDITOR)
    async with ines.get("/api/studio/scripts/utter_nothing") as answer:
        assert answer.status == 404
    status, _ = await command(ines, "variant.retire", variant_id="nothing.en.1")

    assert status == 404
