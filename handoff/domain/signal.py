"""The signals that triage finds in a customer's words."""

from enum import StrEnum
from typing import Final


class Signal(StrEnum):
    """The twelve signals of triage."""

    SELF_HARM = "self_harm"
    VIOLENCE = "violence"
    SAFETY = "safety"
    LEGAL = "legal"
    REGULATOR = "regulator"
    REPUTATION = "reputation"
    CHURN = "churn"
    CHARGEBACK = "chargeback"
    PRIVACY = "privacy"
    ABUSE = "abuse"
    VULNERABILITY = "vulnerability"
    HUMAN_REQUEST = "human_request"


DANGER: Final = frozenset({Signal.VIOLENCE, Signal.SELF_HARM, Signal.SAFETY})
"""Each of them makes a P0, whatever the matrix says."""
