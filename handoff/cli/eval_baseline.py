"""Accepting what triage reaches now as the baseline that later changes must meet."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from actions.triage import Triage
    from actions.triage.baseline import Figures
    from actions.triage.measure import Case

_ABOUT = (
    "What the rules alone and with classifiers reached on data/triage/eval when last"
    " accepted."
)


class BaselineRefused(Exception):
    """Raised if a new baseline would hold triage to less than the old one must."""


def write_baseline(path: Path, cases: Sequence[Case]) -> list[str]:
    """`path` holds what triage reaches now; returns what got worse, in words.

    Raises:
        BaselineRefused: fewer messages of violence or self-harm are found than before,
            or there are no trained classifiers to measure.
    """
    from actions.triage import load
    from actions.triage.baseline import forbidden, worse

    trained = load()
    if trained.version.endswith(("-none", "-older")):
        raise BaselineRefused(f"needs classifiers that fit the data: {trained.version}")
    now = {
        "rules": _measured(load(models_dir=None), cases),
        "trained": _measured(trained, cases),
    }
    accepted = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    lost = []
    for kind, figures in now.items():
        old = accepted.get(kind)
        if old is None:
            continue
        for name in forbidden(figures, old):
            raise BaselineRefused(f"the recall of {name} would drop ({kind})")
        lost += [f"{kind}, {line}" for line in worse(figures, old)]
    text = json.dumps({"about": _ABOUT, **now}, indent=1)
    path.write_text(f"{text}\n", encoding="utf-8")
    return lost


def _measured(rater: Triage, cases: Sequence[Case]) -> Figures:
    from actions.triage.baseline import figures_of
    from actions.triage.measure import outcomes, report

    return figures_of(report(outcomes(cases, rater.rate, lambda: 0.0)))
