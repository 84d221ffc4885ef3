"""What is looked at, and what is found."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import msgspec


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


class Wording(msgspec.Struct, frozen=True, kw_only=True):
    """One text as it would be said, and where.

    `purpose` is a script's, or `reply` for a person's own words. `signals` are up when
    it is said; `stops` is what their protocols forbid. `when` is the variant's
    condition; `lacks` are languages that we serve and the script does not speak.
    """

    text: str
    buttons: list[str] = []
    purpose: str = "reply"
    locale: str = "en"
    channel: str | None = None
    when: Mapping[str, Any] | None = None
    signals: list[str] = []
    stops: list[str] = []
    lacks: list[str] = []


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is wrong or missing, between `start` and `end` in characters.

    `rewrite` proposes other words, None where only a person can; `fits` says that they
    can stand in the very place of the span.
    """

    rule: str
    severity: Severity
    start: int
    end: int
    reason: str
    rewrite: str | None = None
    fits: bool = False


class Spoken(msgspec.Struct, frozen=True):
    """Words of one of the four kinds, and where they stand."""

    kind: str
    start: int
    end: int


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """All that the linter has to say about one wording.

    `missing` names the kinds of words that this purpose wants and the text lacks;
    `grade` is the school grade it can be read in, None for a text of few words.
    """

    findings: list[Finding]
    kinds: list[Spoken]
    missing: list[str]
    grade: float | None
    characters: int

    @property
    def errors(self) -> int:
        """How many findings forbid that it is published."""
        return sum(found.severity is Severity.ERROR for found in self.findings)


class Commitments(msgspec.Struct, frozen=True):
    """What the company stands for: times in words, and the desk's slowest first answer.

    `promises` are phrases such as "within 5 working days"; `answer_minutes` is the
    longest time until a person answers that a policy allows.
    """

    promises: list[str]
    answer_minutes: float
