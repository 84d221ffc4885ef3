"""A dialogue's state survives the way over the desk and back."""

import json
import unittest

from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, SlotSet

from bot.dialogue_state import KEY, capture, restore
from tests.bot_env.world import DOMAIN, listen, said


class DialogueState(unittest.TestCase):
    def turns(self, count: int) -> dict:
        """Return the state after `count` turns, each sent over the wire as JSON."""
        state: dict = {"order_number": "4471-0093", "customer_name": "Ann"}
        spoken: dict[str, str] = {}
        for number in range(count):
            tracker, spoken = restore("cnv_1", json.loads(json.dumps(state)), DOMAIN)
            metadata = {"utter_action": "utter_greet", "variant": f"v{number}"}
            tracker.update_with_events(
                [
                    said("greet"),
                    ActionExecuted("utter_greet"),
                    BotUttered("Hello.", metadata=metadata),
                    SlotSet("order", {"number": number}),
                    listen(),
                ],
                DOMAIN,
            )
            spoken["utter_greet"] = f"v{number}"
            state = capture(tracker, spoken)
        return state

    def test_slots_and_what_was_said_come_back(self) -> None:
        tracker, spoken = restore("cnv_1", self.turns(3), DOMAIN)

        self.assertEqual(tracker.get_slot("order_number"), "4471-0093")
        self.assertEqual(tracker.get_slot("order"), {"number": 2})
        self.assertEqual(spoken, {"utter_greet": "v2"})
        self.assertEqual(tracker.latest_action_name, "action_listen")

    def test_the_state_does_not_grow_with_the_conversation(self) -> None:
        few, many = (len(json.dumps(self.turns(count))) for count in (3, 60))

        self.assertLess(many - few, 40)

    def test_no_word_of_the_customer_is_kept(self) -> None:
        self.assertNotIn("some words", json.dumps(self.turns(2)))

    def test_an_open_form_stays_open_and_a_closed_one_closed(self) -> None:
        tracker, _ = restore("cnv_1", {}, DOMAIN)
        opening = [said("late_delivery"), ActionExecuted("order_form")]
        opening += [ActiveLoop("order_form"), SlotSet("requested_slot", "order_number")]
        tracker.update_with_events([*opening, listen()], DOMAIN)
        for _ in range(4):
            tracker, _ = restore("cnv_1", capture(tracker, {}), DOMAIN)
            self.assertEqual(tracker.active_loop_name, "order_form")
            self.assertEqual(tracker.get_slot("requested_slot"), "order_number")
            tracker.update_with_events([said("greet"), listen()], DOMAIN)

        tracker.update_with_events([said("greet"), ActiveLoop(None), listen()], DOMAIN)
        for _ in range(4):
            tracker, _ = restore("cnv_1", capture(tracker, {}), DOMAIN)
            self.assertIsNone(tracker.active_loop_name)
            tracker.update_with_events([said("greet"), listen()], DOMAIN)

    def test_what_speaks_of_one_turn_does_not_outlive_it(self) -> None:
        tracker, _ = restore("cnv_1", {}, DOMAIN)
        tracker.update(SlotSet("escalation", "threat"), DOMAIN)
        tracker.update(SlotSet("handoff_request", {"reason": "threat"}), DOMAIN)

        state = capture(tracker, {})

        self.assertEqual(set(state), {KEY})
        again, _ = restore("cnv_1", {"escalation": "threat"}, DOMAIN)
        self.assertIsNone(again.get_slot("escalation"))

    def test_a_state_that_cannot_be_read_counts_as_none(self) -> None:
        for broken in (5, "x", [], {"history": [{"event": "no such"}], "loop": 7}):
            tracker, spoken = restore(
                "cnv_1", {KEY: broken, "order_number": "4471-0093"}, DOMAIN
            )
            self.assertEqual(tracker.get_slot("order_number"), "4471-0093")
            self.assertEqual(spoken, {})

    def test_slots_of_an_older_domain_are_left_out(self) -> None:
        tracker, _ = restore("cnv_1", {"gone": 1}, DOMAIN)

        self.assertNotIn("gone", tracker.current_slot_values())


if __name__ == "__main__":
    unittest.main()
