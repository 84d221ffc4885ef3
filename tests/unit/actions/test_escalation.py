"""Which reason brings a person in, out of all that may hold at once."""

from __future__ import annotations

from typing import Any

import pytest

from actions.escalation import Escalation, Situation, decide
from actions.policies import Policies
from actions.progress import Progress
from actions.triage import Rating
from tests.support.trackers import a_rating


def a_situation(
    rating: Rating | None = None,
    *,
    text: str = "",
    intent: str = "late_delivery",
    before: str = "none",
    now: str | None = None,
    leaving: bool = False,
    in_order_form: bool = False,
    **progress: Any,
) -> Situation:
    rating = rating or a_rating()
    usual: dict[str, Any] = {
        "topic": "late_delivery",
        "asked": "nothing",
        "tried": (),
        "answered": False,
        "misunderstood": 0,
        "refused": 0,
        "human_requests": 0,
        "insults": 0,
        "content": False,
    }
    return Situation(
        text=text,
        intent=intent,
        rating=rating,
        progress=Progress(**(usual | progress)),
        before=before,
        now=now or rating.priority,
        leaving=leaving,
        in_order_form=in_order_form,
    )


@pytest.mark.parametrize(
    ("signal", "reason"),
    [
        ("violence", "threat"),
        ("self_harm", "threat"),
        ("safety", "threat"),
        ("legal", "exposure"),
        ("regulator", "exposure"),
        ("reputation", "exposure"),
        ("chargeback", "exposure"),
        ("privacy", "exposure"),
    ],
)
def test_a_signal_hands_over_at_once(
    policies: Policies, signal: str, reason: str
) -> None:
    situation = a_situation(a_rating(signals=[signal]))

    assert decide(situation, policies) == Escalation(reason, signal)


def test_danger_comes_before_everything_else(policies: Policies) -> None:
    rating = a_rating(signals=["legal", "churn", "self_harm"], human=True)
    situation = a_situation(rating, refused=5, misunderstood=5, answered=True)

    assert decide(situation, policies) == Escalation("threat", "self_harm")


def test_exposure_comes_before_the_wish_for_a_person(policies: Policies) -> None:
    situation = a_situation(a_rating(signals=["legal"], human=True), intent="human")

    assert decide(situation, policies) == Escalation("exposure", "legal")


def test_a_faint_sign_of_self_harm_is_enough(policies: Policies) -> None:
    faint = a_situation(a_rating(signals=["self_harm"], certainty=0.35))
    legal = a_situation(a_rating(signals=["legal"], certainty=0.35))

    assert decide(faint, policies) == Escalation("threat", "self_harm")
    assert decide(legal, policies) is None


def test_a_complaint_alone_stays_with_the_bot(policies: Policies) -> None:
    assert decide(a_situation(a_rating(priority="P2")), policies) is None


def test_a_clear_wish_for_a_person_is_granted_at_once(policies: Policies) -> None:
    asked = a_situation(a_rating(human=True), intent="human", human_requests=1)
    complained = a_situation(a_rating(human=True), human_requests=1)

    assert decide(asked, policies) == Escalation("customer_request")
    assert decide(complained, policies) == Escalation("customer_request")


def test_a_plain_question_is_answered_once_before_a_person_comes(
    policies: Policies,
) -> None:
    first = a_situation(a_rating(human=True), intent="opening_hours", human_requests=1)
    second = a_situation(a_rating(human=True), intent="opening_hours", human_requests=2)

    assert decide(first, policies) is None
    assert decide(second, policies) == Escalation("customer_request")


def test_a_yes_to_the_offer_of_a_person_brings_one(policies: Policies) -> None:
    yes = a_situation(intent="affirm", asked="person")
    no = a_situation(intent="deny", asked="person")

    assert decide(yes, policies) == Escalation("customer_request")
    assert decide(no, policies) is None


def test_p1_hands_over_when_the_conversation_reaches_it(policies: Policies) -> None:
    reached = a_situation(a_rating(priority="P2"), before="P3", now="P1")
    stayed = a_situation(a_rating(priority="P2"), before="P1", now="P1")

    assert decide(reached, policies) == Escalation("priority")
    assert decide(stayed, policies) is None


def test_p3_hands_over_for_a_vulnerable_person_only(policies: Policies) -> None:
    rating = a_rating(priority="P3", signals=["vulnerability"])

    assert decide(a_situation(rating), policies) == Escalation("priority")
    assert decide(a_situation(a_rating(priority="P3")), policies) is None


@pytest.mark.parametrize(("amount", "held"), [(49.0, False), (50.0, True), (80, True)])
def test_compensation_from_the_limit_on_is_a_persons_to_grant(
    policies: Policies, amount: float, held: bool
) -> None:
    money = {"value": amount, "currency": "GBP"}
    rating = a_rating(facts=[("remedy", "compensation"), ("amount", money)])

    decided = decide(a_situation(rating), policies)

    assert (decided == Escalation("beyond_authority")) is held


def test_a_written_apology_is_a_persons_to_give(policies: Policies) -> None:
    situation = a_situation(text="I want a written apology from your director")

    assert decide(situation, policies) == Escalation("beyond_authority")


def test_a_remedy_is_answered_first_and_then_handed_over(policies: Policies) -> None:
    rating = a_rating(facts=[("remedy", "refund")])
    first = a_situation(rating)
    chosen = a_situation(rating, answered=True, asked="choice")

    assert decide(first, policies) is None
    assert decide(chosen, policies) == Escalation("beyond_authority")


def test_a_remedy_that_sounds_like_a_wish_for_a_person_is_still_a_remedy(
    policies: Policies,
) -> None:
    situation = a_situation(a_rating(facts=[("remedy", "refund")]), intent="human")

    assert decide(situation, policies) == Escalation("beyond_authority")


def test_a_yes_to_what_a_person_would_do_brings_the_person(policies: Policies) -> None:
    situation = a_situation(intent="affirm", asked="way", answered=True, refused=1)

    assert decide(situation, policies) == Escalation("beyond_authority")


@pytest.mark.parametrize(
    ("counter", "reason"),
    [("refused", "needs_unmet"), ("misunderstood", "bot_failure")],
)
def test_the_second_time_hands_over_and_the_first_does_not(
    policies: Policies, counter: str, reason: str
) -> None:
    assert decide(a_situation(**{counter: 1}), policies) is None
    assert decide(a_situation(**{counter: 2}), policies) == Escalation(reason)


def test_a_second_insult_hands_over_and_the_first_does_not(policies: Policies) -> None:
    rating = a_rating(signals=["abuse"])

    assert decide(a_situation(rating, insults=1), policies) is None
    decided = decide(a_situation(rating, insults=2), policies)
    assert decided == Escalation("needs_unmet", "abuse")


def test_a_third_contact_hands_over(policies: Policies) -> None:
    once = a_situation(a_rating(facts=[("repeat_contact", 1)]))
    thrice = a_situation(a_rating(facts=[("repeat_contact", 3)]))

    assert decide(once, policies) is None
    assert decide(thrice, policies) == Escalation("repeat_contact")


def test_a_leaving_customer_is_answered_first_and_kept_unless_settled(
    policies: Policies,
) -> None:
    churn = a_rating(signals=["churn"])
    first = a_situation(churn, intent="price_increase")
    unsettled = a_situation(intent="deny", leaving=True, answered=True)
    settled = a_situation(intent="affirm", leaving=True, answered=True, content=True)
    nothing_to_answer = a_situation(churn, intent="other_complaint")

    assert decide(first, policies) is None
    assert decide(unsettled, policies) == Escalation("retention", "churn")
    assert decide(settled, policies) is None
    assert decide(nothing_to_answer, policies) == Escalation("retention", "churn")


def test_a_goodbye_for_good_is_not_let_go(policies: Policies) -> None:
    rating = a_rating(signals=["churn"])
    situation = a_situation(rating, intent="goodbye", content=True)

    assert decide(situation, policies) == Escalation("retention", "churn")


def test_topics_of_danger_hand_over_without_a_signal(policies: Policies) -> None:
    safety = decide(a_situation(intent="product_safety"), policies)
    hacked = decide(a_situation(intent="account_hacked"), policies)

    assert safety == Escalation("threat", "safety")
    assert hacked == Escalation("exposure", "privacy")
