"""Trains the machines from labelled messages; run at set-up, never while serving."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from actions.triage.encoder import Encoder
from actions.triage.examples import BUSINESS, DIRE, Example, joined, merged
from actions.triage.learning import Labels, learn
from actions.triage.levels import Plan


def train(
    examples: Sequence[Example], plan: Plan, encoder: Encoder, folder: Path
) -> None:
    """Writes weights.npz and manifest.json for these examples into `folder`.

    `plan` names what gets a machine; whether a text is a desk's business always does.
    """
    known = list(merged(examples).values())
    shown = list(merged([*known, *joined(known)]).values())
    others = [*plan.others, *plan.axes, BUSINESS]
    texts = [one.text for one in shown]
    names = [*plan.danger, *others]
    machines = learn(
        texts, encoder.read(texts), labels_of(shown, names), [*plan.danger], others
    )
    manifest = {
        "version": folder.name.removeprefix("triage-"),
        "danger": {name: asdict(levels) for name, levels in plan.danger.items()},
        "others": {name: asdict(levels) for name, levels in plan.others.items()},
        "axes": plan.axes,
        "examples": len(known),
    }
    _write(folder, machines.arrays(), json.dumps(manifest, indent=1))


def labels_of(examples: Sequence[Example], names: Sequence[str]) -> Labels:
    """1 holds, 0 does not, -1 was not looked for: int8 [examples, names].

    Who looked for one kind of danger would have seen the other.
    """
    judged = [
        one.judged | DIRE if one.judged & DIRE else one.judged for one in examples
    ]
    rows = [
        [int(name in one.holds) if name in looked else -1 for name in names]
        for one, looked in zip(examples, judged, strict=True)
    ]
    return np.array(rows, np.int8)


def _write(folder: Path, arrays: dict[str, Any], manifest: str) -> None:
    """Written beside and renamed, so that no reader finds half a model."""
    unready = folder.with_name(f".{folder.name}")
    unready.mkdir(parents=True, exist_ok=True)
    with (unready / "weights.npz").open("wb") as file:
        np.savez(file, **arrays)
    (unready / "manifest.json").write_text(manifest, encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    unready.rename(folder)
