"""What can go wrong in the action server.

A policy file that cannot be used raises actions.triage.errors.TriageDataError, which
names file, line and reason; it stops the server at its start.

ActionsError
├── SettingsError        a setting cannot be used
└── ActionFailed         an action could not do its work
    └── BackendUnavailable   the shop did not answer in time or answered nonsense
RemedyRefused            the shop grants no remedy: part of the conversation, no failure
├── PostcodeWrong        what was named is not the postcode of the order
└── RemedyDeclined       there is one already, or the shop has reasons of its own
"""

from __future__ import annotations


class ActionsError(Exception):
    """Base of every error the action server raises itself."""


class SettingsError(ActionsError):
    """Raised if a setting cannot be used."""

    def __init__(self, variable: str, reason: str) -> None:
        super().__init__(f"{variable}: {reason}")


class ActionFailed(ActionsError):
    """Raised if an action could not do its work; the customer is handed over."""


class BackendUnavailable(ActionFailed):
    """Raised if the shop did not answer in time or answered what nobody can read."""


class RemedyRefused(ActionsError):
    """Raised if the shop does not grant a remedy."""


class PostcodeWrong(RemedyRefused):
    """Raised if the postcode named is not that of the order."""


class RemedyDeclined(RemedyRefused):
    """Raised if the order has a remedy already, or the shop says no."""
