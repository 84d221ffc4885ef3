"""Desks with one promise broken on purpose: the checker must notice each of them."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """How the desk is broken, and which invariants tell."""

    plant: Callable[[], None]
    breaks: frozenset[str]


MUTANTS: dict[str, Mutant] = {}
