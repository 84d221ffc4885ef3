"""Takes out of a text what says who writes, not what about: numbers and addresses."""

import re

_POSTCODE = r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}"
_NUMBER = r"#?\d[\d -]{5,16}\d"
_EMAIL = r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}"
_NAMED = r"(?:e-?mail|post ?code|zip(?: code)?|phone|mobile|order number|order no\.?)"
# "postcode LS6 2AB", "my email is ann@example.com", "4471-0093".
_PARTICULAR = re.compile(
    rf"(?:,?\s*(?:and\s+)?\b(?:(?:my|the)\s+)?{_NAMED}(?:\s+address)?\s*(?:is|:)?\s*"
    r"|,\s*order\s*)?"
    rf"(?:\b{_POSTCODE}\b|(?<![\w£$€.]){_NUMBER}(?![\w.]\d)|{_EMAIL})",
    re.IGNORECASE,
)
# A sentence that is spent on introducing oneself: "My name is Ann Smith, 12 Park Road."
_INTRODUCTION = re.compile(
    rf"^\W*(?:(?:my|the) (?:full )?(?:name|address|{_NAMED}) is\b|(?:name|{_NAMED}):"
    r"|(?:i live|i'm based|based) (?:in|at)\b)",
    re.IGNORECASE,
)
_LEAST_LETTERS = 2


def without_particulars(text: str) -> str:
    """Return `text` less numbers, postcodes and e-mail addresses; linear in its length.

    What holds nothing else comes back as it is: an order number alone stays one.
    """
    rest = _PARTICULAR.sub("", text)
    letters = sum(character.isalpha() for character in rest)
    return rest.strip() if letters >= _LEAST_LETTERS else text.strip()


def introduces(sentence: str) -> bool:
    """Tell whether a sentence says who and where its writer is, and nothing more."""
    return _INTRODUCTION.match(sentence) is not None
