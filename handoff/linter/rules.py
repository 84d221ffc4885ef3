"""The shape of the files in data/lint, and their patterns made ready."""

import re
from collections.abc import Iterator
from typing import Any, Literal

import msgspec

from handoff.linter.model import Severity, Wording

ANY = "any"


class Example(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A wording that a rule must, or must not, find fault with."""

    text: str
    purpose: str | None = None
    channel: str | None = None
    when: dict[str, Any] | None = None
    signals: list[str] | None = None
    stops: list[str] | None = None
    lacks: list[str] = []


class When(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a rule applies; an empty list stands for everywhere."""

    purposes: list[str] = []
    signals: list[str] = []
    stops: list[str] = []

    def fits(self, wording: Wording) -> bool:
        """Whether the rule has a say in this wording."""
        return (
            (not self.purposes or wording.purpose in self.purposes)
            and (not self.signals or bool({*self.signals} & {*wording.signals}))
            and (not self.stops or bool({*self.stops} & {*wording.stops}))
        )


class Pattern(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a rule looks for, what excuses it, and how else it can be said.

    `rewrite` fits in the place of what was found; `say` is another way to go on.
    """

    find: str
    rewrite: str | None = None
    say: str | None = None
    unless: str | None = None


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One rule with its examples; without patterns its code is in `checks`."""

    severity: Severity
    reason: str
    breaks: list[str | Example]
    holds: list[str | Example]
    when: When = When()
    patterns: list[Pattern] = []
    lifted_by: str | None = None

    def examples(self, *, broken: bool) -> Iterator[Wording]:
        """The examples of one side, each where the rule applies."""
        for given in self.breaks if broken else self.holds:
            yield self._wording(Example(given) if isinstance(given, str) else given)

    def _wording(self, given: Example) -> Wording:
        signals, stops = given.signals, given.stops
        return Wording(
            text=given.text,
            purpose=given.purpose or next(iter(self.when.purposes), "reply"),
            channel=given.channel,
            when=given.when,
            signals=self.when.signals if signals is None else signals,
            stops=self.when.stops if stops is None else stops,
            lacks=given.lacks,
        )


class RuleFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rules of one language, or of every language."""

    version: Literal[1]
    language: str | None
    rules: dict[str, Rule]


class Kind(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"is_": "is"}
):
    """One of the four kinds of words."""

    does: str
    patterns: list[str]
    is_: list[str]
    is_not: list[str]


class WordFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The kinds of words of one language, and which purpose wants which."""

    version: Literal[1]
    language: str
    kinds: dict[str, Kind]
    needs: dict[str, dict[str, Severity]]


class Grade(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The hardest text that is welcome, and the shortest that is measured."""

    most: float
    fewest_words: int


class LimitFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Numbers and patterns of the checks."""

    version: Literal[1]
    length: dict[str, int]
    grade: Grade
    next_steps: list[str]
    acts: list[str]
    times: list[str]
    answers: str

    def longest(self, channel: str | None) -> int:
        """The most characters on that channel."""
        return self.length.get(channel or ANY, self.length[ANY])


class Placeholder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a script may name: who knows it, a value to try it with, its choices.

    `who` fills it: `bot`, `desk` or `both`; `spoken` is false for what only conditions
    read.
    """

    about: str
    sample: Any = None
    who: Literal["bot", "desk", "both"] = "bot"
    spoken: bool = True
    values: list[Any] = []


class PlaceholderFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that a script may name."""

    version: Literal[1]
    placeholders: dict[str, Placeholder]


class LintRules(msgspec.Struct, frozen=True):
    """All of data/lint, as it was read."""

    files: list[RuleFile]
    words: list[WordFile]
    limits: LimitFile
    placeholders: dict[str, Placeholder]


class RuleFault(ValueError):
    """A rule cannot be used; the message names it and the reason."""


def compiled(pattern: str, *, place: str) -> re.Pattern[str]:
    """The pattern, ready.

    Raises:
        RuleFault: it is no regular expression.
    """
    try:
        return re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        raise RuleFault(f"{place}: {pattern!r}: {error}") from error


def either(patterns: list[str], *, place: str) -> re.Pattern[str]:
    """One pattern that finds what any of these finds."""
    return compiled("|".join(f"(?:{one})" for one in patterns), place=place)
