"""`firstline triage`: the rating of each message on standard input."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from actions.triage import Rating, Triage

# A line of JSON longer than this is refused before it is parsed.
MAX_LINE = 8_000_000


def triage(
    jsonl: Annotated[
        bool,
        typer.Option("--jsonl", help='Read {"text": ...} lines from standard input.'),
    ] = False,
) -> None:
    """Rate each message: urgency, impact, priority and signals, as JSON lines."""
    # Before NumPy loads: more threads would only wait for each other on one message.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    from actions.triage import load

    if not jsonl:
        typer.echo("triage: --jsonl is needed; it reads standard input", err=True)
        raise typer.Exit(2)
    lines = sys.stdin.buffer
    failed = False
    for answer in rate_lines(load(), lines):
        failed = failed or "error" in answer
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    if failed:
        raise typer.Exit(1)


def rate_lines(rater: Triage, lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """Each line's object with its rating added, or an object with `error`.

    Blank lines are skipped. An error names the line and a code: `too_long`,
    `not_utf8`, `not_json`, `not_an_object`, `no_text`.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        row = _row(line)
        if isinstance(row, str):
            yield {"error": {"code": row, "line": number, "message": _SAID[row]}}
        else:
            yield {**row, **_brief(rater.rate(row["text"]))}


_SAID = {
    "too_long": f"the line is longer than {MAX_LINE} bytes",
    "not_utf8": "the line is not UTF-8",
    "not_json": "the line is not JSON",
    "not_an_object": "the line is not a JSON object",
    "no_text": "the object has no 'text' that is a string",
}


def _row(line: bytes) -> dict[str, Any] | str:
    if len(line) > MAX_LINE:
        return "too_long"
    try:
        row = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        return "not_utf8"
    except (ValueError, RecursionError):
        return "not_json"
    if not isinstance(row, dict):
        return "not_an_object"
    return row if isinstance(row.get("text"), str) else "no_text"


def _brief(rating: Rating) -> dict[str, Any]:
    return {
        "urgency": {"score": rating.urgency.score, "level": rating.urgency.level},
        "impact": {"score": rating.impact.score, "level": rating.impact.level},
        "priority": rating.priority,
        "signals": [
            {
                "name": signal.name,
                "certainty": signal.certainty,
                "start": signal.start,
                "end": signal.end,
                "rule": signal.rule,
            }
            for signal in rating.signals
        ],
        "human_request": rating.human_request,
    }


if __name__ == "__main__":
    typer.run(triage)
