"""`python -m bot.understanding answer|evaluate|group`: the pipeline, no server."""

import argparse
import json
import sys
from pathlib import Path

from bot.understanding.archive import load_model
from bot.understanding.encoder import Encoder, EncoderError
from bot.understanding.errors import UnderstandingError
from bot.understanding.evaluate import evaluate, read_examples
from bot.understanding.grouping import group
from bot.understanding.language import SmallWords
from bot.understanding.lines import answer_lines, read_line
from bot.understanding.training import TrainingSettings
from bot.understanding.words import read_languages

ROOT = Path(__file__).resolve().parents[2]
PIN = ROOT / "models" / "encoder.json"
LANGUAGES = ROOT / "data" / "understanding" / "languages.yml"


def main(arguments: list[str]) -> int:
    """Run one command; returns 0, 1 for bad lines, 2 for what stopped everything."""
    parser = argparse.ArgumentParser(prog="python -m bot.understanding")
    commands = parser.add_subparsers(dest="command", required=True)
    answer = commands.add_parser("answer", help="lines of JSON from standard input")
    answer.add_argument("--model", type=Path, required=True)
    grouping = commands.add_parser("group", help="lines of JSON with id and text")
    grouping.add_argument("--model", type=Path, required=True)
    measure = commands.add_parser("evaluate", help="train on a file, test on another")
    measure.add_argument("--train", type=Path, required=True)
    measure.add_argument("--test", type=Path, required=True)
    measure.add_argument("--oos")
    options = parser.parse_args(arguments)
    run = {"answer": _answer, "evaluate": _evaluate, "group": _group}[options.command]
    try:
        return run(options)
    except (EncoderError, UnderstandingError) as error:
        sys.stderr.write(f"{error}\n")
        return 2


def _answer(options: argparse.Namespace) -> int:
    encoder = Encoder.load(PIN)
    model = load_model(options.model, encoder)
    worst = 0
    # Bytes that are no UTF-8 spoil their own line, not the run.
    lines = (line.decode("utf-8", "replace") for line in sys.stdin.buffer)
    for line, readable in answer_lines(lines, encoder, model):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
        worst = worst if readable else 1
    return worst


def _group(options: argparse.Namespace) -> int:
    encoder = Encoder.load(PIN)
    model = load_model(options.model, encoder)
    try:
        rows = [read_line(line) for line in sys.stdin if line.strip()]
        messages = [(str(row["id"]), row["text"]) for row in rows]
    except (KeyError, ValueError) as error:
        raise UnderstandingError(f"a line has no id or text: {error}") from error
    for grouped in group(messages, encoder, model):
        sys.stdout.write(json.dumps(grouped.to_dict()) + "\n")
    return 0


def _evaluate(options: argparse.Namespace) -> int:
    training, test = read_examples(options.train), read_examples(options.test)
    encoder = Encoder.load(PIN)
    words = SmallWords.of(*read_languages(LANGUAGES))
    report = evaluate(training, test, options.oos, encoder, words, TrainingSettings())
    sys.stdout.write(json.dumps(report.to_dict()) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
