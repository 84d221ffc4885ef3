"""The call of an ordinary turn: what one message changes in the slots."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions.listen import ActionTriage
from actions.policies import Policies
from tests.support.trackers import (
    FixedRater,
    a_rating,
    a_tracker,
    slots_in,
)
from tests.unit.actions.conftest import TODAY


async def listen(
    policies: Policies, tracker: Any, rater: FixedRater | None = None
) -> dict[str, Any]:
    action = ActionTriage(policies, rater or FixedRater(), lambda: TODAY)
    events = await action.run(CollectingDispatcher(), tracker, {})
    return slots_in(events)


async def test_a_message_is_rated_and_the_turn_is_marked(policies: Policies) -> None:
    slots = await listen(policies, a_tracker("late", "late_delivery", turn_id="trn_2"))

    assert slots["triage"]["priority"] == "P4"
    assert slots["triage_turn"] == "trn_2"
    assert slots["last_topic"] == "late_delivery"
    assert slots["escalation"] is None


async def test_the_same_turn_is_triaged_once(policies: Policies) -> None:
    rater = FixedRater()
    slots = {"triage_turn": "trn_2"}
    tracker = a_tracker("hello", "greet", slots=slots, turn_id="trn_2")

    assert await listen(policies, tracker, rater) == {}
    assert rater.calls == []


async def test_what_was_told_once_is_remembered(policies: Policies) -> None:
    facts = [
        ("amount", {"value": 64.5, "currency": "GBP"}),
        ("remedy", "refund"),
        ("email", "maya@example.com"),
        ("date", "2026-11-18"),
    ]
    tracker = a_tracker("order 4471-0093 ...", "late_delivery")

    slots = await listen(policies, tracker, FixedRater(a_rating(facts=facts)))

    assert slots["order_number"] == "4471-0093"
    assert slots["order_question"] == "given"
    assert slots["amount"] == {"value": 64.5, "currency": "GBP"}
    assert slots["remedy"] == "refund"
    assert slots["email"] == "maya@example.com"
    assert slots["dates"] == ["2026-11-18"]


async def test_a_message_without_facts_forgets_nothing(policies: Policies) -> None:
    known = {"order_number": "4471-0093", "remedy": "refund", "dates": ["Friday"]}

    slots = await listen(policies, a_tracker("hello", "greet", slots=known))

    assert not known.keys() & slots.keys()


async def test_two_messages_in_a_row_not_understood_hand_over(
    policies: Policies,
) -> None:
    first = await listen(policies, a_tracker("asdf"))
    second = await listen(policies, a_tracker("qwer", slots=first))

    assert (first["misunderstood_count"], first["escalation"]) == (1, None)
    assert second["escalation"] == "bot_failure"


async def test_an_understood_message_between_them_starts_the_count_anew(
    policies: Policies,
) -> None:
    first = await listen(policies, a_tracker("asdf"))
    between = await listen(policies, a_tracker("hi", "greet", slots=first))
    third = await listen(policies, a_tracker("qwer", slots=between))

    assert third["escalation"] is None


ANSWERED = ("utter_late_delivery", "utter_ask_settled")


async def test_two_refused_solutions_hand_over(policies: Policies) -> None:
    known = {"last_topic": "late_delivery"}
    no = a_tracker("no", "deny", slots=known, said=ANSWERED)
    first = await listen(policies, no)
    again = a_tracker("nope", "deny", slots=known | first, said=("utter_deny",))
    second = await listen(policies, again)

    assert (first["refused_count"], first["escalation"]) == (1, None)
    assert first["settled_asked"] is True
    assert second["escalation"] == "needs_unmet"
    assert second["tried"] == ["utter_late_delivery", "utter_deny"]


async def test_a_yes_to_did_that_settle_it_clears_the_refusals(
    policies: Policies,
) -> None:
    known = {"last_topic": "late_delivery", "refused_count": 1}

    yes = a_tracker("yes", "affirm", slots=known, said=ANSWERED)
    slots = await listen(policies, yes)

    assert slots["refused_count"] == 0
    assert slots["escalation"] is None


@pytest.mark.parametrize("intent", ["frustration", "late_delivery"])
async def test_frustration_or_the_same_complaint_after_an_answer_counts_as_a_no(
    policies: Policies, intent: str
) -> None:
    known = {"last_topic": "late_delivery"}

    slots = await listen(policies, a_tracker("!!", intent, slots=known, said=ANSWERED))

    assert slots["refused_count"] == 1


async def test_a_no_to_nothing_in_particular_is_no_refusal(policies: Policies) -> None:
    slots = await listen(policies, a_tracker("no", "deny", said=("utter_greet",)))

    assert slots["refused_count"] == 0


async def test_an_empty_answer_makes_the_form_ask_again(policies: Policies) -> None:
    known = {"last_topic": "late_delivery"}

    slots = await listen(policies, a_tracker("erm", slots=known, form=True))

    assert slots["order_question"] is None
    assert slots["order_asks"] == 1
    assert slots["misunderstood_count"] == 0


async def test_what_is_said_in_passing_leaves_the_question_open(
    policies: Policies,
) -> None:
    tracker = a_tracker("are you a bot?", "bot_challenge", form=True)

    assert "order_question" not in await listen(policies, tracker)


async def test_a_number_in_the_form_keeps_the_matter_whatever_its_intent(
    policies: Policies,
) -> None:
    known = {"last_topic": "refund_status"}
    tracker = a_tracker("4471-0093", "order_status", slots=known, form=True)

    slots = await listen(policies, tracker)

    assert slots["last_topic"] == "refund_status"
    assert slots["order_question"] == "given"


async def test_a_number_that_comes_late_is_no_misunderstanding(
    policies: Policies,
) -> None:
    known = {"last_topic": "late_delivery", "order_question": "skipped"}

    slots = await listen(policies, a_tracker("it's 4471-0093", slots=known))

    assert slots["misunderstood_count"] == 0
    assert slots["last_topic"] == "late_delivery"


async def test_a_first_insult_is_due_a_boundary_and_a_second_a_person(
    policies: Policies,
) -> None:
    rater = FixedRater(a_rating(signals=["abuse"]))
    tracker = a_tracker("you stupid bot", "frustration")

    first = await listen(policies, tracker, rater)
    second = await listen(policies, a_tracker("idiot", slots=first), rater)

    assert (first["boundary_due"], first["escalation"]) == (True, None)
    assert second["escalation"] == "needs_unmet"
    assert second["escalation_signal"] == "abuse"


async def test_two_messages_make_p1_together(policies: Policies) -> None:
    urgent = FixedRater(a_rating(priority="P2", urgency=80))
    serious = FixedRater(a_rating(priority="P3", impact=80))

    first = await listen(policies, a_tracker("today!", "late_delivery"), urgent)
    more = a_tracker("it's her insulin", "other_complaint", slots=first)
    second = await listen(policies, more, serious)

    assert first["escalation"] is None
    assert second["escalation"] == "priority"


async def test_a_bot_that_lost_its_memory_goes_by_the_desks_copy(
    policies: Policies,
) -> None:
    known = {"last_topic": "late_delivery", "last_said": list(ANSWERED)}

    slots = await listen(policies, a_tracker("no", "deny", slots=known))

    assert slots["refused_count"] == 1


async def test_counters_start_anew_after_a_person_hands_back_and_only_once(
    policies: Policies,
) -> None:
    known = {"returned_from_agent": "hof_1", "refused_count": 2, "tried": ["utter_x"]}

    first = await listen(policies, a_tracker("hi", "greet", slots=known))
    later = known | first | {"refused_count": 1}
    second = await listen(policies, a_tracker("hello", "greet", slots=later))

    assert (first["refused_count"], first["tried"]) == (0, [])
    assert second["refused_count"] == 1


async def test_a_triage_that_breaks_fails_the_turn(policies: Policies) -> None:
    class Broken(FixedRater):
        def rate(self, text: str, history: object = None) -> Any:
            raise RuntimeError("triage broke")

    with pytest.raises(RuntimeError, match="triage broke"):
        await listen(policies, a_tracker("hello", "greet"), Broken())


async def test_a_second_matter_is_kept_until_it_is_answered(policies: Policies) -> None:
    both = a_tracker("late, and charged twice", "late_delivery", second="double_charge")
    first = await listen(policies, both)
    later = await listen(policies, a_tracker("4471-0093", slots=first))
    turned_to = a_tracker("the charge", "double_charge", slots=later)
    then = await listen(policies, turned_to)

    assert first["open_topic_label"] == "a double charge"
    assert later["open_topic"] == "double_charge"
    assert then["open_topic"] is None


async def test_a_switch_to_another_order_asks_as_for_the_first_time(
    policies: Policies,
) -> None:
    known = {"last_topic": "late_delivery", "order_asks": 1}
    text = "no wait, this is about money that was taken twice"
    tracker = a_tracker(text, "double_charge", slots=known, form=True)

    slots = await listen(policies, tracker)

    assert slots["order_asks"] == 0
    assert slots["topic_label"] == "a double charge"


async def test_a_no_to_a_person_and_a_no_after_it_refuse_no_solution(
    policies: Policies,
) -> None:
    known = {"last_topic": "rude_staff"}
    no = a_tracker("no thanks", "deny", slots=known, said=("utter_rude_staff",))
    first = await listen(policies, no)
    again = a_tracker("no", "deny", slots=known | first, said=("utter_deny",))
    second = await listen(policies, again)

    assert (first["refused_count"], second["refused_count"]) == (0, 0)
    assert second["asked"] == "nothing"
