"""The state of a dialogue as JSON: out of a tracker after a turn, into one before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    BotUttered,
    DefinePrevUserUtteredFeaturization,
    Event,
    LoopInterrupted,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

# Where the state lies among the slots that the desk keeps for us.
KEY = "_dialogue"
# Rules look at the turn at hand; actions at what was said just before it.
TURNS_KEPT = 2
MOST_SAID = 60
# Slots that speak of one turn only: they must never outlive it.
TURN_SLOTS = frozenset(
    {
        "triage",
        "triage_turn",
        "escalation",
        "escalation_signal",
        "escalation_note",
        "next_action",
        "handoff_request",
        "session_started_metadata",
    }
)
_KEPT_EVENTS = (
    UserUttered,
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    BotUttered,
    DefinePrevUserUtteredFeaturization,
    LoopInterrupted,
)
_KINDS = {kind.type_name: kind for kind in _KEPT_EVENTS}


def restore(
    conversation_id: str, slots: Mapping[str, Any], domain: Domain
) -> tuple[DialogueStateTracker, dict[str, str]]:
    """Return the tracker that `slots` describe, and the variants said so far.

    Slots that the domain does not have (any more) are left out. A state that cannot
    be read counts as none: the dialogue goes on politely with the slots alone.
    """
    state = slots.get(KEY)
    state = state if isinstance(state, dict) else {}
    history = _events_of(state.get("history"))
    events: list[Event] = [
        ActionExecuted(ACTION_SESSION_START_NAME),
        SessionStarted(),
        *_slot_events(slots, domain),
    ]
    loop = state.get("loop")
    if isinstance(loop, str) and loop in domain.form_names:
        events.append(ActiveLoop(loop))
    events.append(ActionExecuted(ACTION_LISTEN_NAME))
    tracker = DialogueStateTracker(conversation_id, domain.slots)
    tracker.update_with_events(events + history, domain)
    said = state.get("said")
    return tracker, dict(said) if isinstance(said, dict) else {}


def capture(tracker: DialogueStateTracker, said: Mapping[str, str]) -> dict[str, Any]:
    """Return what `restore` needs to go on from here, as JSON.

    Bounded: the slots, the last turns without their texts, the form that was open
    before them.
    """
    start = _start_of_window(tracker)
    slots = {
        name: value
        for name, value in tracker.current_slot_values().items()
        if value is not None and name not in TURN_SLOTS
    }
    slots[KEY] = {
        "loop": _loop_before(tracker, start),
        "history": [
            _slim(event)
            for event in list(tracker.events)[start:]
            if isinstance(event, _KEPT_EVENTS)
        ],
        "said": dict(list(said.items())[-MOST_SAID:]),
    }
    return slots


def _slot_events(slots: Mapping[str, Any], domain: Domain) -> Iterator[SlotSet]:
    for slot in domain.slots:
        value = slots.get(slot.name)
        if value is not None and slot.name not in TURN_SLOTS:
            yield SlotSet(slot.name, value)


def _events_of(history: object) -> list[Event]:
    if not isinstance(history, list):
        return []
    try:
        # What Event.from_parameters does, less its search through all classes for each.
        return [_KINDS[event["event"]]._from_parameters(event) for event in history]
    except (AttributeError, KeyError, TypeError, ValueError):
        return []


def _start_of_window(tracker: DialogueStateTracker) -> int:
    """Return where the last TURNS_KEPT customer messages begin."""
    places = [
        index
        for index, event in enumerate(tracker.events)
        if isinstance(event, UserUttered)
    ]
    return places[-TURNS_KEPT:][0] if places else len(tracker.events)


def _loop_before(tracker: DialogueStateTracker, start: int) -> str | None:
    """Return the form that was open when the kept turns began."""
    for event in reversed(list(tracker.events)[:start]):
        if isinstance(event, ActiveLoop):
            name: str | None = event.name
            return name
    return None


def _slim(event: Event) -> dict[str, Any]:
    """Return the event without times, texts and explanations."""
    full = event.as_dict()
    if isinstance(event, UserUttered):
        intent = {"name": event.intent_name}
        return {"event": "user", "text": "", "parse_data": {"intent": intent}}
    if isinstance(event, BotUttered):
        names = ("utter_action", "script", "variant")
        metadata = {k: v for k, v in event.metadata.items() if k in names}
        return {"event": "bot", "text": None, "metadata": metadata}
    if isinstance(event, ActionExecuted):
        return {"event": "action", "name": event.action_name}
    return {k: v for k, v in full.items() if k not in ("timestamp", "metadata")}
