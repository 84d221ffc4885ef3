"""`python -m actions.triage` trains the classifiers if their data has changed."""

from __future__ import annotations

import sys

from actions.triage.encoder import OnnxEncoder
from actions.triage.engine import DATA, Triage
from actions.triage.errors import TriageError
from actions.triage.trained import MODELS, PIN, name_of


def main() -> int:
    """Train unless the model is there; returns the exit code."""
    try:
        encoder = OnnxEncoder(MODELS / PIN)
        folder = MODELS / name_of(DATA, encoder)
        if (folder / "weights.npz").is_file():
            return 0
        from actions.triage import training

        rules = Triage(DATA).rules
        floors = training.load_floors(DATA / "classifiers.yml")
        examples, talk = training.examples_from(DATA, rules), training.talk_from(DATA)
        training.train(examples, talk, floors, encoder, folder)
    except TriageError as error:
        sys.stderr.write(f"triage: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
