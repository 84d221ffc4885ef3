"""`python -m actions.triage` trains the classifiers if what they learn from changed."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from actions.triage.encoder import OnnxEncoder
from actions.triage.engine import DATA, Triage
from actions.triage.errors import TriageError
from actions.triage.trained import MODELS, PIN, name_of


def main() -> int:
    """Train unless the model is there; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m actions.triage")
    parser.add_argument(
        "--labels", type=Path, help="folder of the corrections that people made"
    )
    labels: Path | None = parser.parse_args().labels
    try:
        encoder = OnnxEncoder(MODELS / PIN)
        folder = MODELS / name_of(DATA, encoder, labels)
        if (folder / "weights.npz").is_file():
            return 0
        from actions.triage import examples, training
        from actions.triage.levels import load_plan

        shown = examples.examples_from(DATA, Triage(DATA).rules, labels)
        training.train(shown, load_plan(DATA / "classifiers.yml"), encoder, folder)
    except TriageError as error:
        sys.stderr.write(f"triage: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
