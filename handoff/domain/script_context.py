"""Where a script is said: which signals are up, and what their protocols forbid."""

from collections.abc import Mapping
from typing import Any

from handoff.domain.protocol import ProtocolPolicy


def signals_when(
    script: str, when: Mapping[str, Any] | None, protocols: ProtocolPolicy
) -> list[str]:
    """The signals that are up whenever the script's variant is said.

    A protocol's own script is said under its signal; so is a variant whose condition
    names signals.
    """
    of_script = [
        name
        for name, protocol in protocols.protocols.items()
        if protocol.script == script
    ]
    named = (when or {}).get("signals", [])
    named = named if isinstance(named, list) else [named]
    return list(dict.fromkeys([*of_script, *(str(name) for name in named)]))


def forbidden_by(signals: list[str], protocols: ProtocolPolicy) -> list[str]:
    """What the protocols of these signals keep a bot from saying."""
    return sorted(
        {
            stop.value
            for name in signals
            if name in protocols.protocols
            for stop in protocols.protocols[name].stop
        }
    )
