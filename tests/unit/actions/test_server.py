"""The web server around the actions: typed errors, and nobody's words in them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from rasa_sdk.executor import CollectingDispatcher

from actions.base import Event, FirstlineAction
from actions.config import Settings
from actions.demo_shop import DemoShop
from actions.errors import SettingsError
from actions.listen import ActionTriage
from actions.policies import Policies
from actions.registry import build_actions, build_executor
from actions.server import create_app
from actions.turn import Turn
from tests.support.trackers import FixedRater
from tests.unit.actions.conftest import ROOT, TODAY

SECRET = "my name is Maya Lindqvist"


class Breaks(FixedRater):
    def rate(self, text: str, history: object = None) -> Any:
        raise RuntimeError(text)


class Crashes(FirstlineAction):
    action_name = "action_crashes"

    async def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[Event]:
        raise KeyError("bug")


Client = TestClient[Any, Any]


@pytest.fixture
async def client(policies: Policies, shop: DemoShop) -> AsyncIterator[Client]:
    actions = build_actions(policies, FixedRater(), shop, lambda: TODAY)
    async with TestClient(TestServer(create_app(build_executor(actions)))) as client:
        yield client


def a_call(name: str, **tracker: Any) -> dict[str, Any]:
    message = {"text": SECRET, "intent": {"name": "greet"}}
    state = {"sender_id": "cnv_1", "slots": {}, "latest_message": message}
    event = {"event": "user", "metadata": {"turn_id": "trn_1"}}
    tracker = state | {"events": [event], "active_loop": {}} | tracker
    return {"next_action": name, "tracker": tracker, "version": "3.6.21"}


async def test_an_action_is_run_without_a_domain(client: Client) -> None:
    response = await client.post("/webhook", json=a_call("action_triage"))
    answer = await response.json()

    slots = {event["name"]: event["value"] for event in answer["events"]}
    assert response.status == 200
    assert slots["triage_turn"] == "trn_1"
    assert answer["responses"] == []


async def test_every_action_of_the_domain_is_served(client: Client) -> None:
    import yaml

    domain = yaml.safe_load((ROOT / "domain.yml").read_text())
    health = await (await client.get("/health")).json()

    assert health == {"status": "ok", "actions": sorted(domain["actions"])}


async def test_an_unknown_action_is_refused(client: Client) -> None:
    response = await client.post("/webhook", json=a_call("action_other"))

    assert response.status == 404
    assert (await response.json())["code"] == "unknown_action"


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("{}", "application/json", 400),
        ("[]", "application/json", 400),
        ('{"next_action": "action_triage", "tracker": 3}', "application/json", 400),
        ("{", "application/json", 400),
        ('{"next_action": "action_triage"}', "text/plain", 415),
    ],
)
async def test_what_is_no_call_is_refused(
    client: Client, body: str, kind: str, status: int
) -> None:
    headers = {"Content-Type": kind}

    response = await client.post("/webhook", data=body, headers=headers)

    assert response.status == status
    assert (await response.json())["error"]


async def test_no_web_page_is_let_in(client: Client) -> None:
    headers = {"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"}

    response = await client.options("/webhook", headers=headers)

    assert "Access-Control-Allow-Origin" not in response.headers


async def test_a_triage_that_breaks_is_an_error_without_the_customers_words(
    policies: Policies, capsys: pytest.CaptureFixture[str]
) -> None:
    executor = build_executor([ActionTriage(policies, Breaks(), lambda: TODAY)])

    async with TestClient(TestServer(create_app(executor))) as client:
        response = await client.post("/webhook", json=a_call("action_triage"))

        assert response.status == 500
        assert SECRET not in await response.text()


async def test_any_other_action_that_breaks_hands_over(policies: Policies) -> None:
    executor = build_executor([Crashes(policies)])

    async with TestClient(TestServer(create_app(executor))) as client:
        response = await client.post("/webhook", json=a_call("action_crashes"))
        answer = await response.json()

    slots = {e["name"]: e["value"] for e in answer["events"] if e["event"] == "slot"}
    assert slots["handoff_request"]["reason"] == "bot_failure"
    assert answer["responses"][0]["response"] == "utter_handoff_bot_failure"


def test_settings_have_defaults_for_loopback() -> None:
    settings = Settings.from_env({})

    assert (settings.host, settings.port, settings.shop_url) == ("127.0.0.1", 5055, "")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("FIRSTLINE_ACTIONS_PORT", "http"),
        ("FIRSTLINE_ACTIONS_PORT", "70000"),
        ("FIRSTLINE_SHOP_URL", "ftp://shop"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(variable: str, value: str) -> None:
    with pytest.raises(SettingsError, match=variable):
        Settings.from_env({variable: value})
