"""What was reached on the labelled messages when last accepted (baseline.json)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from actions.triage.model import SIGNALS

# A release that finds fewer of these than the one before does not ship.
NEVER_WORSE = ("violence", "self_harm")

Figures = dict[str, dict[str, float]]


def figures_of(measured: Mapping[str, Any]) -> Figures:
    """The part of a report that a baseline keeps, rounded so that it can be met."""
    signals, alarms = measured["signals"], measured["look_alikes"]["by_signal"]
    return {
        "recall": {name: _floor(signals[name]["recall"]) for name in SIGNALS},
        "precision": {name: _floor(signals[name]["precision"]) for name in SIGNALS},
        "alarms": {name: alarms.get(name, 0) for name in SIGNALS},
        "agreement": {
            axis: _floor(measured[axis]["agreement"]) for axis in ("urgency", "impact")
        },
    }


def worse(now: Figures, accepted: Figures) -> list[str]:
    """What of `now` falls behind what was accepted, in words."""
    result = []
    for part in ("recall", "precision", "agreement"):
        for name, least in accepted[part].items():
            if now[part][name] < least:
                result.append(f"{part} of {name}: {now[part][name]} after {least}")
    for name, most in accepted["alarms"].items():
        if now["alarms"][name] > most:
            result.append(f"alarms of {name}: {now['alarms'][name]} after {most}")
    return result


def forbidden(now: Figures, accepted: Figures) -> list[str]:
    """The signals of danger whose recall would drop: such a change does not ship."""
    old = accepted["recall"]
    return [name for name in NEVER_WORSE if now["recall"][name] < old.get(name, 0.0)]


def _floor(share: float | None) -> float:
    return math.floor(1000 * (share or 0.0)) / 1000
