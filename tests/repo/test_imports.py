"""Imports point inwards: from the edges to the services to the rules."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.support.checkout import ROOT, named, text

# A part may import those of a lower rank, and itself. Parts of one rank are siblings.
# Modules that are not named here are helpers of the edges.
RANKS = {
    "domain": 1,
    "linter": 1,
    "storage": 2,
    "gateways": 2,
    "desk": 3,
    "services": 4,
    "api": 6,
    "sockets": 6,
    "jobs": 6,
    "app": 7,
    "server": 8,
}
PACKAGES = {"handoff", "actions", "bot", "deploy"}
HELPERS = 5
# Small modules that everything in the desk may use.
COMMON = {"clock", "config", "crash", "errors", "ids", "log", "passwords"}
# Parts that stand around the desk and may use all of it, but are used by none of it.
TOOLS = {"cli", "doctor", "simulation", "supervisor", "__main__"}


def imported(file: Path) -> Iterator[str]:
    """Yield the dotted names that a file imports, anywhere in it."""
    for node in ast.walk(ast.parse(text(file))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def part(name: str) -> str:
    """The part of the desk that a dotted name below `handoff` belongs to."""
    return name.split(".")[1]


def modules(package: str) -> list[Path]:
    return named(".py", under=package)


def test_every_ranked_part_exists() -> None:
    desk = ROOT / "handoff"
    gone = [
        name
        for name in (*RANKS, *COMMON, *TOOLS)
        if not (desk / name).is_dir() and not (desk / f"{name}.py").exists()
    ]
    assert not gone


def outward(file: Path) -> list[str]:
    """What a file of the desk imports although it lies further out."""
    own = part(".".join(file.with_suffix("").parts))
    targets = {part(name) for name in imported(file) if name.startswith("handoff.")}
    if own in TOOLS:
        return []
    rank = 0 if own in COMMON else RANKS.get(own, HELPERS)
    return [
        f"{file} -> {name}"
        for name in sorted(targets - COMMON - {own})
        if name in TOOLS
        or RANKS.get(name, HELPERS) > rank
        or (name in RANKS and RANKS[name] == rank)
    ]


def test_parts_of_the_desk_import_only_inwards() -> None:
    assert not [line for file in modules("handoff") for line in outward(file)]


def foreign(package: str, *allowed: str) -> list[str]:
    """What the files of a package import of the project beyond what is allowed."""
    return [
        f"{file} -> {name}"
        for file in modules(package)
        for name in imported(file)
        if name.split(".")[0] in PACKAGES
        and not any(f"{name}.".startswith(f"{prefix}.") for prefix in allowed)
    ]


def test_desk_shares_nothing_with_actions_but_triage() -> None:
    assert not foreign("handoff", "handoff", "actions.triage", "deploy.encoder.recipe")


def test_bot_and_actions_know_nothing_of_the_desk() -> None:
    assert not foreign("actions", "actions")
    assert not foreign("bot", "bot")


def test_triage_works_without_rasa_and_without_the_actions() -> None:
    assert not foreign("actions/triage", "actions.triage")
    roots = {
        name.split(".")[0]
        for file in modules("actions/triage")
        for name in imported(file)
    }
    assert not roots & {"rasa", "rasa_sdk"}


def test_migrations_depend_on_no_code_that_may_change() -> None:
    assert not foreign("handoff/storage/migrations")
