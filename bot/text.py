"""Makes a customer's text literal: no text is a command, whatever its first letter."""

import re

MOST_CHARACTERS = 4_000

# What strip() or a reader's eye takes away before the first letter.
_INVISIBLE = (
    r"\s\u00ad\u034f\u061c\u115f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
)
_SLASH = re.compile(rf"^([{_INVISIBLE}]*)[/／⁄]")
_EXTERNAL = re.compile(rf"^([{_INVISIBLE}]*external)[:：]", re.I)


def literal(text: str) -> str:
    """Return `text` as Rasa cannot mistake it, every character at its place.

    A leading slash would be read as an intent with entities, "EXTERNAL:" marks what
    Rasa itself injects. Both are replaced by look-alikes that mean nothing; lone
    surrogates and NUL, which no encoder takes, by the replacement character. Cut at
    MOST_CHARACTERS.
    """
    text = text[:MOST_CHARACTERS].replace("\x00", "\ufffd")
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = _SLASH.sub("\\1\u2215", text)
    return _EXTERNAL.sub("\\1\ua789", text)
