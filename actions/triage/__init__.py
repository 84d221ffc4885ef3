"""Triage: how urgent a message is, how much it matters, and twelve typed signals.

A pure library: text and history in, a rating with evidence out.
"""

from __future__ import annotations

from pathlib import Path

from actions.triage.encoder import Encoder
from actions.triage.engine import DATA, Triage
from actions.triage.errors import TriageDataError, TriageError
from actions.triage.model import (
    COUNTED,
    SIGNALS,
    Axis,
    Evidence,
    Fact,
    History,
    Rating,
    Signal,
)
from actions.triage.rating import merge
from actions.triage.trained import MODELS, judge_for

__all__ = [
    "COUNTED",
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


def load(
    data_dir: Path | None = None,
    encoder: Encoder | None = None,
    models_dir: Path | None = MODELS,
) -> Triage:
    """Triage with the rules in `data_dir`, by default the project's own.

    The classifiers trained from the same data are used when `models_dir` has them;
    before training, or with `models_dir` None, the rules work alone and the version of
    each rating says `model-none`; `-older` says that the data changed since training.
    `encoder` replaces the pinned one.

    Raises TriageDataError naming file, line and reason.
    """
    folder = data_dir or DATA
    judge = judge_for(folder, models_dir, encoder) if models_dir else None
    return Triage(folder, judge)
