"""Lines of JSON in, lines of JSON out; a bad line spoils only itself."""

import io
import json
import tarfile
from pathlib import Path

import pytest

from bot.understanding.archive import load_model
from bot.understanding.encoder import Encoder
from bot.understanding.errors import UnderstandingError
from bot.understanding.evaluate import evaluate, read_examples
from bot.understanding.language import SmallWords
from bot.understanding.lines import answer_lines
from bot.understanding.model import FILE, Model
from bot.understanding.training import TrainingSettings, train

LATE = [
    "my parcel is late",
    "the delivery should have been here on Monday",
    "still waiting, it was due last week",
    "why is my delivery late",
    "you promised it for Tuesday and nothing came",
    "my order is overdue",
]
REFUND = [
    "where is my refund",
    "I am still waiting for my money back",
    "when will you refund me",
    "the refund has not reached my account",
    "you owe me a refund",
    "has the refund been sent",
]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder.load(Path("models/encoder.json"))


@pytest.fixture(scope="module")
def small(encoder: Encoder, words: SmallWords) -> Model:
    labels = ["late_delivery"] * len(LATE) + ["refund_status"] * len(REFUND)
    vectors = encoder.embed(LATE + REFUND)
    return train(labels, vectors, encoder.identity, words, TrainingSettings())


def answered(
    lines: list[str], encoder: Encoder, model: Model
) -> list[tuple[dict, bool]]:  # type: ignore[type-arg]  # any JSON
    return [(json.loads(a), ok) for a, ok in answer_lines(lines, encoder, model)]


def test_other_keys_are_passed_through(encoder: Encoder, small: Model) -> None:
    line = json.dumps({"id": 7, "text": "my delivery is late", "note": None})

    ((answer, readable),) = answered([line], encoder, small)

    assert readable
    assert answer["id"] == 7
    assert answer["topic"] == "late_delivery"
    assert answer["accepted"] is True
    assert {"confidence", "ranking", "note"} <= set(answer)


@pytest.mark.parametrize(
    "bad", ["{", "[]", '"x"', "{}", '{"text": 1}', '{"text": null}', "[" * 100_000]
)
def test_a_bad_line_is_answered_with_what_is_wrong(
    bad: str, encoder: Encoder, small: Model
) -> None:
    good = json.dumps({"text": "where is my refund"})

    answers = answered([good, bad, "", good], encoder, small)

    assert [readable for _, readable in answers] == [True, False, True]
    assert answers[1][0]["error"]["code"] == "bad_request"
    assert answers[1][0]["error"]["message"].startswith("line 2:")


@pytest.mark.parametrize("text", ["", "\ud800", "😀", "\x00", "x" * 20_000])
def test_any_text_is_answered(text: str, encoder: Encoder, small: Model) -> None:
    ((_, readable),) = answered([json.dumps({"text": text})], encoder, small)

    assert readable


def archive(path: Path, *members: tuple[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as tar:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return path


def saved(model: Model) -> bytes:
    file = io.BytesIO()
    model.save(file)
    return file.getvalue()


def test_the_model_is_taken_out_of_a_trained_archive(
    tmp_path: Path, encoder: Encoder, small: Model
) -> None:
    path = archive(tmp_path / "m.tar.gz", (f"components/topics/{FILE}", saved(small)))

    assert load_model(path, encoder).topics == small.topics


def test_an_archive_that_holds_no_single_model_is_refused(
    tmp_path: Path, encoder: Encoder, small: Model
) -> None:
    one, two = (f"a/{FILE}", saved(small)), (f"b/{FILE}", saved(small))
    for number, members in enumerate([(), (one, two), (("x", b""),)]):
        path = archive(tmp_path / f"{number}.tar.gz", *members)
        with pytest.raises(UnderstandingError, match=FILE):
            load_model(path, encoder)
    (tmp_path / "no.tar.gz").write_bytes(b"nothing")
    with pytest.raises(UnderstandingError, match=r"no\.tar\.gz"):
        load_model(tmp_path / "no.tar.gz", encoder)


def test_a_model_of_another_encoder_is_refused(
    tmp_path: Path, encoder: Encoder, model: Model
) -> None:
    path = archive(tmp_path / "m.tar.gz", (FILE, saved(model)))

    with pytest.raises(UnderstandingError, match="train again"):
        load_model(path, encoder)


def labelled(path: Path, rows: list[tuple[str, str]]) -> Path:
    lines = [json.dumps({"text": text, "label": label}) for text, label in rows]
    path.write_text("\n".join(lines))
    return path


def test_a_report_counts_what_was_right_and_what_was_refused(
    tmp_path: Path, encoder: Encoder, words: SmallWords
) -> None:
    training = [(t, "late") for t in LATE] + [(t, "refund") for t in REFUND]
    test = [("my parcel is late", "late"), ("where is my refund", "refund")]
    test += [("boiling point of tin", "none"), ("who won the cup in 1966", "none")]
    known = read_examples(labelled(tmp_path / "a", [*training, ("hum", "none")]))
    unseen = read_examples(labelled(tmp_path / "b", test))

    report = evaluate(known, unseen, "none", encoder, words, TrainingSettings())

    assert (report.train, report.test, report.in_scope, report.oos) == (12, 4, 2, 2)
    assert report.accuracy == report.accepted == report.macro_f1 == 1.0
    assert report.oos_recall == 1.0


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "bad:2: "),
        ('{"text": "a"}', 'bad:2: no string "label"'),
        ("[1]", "bad:2:"),
    ],
)
def test_a_bad_example_names_file_and_line(
    tmp_path: Path, line: str, reason: str
) -> None:
    path = tmp_path / "bad"
    path.write_text('{"text": "a", "label": "b"}\n' + line)

    with pytest.raises(UnderstandingError) as caught:
        read_examples(path)

    assert reason in str(caught.value)
