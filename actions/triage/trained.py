"""Where the trained classifiers are, by the name of what they were made from."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from actions.triage.classifier import Classifiers, load_model
from actions.triage.encoder import Encoder, OnnxEncoder
from actions.triage.errors import TriageDataError
from actions.triage.examples import LABELS

MODELS = Path(__file__).resolve().parents[2] / "models"
PIN = "encoder.json"
# Raised when training would make something else of the same data.
RECIPE = 5


def judge_for(
    data_dir: Path, models_dir: Path, encoder: Encoder | None = None
) -> Classifiers | None:
    """The classifiers that this data and encoder made, or None before training.

    Raises TriageDataError when they are there and cannot be used.
    """
    if encoder is None:
        if not any(models_dir.glob("triage-*/weights.npz")):
            return None
        encoder = OnnxEncoder(models_dir / PIN)
    # With people's corrections the name goes on: what was trained last is the wisest.
    ours = sorted(_trained(models_dir, name_of(data_dir, encoder)), key=_written)
    if ours:
        return Classifiers(load_model(ours[-1].parent), encoder)
    # A rule was edited since the last training: the older weights still see most of
    # what rules alone would miss, and the version tells that they are older.
    older = sorted(_trained(models_dir, "triage-"), key=_written)
    try:
        model = load_model(older[-1].parent)
    except (IndexError, TriageDataError):
        # None, or of an older release: the rules work alone until the next training.
        return None
    return Classifiers(replace(model, version=f"{model.version}-older"), encoder)


def _trained(models_dir: Path, name: str) -> list[Path]:
    return list(models_dir.glob(f"{name}*/weights.npz"))


def _written(path: Path) -> float:
    return path.stat().st_mtime


def name_of(data_dir: Path, encoder: Encoder, labels: Path | None = None) -> str:
    """The folder name of the model that this data and encoder make.

    With corrections in the folder `labels` it is the same name and eight more digits.
    """
    total = hashlib.sha256(f"{RECIPE} {encoder.identity}".encode())
    made_from = [data_dir / "classifiers.yml", *data_dir.glob("train/*.jsonl")]
    for path in sorted([*made_from, *data_dir.glob("signals/*.yml")]):
        total.update(path.read_bytes())
    name = f"triage-{total.hexdigest()[:12]}"
    corrected = labels / LABELS if labels else None
    if corrected is None or not corrected.is_file():
        return name
    return f"{name}-{hashlib.sha256(corrected.read_bytes()).hexdigest()[:8]}"
