"""Reads a wording as a customer would: what in it hurts, what is missing, what is good.

Pure: rules and numbers come in as values (data/lint), nothing is read or kept here.
"""

from handoff.linter.linter import Linter
from handoff.linter.model import Commitments, Finding, Report, Severity, Spoken, Wording
from handoff.linter.rules import LintRules, RuleFault

__all__ = [
    "Commitments",
    "Finding",
    "LintRules",
    "Linter",
    "Report",
    "RuleFault",
    "Severity",
    "Spoken",
    "Wording",
]
