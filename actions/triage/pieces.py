"""What is read of a message: all of it, of a long one the most telling pieces."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from actions.triage.encoder import Vectors

# Pieces of a long message are no longer than this: longer ones blur, and cost time.
_PIECE = 100
# Encoding is the slow part: at most so many pieces of a message.
_READ = 2
# What is no longer than they are together is read as one: it says more as a whole.
_WHOLE = _READ * _PIECE
_SENTENCE = re.compile(r"[^.!?\n;]+[.!?;]*\s*|[.!?;\n]+\s*")


@dataclass(frozen=True, slots=True)
class Piece:
    """One or two sentences of a message and where they stand in it."""

    text: str
    start: int
    end: int


def pieces(text: str) -> list[Piece]:
    """The text in pieces of whole sentences, short neighbours together."""
    result: list[Piece] = []
    for found in _SENTENCE.finditer(text):
        start, end = found.span()
        while end - start > _PIECE:
            # Parts of about one length: a short rest would say nothing by itself.
            length = -(-(end - start) // -(-(end - start) // _PIECE))
            blank = text.rfind(" ", start + 1, start + length)
            cut = blank + 1 if blank > start else start + length
            result.append(Piece(text[start:cut], start, cut))
            start = cut
        last = result[-1] if result else None
        if last is not None and end - last.start <= _PIECE // 2:
            result[-1] = Piece(text[last.start : end], last.start, end)
        else:
            result.append(Piece(text[start:end], start, end))
    return [piece for piece in result if any(map(str.isalpha, piece.text))]


def windows(text: str, listed: Sequence[Piece], worth: Vectors) -> list[Piece]:
    """What the encoder reads: the whole text, or of a long one the pieces worth most.

    `worth` has a number for each of the pieces `listed`.
    """
    if len(text) <= _WHOLE:
        return [Piece(text, 0, len(text))] if listed else []
    ranked = sorted(range(len(listed)), key=lambda index: -float(worth[index]))
    return [listed[index] for index in sorted(ranked[:_READ])]
