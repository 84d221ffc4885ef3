"""What `up` starts, with which settings, and what it refuses."""

import socket
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from handoff.gateways.child import Spec
from handoff.supervisor.plan import Plan
from handoff.supervisor.secrets import Secrets
from handoff.supervisor.speaker import Speaker
from handoff.supervisor.start import StartError, check_ports

SECRETS = Secrets(bot_token="to-the-bot", internal_token="to-the-desk")


def plan(**changes: object) -> Plan:
    usual = {
        "root": Path("/project"),
        "data_dir": Path("/project/var"),
        "host": "127.0.0.1",
        "port": 8080,
        "bot_port": 5005,
        "actions_port": 5055,
        "demo": True,
        "bot": True,
    }
    return Plan(**{**usual, **changes})  # type: ignore[arg-type] # one dict, many types


async def nothing() -> None:
    pass


def specs(**changes: object) -> list[Spec]:
    asked = plan(**changes)
    return asked.specs(SECRETS, before_actions=nothing, before_bot=nothing)


def test_three_processes_run_and_the_desk_comes_first() -> None:
    assert [spec.name for spec in specs()] == ["desk", "actions", "bot"]


def test_desk_runs_alone_without_the_bot() -> None:
    assert [spec.name for spec in specs(bot=False)] == ["desk"]


def test_only_the_desk_follows_the_host_that_was_asked_for() -> None:
    asked = plan(host="0.0.0.0")
    bot = asked.rasa()
    assert asked.env(SECRETS)["FIRSTLINE_HOST"] == "0.0.0.0"
    assert bot[bot.index("-i") + 1] == "127.0.0.1"


def test_rasas_own_interface_stays_off() -> None:
    assert "--enable-api" not in plan().rasa()


def test_secrets_are_in_the_environment_and_on_no_command_line() -> None:
    for spec in specs():
        assert spec.env["FIRSTLINE_BOT_TOKEN"] == "to-the-bot"
        assert spec.env["FIRSTLINE_INTERNAL_TOKEN"] == "to-the-desk"
        line = " ".join(map(str, spec.command()))
        assert "to-the-bot" not in line
        assert "to-the-desk" not in line


def test_processes_are_told_where_the_others_listen() -> None:
    env = plan(port=1, bot_port=2, actions_port=3).env(SECRETS)
    assert env["FIRSTLINE_DESK_URL"] == "http://127.0.0.1:1"
    assert env["FIRSTLINE_BOT_URL"] == "http://127.0.0.1:2"
    assert env["FIRSTLINE_ACTIONS_URL"] == "http://127.0.0.1:3/webhook"


def test_taken_port_is_told_with_the_option_that_changes_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(StartError, match=rf"127.0.0.1:{port} .* --bot-port"):
            check_ports(plan(port=0, bot_port=port, actions_port=0))


def test_line_of_a_child_stands_behind_its_name() -> None:
    output = StringIO()
    say = Speaker(Console(file=output, soft_wrap=True))
    say("desk", "[bold]not markup[/] \x1b[31mred\x1b[0m")
    assert output.getvalue() == "desk    [bold]not markup[/] red\n"


def test_addresses_of_all_pages_are_printed() -> None:
    output = StringIO()
    Speaker(Console(file=output, soft_wrap=True)).addresses(plan())
    for page in ("/", "/console", "/studio", "/admin"):
        assert f"http://127.0.0.1:8080{page}\n" in output.getvalue()
