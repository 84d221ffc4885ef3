"""The small pattern language of the rules, compiled to a regular expression on words.

    {set}      any word or phrase of a named set      (a|b c)   one of these
    word       this word in any form                  =word     exactly this form
    x?         may be absent                          ~3        up to three other words
    !x         not followed by x                      @amount   a fact of that kind
    ^  $       the sentence starts or ends here

A word matches by its lemma or its norm. Gaps stop at the end of a sentence. Every
repeat is bounded, so that a pattern takes linear time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

WordSets = Mapping[str, tuple[str, ...]]
START = "^"
_MAX_GAP = 16
_TOKENS = re.compile(r"\s+|[()|?!]|\{[a-z_]+\}|[^\s()|?!{}]+")
# Words are cut before a possessive: "customer's" is "customer" and "'s".
_POSSESSIVE = re.compile(r"(?<=[a-z])'s\b")
_NOTHING: frozenset[str] = frozenset()


class PatternError(ValueError):
    """Raised if a pattern is not written in the language above."""


class Part(NamedTuple):
    """A compiled piece: the forms it may start with, and whether it may be empty.

    `word` is set when the piece is one plain word, which choices gather up.
    """

    expression: str
    firsts: frozenset[str] = _NOTHING
    empty: bool = True
    word: str | None = None


def compile_source(
    source: str, sets: WordSets
) -> tuple[str, tuple[frozenset[str], ...]]:
    """The expression for `source`, and per required part the forms it may start with.

    Raises PatternError saying what is wrong.
    """
    parser = _Parser(source, sets)
    parts = parser.sequence()
    if parser.peek() is not None:
        raise PatternError(f"'{source}' has a stray '{parser.peek()}'")
    required = [part.firsts for part in parts if not part.empty]
    if not any(firsts != {START} for firsts in required):
        raise PatternError(f"'{source}' names no word")
    for part in parts:
        if not part.empty:
            break
        if part.expression and not part.expression.startswith("(?!"):
            raise PatternError(f"'{source}' must start with a word that is required")
    return "".join(part.expression for part in parts), tuple(required)


class _Parser:
    def __init__(self, source: str, sets: WordSets) -> None:
        source = _POSSESSIVE.sub(" 's", source)
        found = _TOKENS.findall(source)
        if sum(map(len, found)) != len(source):
            raise PatternError(f"'{source}' has a brace that is not a set")
        self._tokens = [token for token in found if not token.isspace()]
        self._at = 0
        self._sets = sets

    def peek(self) -> str | None:
        """The token that comes next."""
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def sequence(self) -> list[Part]:
        """The parts up to a bar, a closing bracket or the end."""
        parts: list[Part] = []
        while self.peek() not in (None, "|", ")"):
            part = self._element()
            if self.peek() == "?":
                self._at += 1
                part = Part(f"(?:{part.expression})?", part.firsts)
            parts.append(part)
        return parts

    def _element(self) -> Part:
        token = self.peek()
        self._at += 1
        if token == "(":
            return self._group()
        if token == "!":
            return Part(f"(?!{self._element().expression})")
        assert token is not None
        if token.startswith("{"):
            return self._set(token[1:-1])
        return _simple(token)

    def _group(self) -> Part:
        options = [self.sequence()]
        while self.peek() == "|":
            self._at += 1
            options.append(self.sequence())
        if self.peek() != ")":
            raise PatternError("a bracket is not closed")
        self._at += 1
        if not all(options):
            raise PatternError("a choice is empty")
        return _choice(options)

    def _set(self, name: str) -> Part:
        if name not in self._sets:
            raise PatternError(f"there is no word set '{name}'")
        return _choice([_phrase(p) for p in self._sets[name]])


def _simple(token: str) -> Part:
    if token == START:
        return Part(r"(?<![^\n])", frozenset({START}), empty=False)
    if token == "$":
        return Part(r"(?= \n)")
    if token.startswith("~"):
        count = token[1:]
        if not count.isdigit() or not 0 < int(count) <= _MAX_GAP:
            raise PatternError(f"'{token}' is not a gap of 1 to {_MAX_GAP} words")
        return Part(rf"(?: [^ \n]++){{0,{count}}}?")
    if token.startswith("@") and token[1:].isidentifier():
        expression = rf" [^ \n]*{token};[^ ]*+(?: [^ \n]*\+{token[1:]};[^ ]*+)*+"
        return Part(expression, frozenset({token}), empty=False)
    return _word(token)


def _phrase(phrase: str) -> list[Part]:
    return [_word(word) for word in _POSSESSIVE.sub(" 's", phrase).split()]


def _word(token: str) -> Part:
    return Part(_words([token]), frozenset({token.lstrip("=")}), False, token)


def _words(tokens: Sequence[str]) -> str:
    """One word that is any of the tokens."""
    loose = "|".join(re.escape(t) for t in tokens if not t.startswith("="))
    exact = "|".join(re.escape(t[1:]) for t in tokens if t.startswith("="))
    options = []
    if loose:
        options.append(rf" (?:(?:{loose})/|[^ /\n]*/(?:{loose})/)[^ ]*+")
    if exact:
        options.append(rf" (?:{exact})/[^ ]*+")
    return options[0] if len(options) == 1 else f"(?:{'|'.join(options)})"


def _choice(options: Sequence[Sequence[Part]]) -> Part:
    single = [o[0].word for o in options if len(o) == 1 and o[0].word]
    longer = [o for o in options if len(o) != 1 or not o[0].word]
    expressions = [_words(list(dict.fromkeys(single)))] if single else []
    expressions += ["".join(part.expression for part in option) for option in longer]
    firsts = _NOTHING.union(*(_firsts(option) for option in options))
    empty = any(all(part.empty for part in option) for option in options)
    return Part(f"(?:{'|'.join(expressions)})", firsts, empty)


def _firsts(option: Sequence[Part]) -> frozenset[str]:
    firsts = _NOTHING
    for part in option:
        firsts |= part.firsts
        if not part.empty:
            break
    return firsts
