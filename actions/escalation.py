"""Whether a person is needed now, and why: a pure decision over the policy's order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from actions.policies import Policies
from actions.progress import Progress
from actions.triage import Rating
from actions.triage.model import PRIORITIES
from actions.wishes import Step


@dataclass(frozen=True, slots=True)
class Escalation:
    """A reason code and, where one led to it, the signal."""

    reason: str
    signal: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Everything the decision looks at.

    `before` is the conversation's priority before this message, `now` with it;
    `returned` whether the customer has come back about a matter opened lately.
    """

    text: str
    intent: str
    rating: Rating
    progress: Progress
    before: str
    now: str
    leaving: bool = False
    in_order_form: bool = False
    remedy: Step | None = None
    returned: bool = False


def decide(situation: Situation, policies: Policies) -> Escalation | None:
    """The first reason of the policy's order that holds, or None."""
    found: dict[str, Escalation] = {}
    for escalation in _holding(situation, policies):
        found.setdefault(escalation.reason, escalation)
    for reason in policies.escalation.order:
        if reason in found:
            return found[reason]
    return None


def _holding(it: Situation, policies: Policies) -> Iterator[Escalation]:
    policy, progress = policies.escalation, it.progress
    limits = policy.limits
    yield from _by_signal(it, policies)
    if _wants_person(it, policies):
        yield Escalation("customer_request")
    if _rose(it, policies):
        yield Escalation("priority")
    if _beyond(it, policies):
        yield Escalation("beyond_authority")
    if progress.refused >= limits["refused"]:
        yield Escalation("needs_unmet")
    if progress.misunderstood >= limits["misunderstood"]:
        yield Escalation("bot_failure")
    if it.returned or _contacts(it.rating) >= limits["repeat_contacts"]:
        yield Escalation("repeat_contact")
    if _leaves(it, policies):
        yield Escalation("retention", "churn")


def _by_signal(it: Situation, policies: Policies) -> Iterator[Escalation]:
    policy = policies.escalation
    certain: dict[str, float] = {}
    for signal in it.rating.signals:
        certain[signal.name] = max(signal.certainty, certain.get(signal.name, 0.0))
    named = policy.topics.get(it.intent)
    if named:
        certain[named] = 1.0
    for name, route in policy.signals.items():
        if certain.get(name, 0.0) < route.certainty:
            continue
        if name == "abuse" and it.progress.insults < policy.limits["insults"]:
            continue
        yield Escalation(route.reason, name)


def _wants_person(it: Situation, policies: Policies) -> bool:
    """Asked for a person, or said yes to being offered one.

    A plain question that is not answered yet is answered first, once.
    """
    if it.progress.asked == "person" and it.intent == "affirm":
        return True
    named = it.intent == "human" and not _wishes(it.rating)
    if not it.rating.human_request and not named:
        return False
    topic = policies.topics.matter(it.intent)
    first = it.progress.human_requests < policies.escalation.limits["human_requests"]
    plain = topic is not None and topic.kind == "question" and topic.asks == "settled"
    calm = it.rating.urgency.level == "low" and it.rating.impact.level == "low"
    return not (first and plain and calm and not it.progress.answered)


def _rose(it: Situation, policies: Policies) -> bool:
    """The conversation reached a priority that a bot should not hold."""
    if it.rating.priority == "none" or _rank(it.now) >= _rank(it.before):
        return False
    policy = policies.escalation
    if it.now in policy.priorities:
        return True
    vulnerable = any(signal.name == "vulnerability" for signal in it.rating.signals)
    return vulnerable and it.now in policy.vulnerable_priorities


def _beyond(it: Situation, policies: Policies) -> bool:
    """The remedy asked for is more than the bot may grant.

    Compensation and exceptions go to a person at once; other remedies after the
    answer that names the choices, and so does a yes to what a person would do. What
    the bot may grant by itself is no reason.
    """
    bot = policies.bot
    wishes = _wishes(it.rating)
    if any(phrase in it.text.lower() for phrase in bot.never):
        return True
    if it.remedy and it.remedy.kind != "drop":
        return it.remedy.kind == "refuse"
    below = bot.remedies.kinds["credit"].below
    if "compensation" in wishes and _large(it.rating, below):
        return True
    asked = it.progress.asked
    if asked == "way" and it.intent == "affirm":
        return True
    if it.intent == "human" and wishes:
        # "I'd like a replacement" sounds like a wish for a person, and needs one.
        return True
    if it.in_order_form or it.intent == "deny" or not it.progress.answered:
        return False
    return bool(wishes - bot.grants) and asked in {"choice", "settled", "way"}


def _wishes(rating: Rating) -> set[str]:
    return {fact.value for fact in rating.facts if fact.kind == "remedy"}


def _large(rating: Rating, below: Mapping[str, int]) -> bool:
    amounts: list[Mapping[str, Any]] = [
        fact.value for fact in rating.facts if fact.kind == "amount"
    ]
    return any(a["value"] >= below.get(a["currency"], 0) for a in amounts)


def _leaves(it: Situation, policies: Policies) -> bool:
    """The customer is leaving and the answer, where there is one, did not settle it."""
    says_so = any(signal.name == "churn" for signal in it.rating.signals)
    if says_so:
        topic = policies.topics.matter(it.intent)
        answers = topic is not None and topic.asks in {"settled", "choice"}
        return it.progress.answered or not (answers or it.in_order_form)
    calm = it.progress.content or it.in_order_form
    return it.leaving and it.progress.answered and not calm


def _contacts(rating: Rating) -> int:
    counts = [fact.value for fact in rating.facts if fact.kind == "repeat_contact"]
    return max((int(n) for n in counts if isinstance(n, int | float)), default=0)


def _rank(priority: str) -> int:
    return PRIORITIES.index(priority) if priority in PRIORITIES else len(PRIORITIES)
