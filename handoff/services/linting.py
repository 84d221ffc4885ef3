"""Wordings held against the rules of data/lint, each in the place where it is said."""

from collections.abc import Mapping, Sequence
from typing import Any

from handoff.domain.policy import Policies
from handoff.domain.script_context import forbidden_by, signals_when
from handoff.domain.turn import Button
from handoff.linter import Linter, Report, Wording


def lint_variant(
    linter: Linter,
    policies: Policies,
    *,
    script: str,
    purpose: str,
    text: str,
    buttons: Sequence[Button] = (),
    when: Mapping[str, Any] | None = None,
    locale: str = "en",
    channel: str | None = None,
    lacks: Sequence[str] = (),
) -> Report:
    """What the linter says of a variant of this script.

    `lacks` are languages that we serve and the script does not speak.
    """
    signals = signals_when(script, when, policies.protocols)
    wording = Wording(
        text=text,
        buttons=[f"{button.title} {button.text}" for button in buttons],
        purpose=purpose,
        locale=locale,
        channel=channel,
        when=when,
        signals=signals,
        stops=forbidden_by(signals, policies.protocols),
        lacks=list(lacks),
    )
    return linter.lint(wording)


def lint_reply(
    linter: Linter, policies: Policies, *, text: str, signals: list[str]
) -> Report:
    """What the linter says of a person's own words under these signals."""
    stops = forbidden_by(signals, policies.protocols)
    return linter.lint(Wording(text=text, signals=signals, stops=stops))
