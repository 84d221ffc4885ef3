"""Links in mails: a scanner that opens them changes nothing, a guess opens nothing."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from handoff.services.links import make_link
from tests.support.door import Door, a_message, open_door

# One desk for all: each test brings customers of its own.
pytestmark = pytest.mark.asyncio(loop_scope="module")

ADDRESS = "/api/customer/links"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def door(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    async with open_door(tmp_path_factory.mktemp("desk"), limit_off=True) as opened:
        yield opened


async def a_link(door: Door) -> tuple[str, str]:
    """A link back into a conversation, and the conversation."""
    customer = await door.customer()
    hello = next(f for f in customer.got if f["type"] == "session.ready")
    ack = await customer.ask("message.send", a_message())
    conversation_id: str = ack["data"]["conversation_id"]

    def make(unit: Any) -> str:
        return make_link(
            door.desk,
            unit,
            customer_id=hello["data"]["customer"]["id"],
            conversation_id=conversation_id,
            days=14,
        )

    return await door.desk.writer.change(make), conversation_id


async def post(door: Door, token: Any, **headers: str) -> tuple[int, dict[str, Any]]:
    session = door.session(**headers)
    async with session.post(ADDRESS, json={"token": token}) as answer:
        return answer.status, await answer.json()


async def test_a_mail_scanner_that_opens_the_link_uses_nothing_up(door: Door) -> None:
    link, conversation_id = await a_link(door)
    page, _, token = link.removeprefix(door.desk.settings.origin).partition("#")
    for path in (page, f"{page}?token={token}"):
        for method in ("GET", "HEAD"):
            async with door.session().request(method, path) as answer:
                assert answer.status == 200

    status, back = await post(door, token)

    assert (status, back["conversation_id"]) == (200, conversation_id)
    found = await door.customer(back["token"], conversation_id=conversation_id)
    assert [e["data"]["text"] for e in found.events()][:1] == ["My parcel is late"]


async def test_a_link_opens_once_and_a_near_miss_never(door: Door) -> None:
    link, _ = await a_link(door)
    token = link.partition("#")[2]
    for guess in (token[:-1], token + "A", token.swapcase(), "%", "x" * 200):
        assert (await post(door, guess))[0] == 404, guess
    for bent in ("", None, 1, [token], {"$ne": ""}, "x" * 201):
        assert (await post(door, bent))[0] == 400, bent

    assert (await post(door, token))[0] == 200
    assert (await post(door, token))[0] == 404


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
async def test_another_site_can_use_no_link(door: Door, origin: str) -> None:
    link, _ = await a_link(door)
    token = link.partition("#")[2]

    assert (await post(door, token, Origin=origin))[0] == 403
    assert (await post(door, token))[0] == 200


async def test_the_first_browsers_token_goes_on_working(door: Door) -> None:
    token = await door.visitor()
    customer = await door.customer(token)
    await customer.ask("message.send", a_message())
    link, _ = await a_link(door)
    await post(door, link.partition("#")[2])

    again = await door.customer(token)
    assert not again.socket.closed
