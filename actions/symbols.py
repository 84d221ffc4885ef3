"""Messages without a word: a thumb up is a yes, no picture a misunderstanding."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import replace

from actions.turn import FALLBACK_INTENT, Turn

SYMBOLS = "symbols"
_PICTURES = frozenset({"So", "Sk"})
# Joiners, skin tones' and colours' selectors: parts of one picture, or nothing to see.
_UNSEEN = frozenset({"Mn", "Cf", "Zs", "Cc"})


def read_symbols(turn: Turn, meanings: Mapping[str, str]) -> Turn:
    """The turn with an intent, when its text is nothing but pictures.

    `meanings` names the intent of a picture; the first one known decides, and
    "symbols" stands for all that mean nothing in particular.
    """
    if turn.intent != FALLBACK_INTENT or not _is_pictures(turn.text):
        return turn
    known = (meanings[sign] for sign in turn.text if sign in meanings)
    return replace(turn, intent=next(known, SYMBOLS))


def _is_pictures(text: str) -> bool:
    kinds = {unicodedata.category(sign) for sign in text}
    return bool(kinds & _PICTURES) and kinds <= _PICTURES | _UNSEEN
