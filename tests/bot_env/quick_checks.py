"""What is done faster gives what Rasa gives."""

import copy
import unittest

from rasa.shared.core.events import ActionExecuted, Event, SlotSet, UserUttered
from rasa.shared.core.slots import AnySlot, ListSlot

from bot.quick import make_quick


class Quick(unittest.TestCase):
    def setUp(self) -> None:
        make_quick()

    def test_a_slots_copy_is_its_own(self) -> None:
        for slot in (AnySlot("order", [], initial_value={"a": 1}), ListSlot("x", [])):
            slot.value = ["told"]

            made = copy.copy(slot)
            made.value = None

            self.assertIs(type(made), type(slot))
            self.assertEqual(made.name, slot.name)
            self.assertEqual(slot.value, ["told"])

    def test_kinds_of_events_are_found_by_name(self) -> None:
        for kind in (SlotSet, ActionExecuted, UserUttered):
            self.assertIs(Event.resolve_by_type(kind.type_name), kind)

    def test_an_unknown_kind_is_refused_unless_there_is_a_default(self) -> None:
        with self.assertRaises(ValueError):
            Event.resolve_by_type("unheard_of")
        self.assertIs(Event.resolve_by_type("unheard_of", SlotSet), SlotSet)
        self.assertIsNone(Event.resolve_by_type("topic"))
