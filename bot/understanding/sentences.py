"""Cuts a message into sentences, and a long message into a bounded number of them."""

import re
from dataclasses import dataclass
from itertools import pairwise

# Long stories are read in at most this many pieces: the work per message is bounded.
MOST = 12
# Shorter pieces ("Hi.", "So.") say nothing alone and go with their neighbour.
LEAST_LETTERS = 8
# A piece longer than this is cut at a comma or a space.
LONGEST = 300

_END = re.compile(r"[.!?…]+[)\"'”’]*\s+|\n+")
# A clause with a subject of its own: "I was charged twice and the courier was rude" is
# about two things. Stories are told in sentences; only short messages are cut here.
_CLAUSE = re.compile(
    r",?\s+(?=(?:and|but|also|plus)\s+(?:the|my|your|i|you|they|it|we|he|she|now)\b)",
    re.I,
)
_FEW_SENTENCES = 2
# "no. 4", "Mr. Smith", "e.g. this": full stops that end no sentence.
_ABBREVIATION = re.compile(
    r"\b(?:mr|mrs|ms|dr|st|no|nr|approx|inc|ltd|vs|etc|e\.g|i\.e|[a-z])\.\s*$", re.I
)


@dataclass(frozen=True)
class Piece:
    """A part of a message; `start` and `end` are character offsets into it."""

    text: str
    start: int
    end: int


def split(text: str) -> list[Piece]:
    """Return the pieces of `text` in order, at most MOST; none for blank text."""
    pieces = _joined(text, _cut_long(text, _bounds(text, _END)))
    if len(pieces) <= _FEW_SENTENCES:
        clauses = [b for p in pieces for b in _bounds(text, _CLAUSE, p.start, p.end)]
        pieces = _joined(text, clauses)
    while len(pieces) > MOST:
        pieces = _merge_shortest(text, pieces)
    return pieces


def _bounds(
    text: str, mark: re.Pattern[str], start: int = 0, stop: int | None = None
) -> list[tuple[int, int]]:
    """Return the parts of text[start:stop] between the marks."""
    bounds, stop = [], len(text) if stop is None else stop
    for match in mark.finditer(text, start, stop):
        if not _ABBREVIATION.search(text, max(start, match.start() - 8), match.end()):
            bounds.append((start, match.end()))
            start = match.end()
    bounds.append((start, stop))
    return bounds


def _cut_long(text: str, bounds: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Cut what has no full stops (chat style) at a comma, else at a space."""
    short = []
    for start, end in bounds:
        while end - start > LONGEST:
            at = max(
                text.rfind(", ", start + LONGEST // 2, start + LONGEST),
                text.rfind(" ", start + LONGEST // 2, start + LONGEST),
            )
            middle = at + 1 if at > start else start + LONGEST
            short.append((start, middle))
            start = middle
        short.append((start, end))
    return short


def _joined(text: str, bounds: list[tuple[int, int]]) -> list[Piece]:
    """Trim, drop blanks, and give pieces with too few letters to the one before."""
    pieces: list[Piece] = []
    for start, end in bounds:
        piece = _piece(text, start, end)
        if not piece.text:
            continue
        letters = sum(character.isalpha() for character in piece.text)
        if letters < LEAST_LETTERS and pieces:
            piece = _piece(text, pieces.pop().start, piece.end)
        pieces.append(piece)
    return pieces


def _piece(text: str, start: int, end: int) -> Piece:
    inner = text[start:end]
    start += len(inner) - len(inner.lstrip())
    inner = inner.strip()
    return Piece(inner, start, start + len(inner))


def _merge_shortest(text: str, pieces: list[Piece]) -> list[Piece]:
    """Join the two neighbours that are shortest together."""
    lengths = [b.end - a.start for a, b in pairwise(pieces)]
    at = lengths.index(min(lengths))
    both = _piece(text, pieces[at].start, pieces[at + 1].end)
    return [*pieces[:at], both, *pieces[at + 2 :]]
