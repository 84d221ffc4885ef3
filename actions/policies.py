"""The bot's policies, read once from data/policies and checked as they are read.

A fault raises TriageDataError, which names the file, the line and the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from actions.remedies import RemedyPolicy, load_remedies
from actions.topics import Topics, load_topics
from actions.triage import yamlfile
from actions.triage.model import PRIORITIES, SIGNALS
from actions.triage.yamlfile import Node

REASONS = (
    "threat",
    "exposure",
    "customer_request",
    "priority",
    "beyond_authority",
    "needs_unmet",
    "bot_failure",
    "repeat_contact",
    "retention",
)
SKILLS = frozenset(
    {"billing", "delivery", "returns", "technical", "retention", "payments", "privacy"}
    | {"safety", "complaints", "languages", "topic"}
)
_REASON_KEYS = frozenset({"script", "skill", "note"})

SYMBOLS_MEAN = frozenset({"affirm", "deny", "thanks", "frustration"})


@dataclass(frozen=True, slots=True)
class Route:
    """Where a reason or a signal leads; skill "topic" means the topic's own."""

    reason: str
    script: str
    skill: str
    note: str
    certainty: float = 1.0


@dataclass(frozen=True, slots=True)
class EscalationPolicy:
    """When a person is needed, and what is said and noted then."""

    order: tuple[str, ...]
    limits: Mapping[str, int]
    reasons: Mapping[str, Route]
    signals: Mapping[str, Route]
    topics: Mapping[str, str]
    priorities: frozenset[str]
    vulnerable_priorities: frozenset[str]


@dataclass(frozen=True, slots=True)
class Doubt:
    """When two topics are close: less than `margin` apart, the second at `least`."""

    margin: float
    least: float


@dataclass(frozen=True, slots=True)
class BotPolicy:
    """What the bot may grant, how it asks for orders, which times it may promise."""

    grants: frozenset[str]
    remedies: RemedyPolicy
    never: tuple[str, ...]
    order_example: str
    order_unknown: tuple[str, ...]
    order_asks: int
    promises: tuple[str, ...]
    doubt: Doubt
    symbols: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CrisisLines:
    """Where somebody in distress reaches a person, by region."""

    lines: Mapping[str, str]
    assume: Mapping[str, str]

    def for_locale(self, locale: str | None) -> str:
        """The line of the locale's region ("en-GB"), else the default one."""
        language, _, region = (locale or "").replace("_", "-").partition("-")
        region = region.upper() or self.assume.get(language.lower(), "")
        return self.lines.get(region, self.lines["default"])


@dataclass(frozen=True, slots=True)
class Policies:
    """All of them together, as the actions use them."""

    topics: Topics
    escalation: EscalationPolicy
    bot: BotPolicy
    crisis: CrisisLines


def load_policies(folder: Path) -> Policies:
    """Every policy of `folder`; raises TriageDataError at the first fault."""
    topics = load_topics(folder / "topics.yml")
    return Policies(
        topics=topics,
        escalation=load_escalation(folder / "escalation.yml", topics),
        bot=load_bot(folder / "bot.yml", topics),
        crisis=load_crisis_lines(folder / "crisis_lines.yml"),
    )


def load_escalation(path: Path, topics: Topics) -> EscalationPolicy:
    """The escalation policy; every reason has a place in the order and a route."""
    root = yamlfile.read(path)
    keys = {"version", "order", "limits", "reasons", "topics", "priority"}
    root.mapping(frozenset(keys))
    order = root.need("order")
    if sorted(order.texts()) != sorted(REASONS):
        raise order.fail(f"name each of these once: {', '.join(REASONS)}")
    reasons = root.need("reasons")
    for reason in REASONS:
        reasons.need(reason)
    signals = load_protocols(path.with_name("protocols.yml"))
    named = dict(root.need("topics").walk())
    for topic, node in named.items():
        _one_of(node, topic, frozenset(topics.by_id))
        _one_of(node, node.text(), frozenset(signals))
    priority = root.need("priority")
    return EscalationPolicy(
        order=order.texts(),
        limits=_limits(root.need("limits")),
        reasons={name: _reason(node, name) for name, node in reasons.walk()},
        signals=signals,
        topics={topic: node.text() for topic, node in named.items()},
        priorities=_priorities(priority.need("hand_over")),
        vulnerable_priorities=_priorities(priority.need("hand_over_when_vulnerable")),
    )


def load_protocols(path: Path) -> Mapping[str, Route]:
    """Where signals lead that are handed over on sight; the desk reads the rest."""
    routes: dict[str, Route] = {}
    for name, node in yamlfile.read(path).need("protocols").walk():
        _one_of(node, name, frozenset(SIGNALS))
        reason = node.get("reason")
        if reason is not None:
            routes[name] = _route(node, reason.text())
    return routes


def load_bot(path: Path, topics: Topics) -> BotPolicy:
    """What the bot may do on its own."""
    root = yamlfile.read(path)
    keys = {"version", "authority", "remedies", "order_number", "promises"}
    keys |= {"doubt", "symbols"}
    root.mapping(frozenset(keys))
    authority, number = root.need("authority"), root.need("order_number")
    doubt, symbols = root.need("doubt"), root.need("symbols")
    symbols.mapping(SYMBOLS_MEAN)
    doubt.mapping(frozenset({"margin", "least"}))
    authority.mapping(frozenset({"grants", "never"}))
    number.mapping(frozenset({"example", "unknown", "asks"}))
    return BotPolicy(
        grants=frozenset(authority.need("grants").texts()),
        remedies=load_remedies(root.need("remedies"), frozenset(topics.by_id)),
        never=authority.need("never").texts(),
        order_example=number.need("example").text(),
        order_unknown=number.need("unknown").texts(),
        order_asks=number.need("asks").whole(1, 5),
        promises=root.need("promises").texts(),
        doubt=Doubt(doubt.need("margin").share(), doubt.need("least").share()),
        symbols={
            sign: intent for intent, node in symbols.walk() for sign in node.texts()
        },
    )


def load_crisis_lines(path: Path) -> CrisisLines:
    """The crisis lines; there is always a default one."""
    root = yamlfile.read(path)
    root.mapping(frozenset({"version", "checked", "lines", "assume"}))
    lines = root.need("lines")
    lines.need("default")
    return CrisisLines(
        lines={region: node.text() for region, node in lines.walk()},
        assume={name: node.text() for name, node in root.need("assume").walk()},
    )


def _reason(node: Node, reason: str) -> Route:
    node.mapping(_REASON_KEYS)
    return _route(node, reason)


def _route(node: Node, reason: str) -> Route:
    _one_of(node, reason, frozenset(REASONS))
    skill = node.need("skill")
    _one_of(skill, skill.text(), SKILLS)
    script = node.need("script")
    if not script.text().startswith("utter_"):
        raise script.fail("a script's name starts with utter_")
    certainty = node.get("certainty")
    return Route(
        reason=reason,
        script=script.text(),
        skill=skill.text(),
        note=node.need("note").text(),
        certainty=certainty.share() if certainty else 1.0,
    )


def _limits(node: Node) -> Mapping[str, int]:
    names = (
        *("misunderstood", "refused", "repeat_contacts", "repeat_days"),
        *("insults", "human_requests"),
    )
    node.mapping(frozenset(names))
    return {name: node.need(name).whole(1, 10) for name in names}


def _priorities(node: Node) -> frozenset[str]:
    for item in node.items():
        _one_of(item, item.text(), frozenset(PRIORITIES))
    return frozenset(node.texts())


def _one_of(node: Node, value: str, known: frozenset[str]) -> None:
    if value not in known:
        raise node.fail(f"'{value}' is not one of: {', '.join(sorted(known))}")
