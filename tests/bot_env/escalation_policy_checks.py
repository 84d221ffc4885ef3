"""An escalation found by triage wins over rules and forms, once."""

import unittest

from rasa.core.policies.ensemble import DefaultPolicyPredictionEnsemble
from rasa.core.policies.policy import PolicyPrediction
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.resource import Resource
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from bot.components.escalation_policy import ACTION, EscalationPolicy
from tests.bot_env.world import DOMAIN, listen, said

POLICY = EscalationPolicy.create(
    EscalationPolicy.get_default_config(),
    None,
    Resource("policy"),
    ExecutionContext(GraphSchema({})),
)


def tracker(*events: Event) -> DialogueStateTracker:
    made = DialogueStateTracker("cnv_1", DOMAIN.slots)
    made.update_with_events([listen(), *events], DOMAIN)
    return made


def winner(state: DialogueStateTracker) -> tuple[str, list[Event]]:
    """Return what is done, when a form wants to go on by itself, as forms do."""
    form = PolicyPrediction.for_action_name(DOMAIN, "order_form", "RulePolicy", 1.0)
    form.policy_priority, form.is_no_user_prediction = 6, True
    own = POLICY.predict_action_probabilities(state, DOMAIN)
    best = DefaultPolicyPredictionEnsemble().combine_predictions(
        [form, own], state, DOMAIN
    )
    return DOMAIN.action_names_or_texts[best.max_confidence_index], best.events


class Escalation(unittest.TestCase):
    def test_without_an_escalation_the_others_decide(self) -> None:
        action, _ = winner(tracker(said("greet"), SlotSet("escalation", None)))

        self.assertEqual(action, "order_form")

    def test_an_escalation_interrupts_an_open_form_and_closes_it(self) -> None:
        action, events = winner(
            tracker(
                ActiveLoop("order_form"), said("greet"), SlotSet("escalation", "threat")
            )
        )

        self.assertEqual(action, ACTION)
        self.assertIn(ActiveLoop(None), events)

    def test_it_is_asked_for_once_and_then_the_bot_listens(self) -> None:
        action, _ = winner(
            tracker(
                said("greet"), SlotSet("escalation", "threat"), ActionExecuted(ACTION)
            )
        )

        self.assertEqual(action, "action_listen")

    def test_an_action_named_by_triage_wins_over_the_rules_once(self) -> None:
        named = [said("greet"), SlotSet("next_action", "utter_order")]

        first, _ = winner(tracker(*named))
        then, _ = winner(tracker(*named, ActionExecuted("utter_order")))

        self.assertEqual((first, then), ("utter_order", "action_listen"))

    def test_a_form_that_the_named_action_opened_goes_on_by_itself(self) -> None:
        action, _ = winner(
            tracker(
                said("greet"),
                SlotSet("next_action", "utter_order"),
                ActionExecuted("utter_order"),
                ActionExecuted("order_form"),
            )
        )

        self.assertEqual(action, "order_form")

    def test_an_earlier_handoff_does_not_count_for_this_turn(self) -> None:
        action, _ = winner(
            tracker(
                said("greet"),
                ActionExecuted(ACTION),
                listen(),
                said("greet"),
                SlotSet("escalation", "exposure"),
            )
        )

        self.assertEqual(action, ACTION)


if __name__ == "__main__":
    unittest.main()
