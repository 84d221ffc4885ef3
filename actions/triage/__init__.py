"""Triage: how urgent a message is, how much it matters, and twelve typed signals.

A pure library: text and history in, a rating with evidence out.
"""

from __future__ import annotations

from pathlib import Path

from actions.triage.engine import DATA, Triage
from actions.triage.errors import TriageDataError, TriageError
from actions.triage.model import (
    SIGNALS,
    Axis,
    Evidence,
    Fact,
    History,
    Rating,
    Signal,
)
from actions.triage.rating import merge

__all__ = [
    "SIGNALS",
    "Axis",
    "Evidence",
    "Fact",
    "History",
    "Rating",
    "Signal",
    "Triage",
    "TriageDataError",
    "TriageError",
    "load",
    "merge",
]


def load(data_dir: Path | None = None) -> Triage:
    """Triage with the rules in `data_dir`, by default the project's own.

    Raises TriageDataError naming file, line and reason.
    """
    return Triage(data_dir or DATA)
