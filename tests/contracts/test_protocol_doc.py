"""docs/protocol.md names what the code does, and nothing else."""

import re
from collections.abc import Iterator

import pytest

from handoff import errors
from handoff.api.routes import DEMO_ROUTES
from handoff.api.routes import ROUTES as API_ROUTES
from handoff.api.studio_commands import COMMANDS as STUDIO_COMMANDS
from handoff.config import ROOT
from handoff.domain.event import EventType
from handoff.domain.handoff import Reason
from handoff.sockets import agent, customer
from handoff.sockets.routes import ROUTES as LIVE_ROUTES

DOC = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
SECTIONS = re.split(r"^## ", DOC, flags=re.MULTILINE)


def section(number: int) -> str:
    """The numbered section."""
    return next(part for part in SECTIONS if part.startswith(f"{number}. "))


def rows(text: str, head: str) -> dict[str, str]:
    """First cells of the table with that head, and the rest of their rows."""
    table = text.split(f"| {head} |", 1)[1].split("\n\n", 1)[0]
    found = re.findall(r"^\| `([^`]+)` \| (.*) \|$", table, flags=re.MULTILINE)
    return dict(found)


def all_errors(kind: type[errors.FirstlineError]) -> Iterator[tuple[str, int]]:
    yield kind.code, kind.status
    for child in kind.__subclasses__():
        yield from all_errors(child)


@pytest.mark.parametrize(
    ("number", "table"), [(3, customer.COMMANDS), (4, agent.COMMANDS)]
)
def test_the_tables_of_commands_hold_every_command_with_its_fields(
    number: int, table: dict[str, object]
) -> None:
    written = rows(section(number), "command | data | ack")

    assert set(written) == set(table)
    for name, row in written.items():
        fields = table[name].schema.__struct_fields__  # type: ignore[attr-defined] # a Verb
        assert set(fields) <= set(re.findall(r"`(\w+)`", row.split(" | ")[0])), name


def test_every_error_code_is_written_with_its_status() -> None:
    text = section(5)

    for code, status in set(all_errors(errors.FirstlineError)):
        assert f"`{code}`" in text, code
        assert f"| {status} |" in text, status


def test_every_event_and_reason_is_written() -> None:
    for name in (*EventType, *Reason):
        assert f"`{name.value}`" in DOC, name


def test_every_address_is_written() -> None:
    for route in (*API_ROUTES, *LIVE_ROUTES, *DEMO_ROUTES):
        assert route.path.replace("{conversation_id}", "{id}") in DOC, route.path


def test_the_studios_commands_are_written_with_their_fields() -> None:
    written = rows(section(7), "type | fields")
    known = {
        command.__struct_config__.tag: set(command.__struct_fields__)
        for command in STUDIO_COMMANDS
    }

    assert set(written) == set(known)
    for name, fields in known.items():
        assert fields == set(re.findall(r"`(\w+)`", written[name])), name
