"""Protocols: what a signal leads to, beyond the score (data/policies/protocols.yml)."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Final

import msgspec

from handoff.domain.handoff import Reason
from handoff.domain.judgement import is_dismissed

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Words = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]

SUPERVISORS: Final = "supervisors"
"""In `who` of an alert: everybody whose role sees all teams."""
TOPIC_SKILL: Final = "topic"
"""As a skill: the topic's own."""


class Stop(StrEnum):
    """What the bot must not do any more; `scripts` is to speak here at all."""

    SCRIPTS = "scripts"
    OFFERS = "offers"
    PROMISES = "promises"
    ADMISSIONS = "admissions"
    SURVEY = "survey"
    RETORTS = "retorts"


class Alert(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whom to alert, supervisors or teams by id, and how many people."""

    who: Annotated[list[Name], msgspec.Meta(min_length=1)]
    people: Annotated[int, msgspec.Meta(ge=1, le=20)]


class Guidance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The card that the agent sees: what to do, what never to do."""

    title: Words
    do: Annotated[list[Words], msgspec.Meta(min_length=1, max_length=6)]
    never: Annotated[list[Words], msgspec.Meta(max_length=4)]


class Protocol(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one signal leads to, from `certainty` on."""

    certainty: Annotated[float, msgspec.Meta(gt=0, le=1)]
    skill: Name
    tier: Annotated[int, msgspec.Meta(ge=1, le=3)]
    stop: list[Stop]
    guidance: Guidance
    reason: Reason | None = None
    script: Annotated[str, msgspec.Meta(pattern="^utter_[a-z_]+$")] | None = None
    note: Words | None = None
    team: Name | None = None
    priority: Name | None = None
    alert: Alert | None = None
    clock: Name | None = None


class ProtocolPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The protocols of all twelve signals; the file's order settles ties."""

    version: int
    protocols: dict[str, Protocol]

    def of(self, signal: str) -> Protocol:
        """The protocol of a signal that has one."""
        return self.protocols[signal]

    def in_force(
        self, asked: str | None, rating: Mapping[str, Any] | None
    ) -> list[str]:
        """The signals whose protocols apply now, the most severe first.

        Args:
            asked: the signal that the handoff was asked for with.
            rating: the conversation's rating (docs/protocol.md, CONVERSATION_RATING).
        """
        certain = {
            signal["name"]
            for signal in (rating or {}).get("signals", ())
            if signal["name"] in self.protocols
            and signal["certainty"] >= self.protocols[signal["name"]].certainty
        }
        if asked in self.protocols and not is_dismissed(rating, asked):
            certain.add(asked)
        held = [name for name in self.protocols if name in certain]
        return sorted(held, key=lambda name: self.protocols[name].priority or "P9")

    def cards(self, signals: list[str]) -> list[dict[str, Any]]:
        """The guidance that agents see for these signals (docs/protocol.md)."""
        return [self._card(name, self.protocols[name]) for name in signals]

    def stops(self, stop: Stop, signals: list[str]) -> bool:
        """Whether a protocol of these signals forbids it to the bot."""
        return any(stop in self.protocols[name].stop for name in signals)

    def _card(self, name: str, protocol: Protocol) -> dict[str, Any]:
        return {
            "signal": name,
            "title": protocol.guidance.title,
            "do": protocol.guidance.do,
            "never": protocol.guidance.never,
            "stop": [stop.value for stop in protocol.stop],
            "tier": protocol.tier,
            "clock": protocol.clock,
            "version": self.version,
        }
