"""Trains the pipeline on one file of examples and measures it on another."""

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bot.understanding.decide import Understanding, understand
from bot.understanding.encoder import Encoder
from bot.understanding.errors import UnderstandingError
from bot.understanding.language import SmallWords
from bot.understanding.lines import read_line
from bot.understanding.particulars import without_particulars
from bot.understanding.training import TrainingSettings, train


@dataclass(frozen=True)
class Example:
    """A text and the topic it is about."""

    text: str
    label: str


@dataclass(frozen=True)
class Report:
    """What was measured. Shares are 0 to 1; None where the test has no such lines.

    `accuracy`: right and accepted, of the in-scope lines; `accuracy_unfiltered`: right
    whether accepted or not; `accepted`: in-scope lines accepted; `oos_recall`:
    out-of-scope lines not accepted; `macro_f1`: over in-scope labels, a refused line
    being no prediction and an accepted out-of-scope line a wrong one.
    """

    train: int
    test: int
    in_scope: int
    accuracy: float | None
    accuracy_unfiltered: float | None
    macro_f1: float | None
    accepted: float | None
    oos: int
    oos_recall: float | None
    threshold: float
    train_seconds: float
    ms_per_message: float

    def to_dict(self) -> dict[str, Any]:
        """Return the report as JSON-able values."""
        return asdict(self)


def read_examples(path: Path) -> list[Example]:
    """Return the `{"text","label"}` lines of a file.

    Raises UnderstandingError naming file and line for the first one that is wrong.
    """
    examples = []
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    examples.append(_example(path, number, line))
    except OSError as error:
        raise UnderstandingError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UnderstandingError(f"{path}: not UTF-8: {error.reason}") from error
    if not examples:
        raise UnderstandingError(f"{path}: no examples")
    return examples


def _example(path: Path, number: int, line: str) -> Example:
    try:
        row = read_line(line)
        if not isinstance(row.get("label"), str):
            raise ValueError('no string "label"')
    except ValueError as error:
        raise UnderstandingError(f"{path}:{number}: {error}") from error
    return Example(row["text"], row["label"])


def evaluate(
    training: Sequence[Example],
    test: Sequence[Example],
    oos: str | None,
    encoder: Encoder,
    words: SmallWords,
    settings: TrainingSettings,
) -> Report:
    """Train on `training`, then judge every line of `test` at the own threshold.

    Lines labelled `oos` are out of scope: left out of training, refusals in the test.
    """
    known = [example for example in training if example.label != oos]
    started = time.perf_counter()
    vectors = encoder.embed([without_particulars(one.text) for one in known])
    labels = [example.label for example in known]
    model = train(labels, vectors, encoder.identity, words, settings)
    trained = time.perf_counter()
    found = [understand(example.text, encoder, model) for example in test]
    done = time.perf_counter()
    return _report(
        len(known),
        [(example.label, result) for example, result in zip(test, found, strict=True)],
        oos,
        model.threshold,
        (trained - started, (done - trained) * 1000 / max(len(test), 1)),
    )


def _report(
    trained: int,
    judged: list[tuple[str, Understanding]],
    oos: str | None,
    threshold: float,
    seconds: tuple[float, float],
) -> Report:
    inside = [(label, result) for label, result in judged if label != oos]
    outside = [result for label, result in judged if label == oos]
    right = [result.topic == label for label, result in inside]
    accepted = [result.accepted for _, result in inside]
    both = [ok and kept for ok, kept in zip(right, accepted, strict=True)]
    return Report(
        train=trained,
        test=len(judged),
        in_scope=len(inside),
        accuracy=_share(both),
        accuracy_unfiltered=_share(right),
        macro_f1=_macro_f1(judged, oos) if inside else None,
        accepted=_share(accepted),
        oos=len(outside),
        oos_recall=_share([not result.accepted for result in outside]),
        threshold=round(threshold, 4),
        train_seconds=round(seconds[0], 2),
        ms_per_message=round(seconds[1], 2),
    )


def _share(flags: list[bool]) -> float | None:
    return round(sum(flags) / len(flags), 4) if flags else None


def _macro_f1(judged: list[tuple[str, Understanding]], oos: str | None) -> float:
    said = [(label, r.topic if r.accepted else None) for label, r in judged]
    scores = []
    for topic in sorted({label for label, _ in said if label != oos}):
        hits = sum(label == topic == topic_said for label, topic_said in said)
        wanted = sum(label == topic for label, _ in said)
        named = sum(topic_said == topic for _, topic_said in said)
        scores.append(2 * hits / (wanted + named))
    return round(sum(scores) / len(scores), 4)
