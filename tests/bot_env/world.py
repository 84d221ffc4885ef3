"""A small domain and dialogue for the tests that run inside the bot's environment."""

from __future__ import annotations

from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, UserUttered

DOMAIN = Domain.from_yaml(
    """
version: "3.1"
intents: [greet, late_delivery]
slots:
  order_number: {type: text, mappings: [{type: custom}]}
  order: {type: any, influence_conversation: false, mappings: [{type: custom}]}
  escalation: {type: any, influence_conversation: false, mappings: [{type: custom}]}
  next_action: {type: any, influence_conversation: false, mappings: [{type: custom}]}
  handoff_request:
    type: any
    influence_conversation: false
    mappings: [{type: custom}]
  triage_turn: {type: any, influence_conversation: false, mappings: [{type: custom}]}
forms:
  order_form: {required_slots: [order_number]}
actions: [action_request_handoff]
responses:
  utter_greet: [{text: "Hello."}]
  utter_order: [{text: "Order {order_number}."}]
"""
)


def said(intent: str, text: str = "some words") -> UserUttered:
    """Return what a customer said, understood as `intent`."""
    parsed: dict[str, Any] = {"intent": {"name": intent}, "entities": [], "text": text}
    return UserUttered(text, parsed["intent"], [], parsed)


def listen() -> Event:
    """Return the end of a turn."""
    return ActionExecuted("action_listen")
