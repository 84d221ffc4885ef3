"""Answers lines of JSON: `{"text": ...}` in, the same with its topic out."""

import json
from collections.abc import Iterable, Iterator

from bot.understanding.decide import understand
from bot.understanding.encoder import Encoder
from bot.understanding.model import Model

_KEYS = ("topic", "confidence", "ranking", "accepted", "second")


def answer_lines(
    lines: Iterable[str], encoder: Encoder, model: Model
) -> Iterator[tuple[str, bool]]:
    """Yield (line of JSON, whether it could be read) per line that is not blank."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = read_line(line)
        except ValueError as error:
            problem = {"code": "bad_request", "message": f"line {number}: {error}"}
            yield json.dumps({"error": problem}), False
            continue
        found = understand(row["text"], encoder, model).to_dict()
        yield json.dumps(row | {key: found[key] for key in _KEYS}), True


def read_line(line: str) -> dict[str, str]:
    """Return the object in `line`; raises ValueError saying what is wrong with it."""
    try:
        row = json.loads(line)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise ValueError('not an object with a string "text"')
    row["text"] = without_surrogates(row["text"])
    return row


def without_surrogates(text: str) -> str:
    """Return `text` with every lone surrogate replaced: such text cannot be encoded."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
