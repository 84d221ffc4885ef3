"""What can go wrong in triage: only its own data can, a customer's text never does.

TriageError
└── TriageDataError   a rule, word list, policy or model file cannot be used
"""

from __future__ import annotations

from pathlib import Path


class TriageError(Exception):
    """Base of every error that triage raises."""


class TriageDataError(TriageError):
    """A data file cannot be used; names the file, the line and the reason."""

    def __init__(self, path: Path | str, line: int, reason: str) -> None:
        self.path = str(path)
        self.line = line
        self.reason = reason
        super().__init__(f"{self.path}:{line}: {reason}")
