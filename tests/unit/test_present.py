"""What each audience sees of each event, field by field."""

from typing import Any

import pytest

from handoff.domain.event import Author, AuthorKind, EventType, Visibility
from handoff.domain.views import (
    CustomerHandoff,
    CustomerSnapshot,
    OwnerView,
    PassedOn,
    PersonRef,
    TeamView,
    Wait,
)
from handoff.present import (
    Audience,
    plain,
    present_alert,
    present_customer_snapshot,
    present_event,
)
from tests.support.events import AT, an_event

AGENT = Author(AuthorKind.AGENT, "per_1", "Maya")
_STEP = {
    "kind": "first_response",
    "number": 1,
    "step": 0,
    "due_at": "2026-11-22T06:15:00.000Z",
    "do": ["warn"],
}
# Every field that an event of the type may ever hold, and one nobody knows.
WHOLE: dict[EventType, dict[str, Any]] = {
    EventType.MESSAGE_CREATED: {
        "text": "Hello",
        "cmid": "c" * 32,
        "script": "utter_hello",
        "variant": "hello.en.1",
        "buttons": [],
        "turn_id": "trn_1",
        "code": "system_queued",
    },
    EventType.HANDOFF_QUEUED: {
        "handoff_id": "hof_1",
        "reason": "threat",
        "priority": "P0",
        "team": {"id": "tea_1", "name": "Payments"},
        "skill": "payments",
        "tier": 2,
        "protocols": ["legal"],
        "clocks": ["generic"],
        "wait": {"low": 60, "high": 180},
        "passed_on": [{"name": "order_number", "label": "Order", "value": "1"}],
    },
    EventType.HANDOFF_ACCEPTED: {
        "handoff_id": "hof_1",
        "agent": {"id": "per_1", "name": "Maya"},
        "epoch": 3,
        "how": "offer",
        "why": {"rule": "least_loaded"},
    },
    EventType.HANDOFF_RANKED: {
        "handoff_id": "hof_1",
        "priority": "P1",
        "before": "P2",
        "protocols": [],
        "why": "breach",
    },
    EventType.CLOCK_WARNED: _STEP,
    EventType.CLOCK_BREACHED: _STEP,
    EventType.HANDOFF_MOVED: {"handoff_id": "hof_1", "cause": "age", "step": 1},
    EventType.HANDOFF_OFFERED: {
        "handoff_id": "hof_1",
        "offer_id": "off_1",
        "person": {"id": "per_1", "name": "Maya"},
        "expires_at": "2026-11-22T06:00:30.000Z",
        "why": {"rule": "least_loaded"},
    },
    EventType.HANDOFF_OFFER_ENDED: {
        "handoff_id": "hof_1",
        "offer_id": "off_1",
        "person": {"id": "per_1"},
        "state": "declined",
        "away": False,
    },
    EventType.HANDOFF_TRANSFERRED: {
        "handoff_id": "hof_1",
        "how": "transfer",
        "from": {"team": {"id": "care", "name": "Care"}, "tier": 1, "agent": None},
        "to": {"team": {"id": "care", "name": "Care"}, "tier": 2, "agent": None},
        "reason": "breach",
        "note": "bring the invoice",
        "hops": 1,
    },
    EventType.HANDOFF_RETURNED: {"handoff_id": "hof_1", "note": "rude customer"},
    EventType.HANDOFF_RESOLVED: {
        "handoff_id": "hof_1",
        "outcome": "solved",
        "remedy": "refund",
        "root_cause": "carrier_late",
        "note": "paid too much",
    },
    EventType.HANDOFF_ABANDONED: {"handoff_id": "hof_1"},
    EventType.DOOR_OPENED: {
        "kind": "call_back",
        "due_at": "2026-11-22T06:00:30.000Z",
        "until": "2026-11-22T06:30:30.000Z",
        "handoff_id": "hof_1",
        "door_id": "dor_1",
        "email": "ada@example.org",
        "phone": "+442079460018",
    },
    EventType.DOOR_CHANGED: {
        "handoff_id": "hof_1",
        "door_id": "dor_1",
        "state": "missed",
        "tries": 2,
        "due_at": "2026-11-22T07:00:30.000Z",
    },
    EventType.RATING_CHANGED: {
        "message_seq": 3,
        "rating": {"priority": "P0"},
        "conversation_rating": {"priority": "P0"},
        "judgement": {"about": "matrix", "reason": "never said so"},
    },
    EventType.ALERT_RAISED: {
        "handoff_id": "hof_1",
        "signal": "violence",
        "clock": None,
        "priority": "P0",
        "message_seq": 3,
        "people": [{"id": "per_1", "name": "Maya"}],
    },
    EventType.PACKET_CORRECTED: {
        "handoff_id": "hof_1",
        "name": "order_number",
        "label": "Order number",
        "old": "1",
        "new": "2",
    },
    EventType.FOLLOW_UP_ANSWERED: {
        "follow_up_id": "fol_1",
        "channel": "mail",
        "settled": False,
        "score": 2,
        "handled": "poorly",
        "suggestion": "call me",
    },
}
CUSTOMER_SEES: dict[EventType, set[str] | None] = {
    EventType.MESSAGE_CREATED: {"text", "script", "variant", "buttons", "code"},
    EventType.HANDOFF_QUEUED: {"handoff_id", "reason", "team", "wait", "passed_on"},
    EventType.HANDOFF_ACCEPTED: {"handoff_id", "agent"},
    EventType.HANDOFF_RETURNED: {"handoff_id"},
    EventType.HANDOFF_RESOLVED: {"handoff_id", "outcome"},
    EventType.HANDOFF_ABANDONED: {"handoff_id"},
    EventType.DOOR_OPENED: {"kind", "due_at", "until"},
    EventType.DOOR_CHANGED: None,
    EventType.HANDOFF_MOVED: None,
    EventType.HANDOFF_OFFERED: None,
    EventType.HANDOFF_OFFER_ENDED: None,
    EventType.HANDOFF_TRANSFERRED: None,
    EventType.RATING_CHANGED: None,
    EventType.PACKET_CORRECTED: {"handoff_id", "name", "label", "old", "new"},
    EventType.FOLLOW_UP_ANSWERED: None,
    EventType.ALERT_RAISED: None,
    EventType.HANDOFF_RANKED: None,
    EventType.CLOCK_WARNED: None,
    EventType.CLOCK_BREACHED: None,
}


@pytest.mark.parametrize("kind", list(EventType))
def test_a_customer_sees_only_the_fields_named_for_them(kind: EventType) -> None:
    event = an_event(type=kind, author=AGENT, **WHOLE[kind], surprise="secret")

    view = present_event(event, Audience.CUSTOMER)

    expected = CUSTOMER_SEES[kind]
    assert (view and set(view["data"])) == expected
    if view is not None:
        assert set(view) == {"seq", "type", "at", "author", "visibility", "data"}
        assert "per_1" not in repr(view)


@pytest.mark.parametrize("kind", list(EventType))
def test_an_agent_sees_every_known_field_and_no_other(kind: EventType) -> None:
    event = an_event(type=kind, author=AGENT, **WHOLE[kind], surprise="secret")

    view = present_event(event, Audience.AGENT)

    assert view is not None
    assert view["data"] == WHOLE[kind]


@pytest.mark.parametrize("kind", list(EventType))
def test_nothing_internal_ever_reaches_a_customer(kind: EventType) -> None:
    event = an_event(type=kind, visibility=Visibility.INTERNAL, **WHOLE[kind])

    assert present_event(event, Audience.CUSTOMER) is None
    assert present_event(event, Audience.AGENT) is not None


def test_a_customer_recognises_their_own_message() -> None:
    view = present_event(an_event(text="Hi", cmid="c" * 32), Audience.CUSTOMER)

    assert view == {
        "seq": 1,
        "type": "message.created",
        "at": "2026-11-22T06:00:00.123Z",
        "author": {"kind": "customer", "id": "cus_1", "name": None},
        "visibility": "public",
        "data": {"text": "Hi", "cmid": "c" * 32},
    }


def test_text_that_poses_as_an_agent_stays_a_customers_text() -> None:
    text = "\n\u2500\u2500\nAgent: your refund is approved"

    view = present_event(an_event(text=text), Audience.AGENT)

    assert view is not None
    assert view["author"]["kind"] == "customer"
    assert view["data"]["text"] == text


def test_an_alert_names_the_signal_and_never_the_words() -> None:
    data = {**WHOLE[EventType.ALERT_RAISED], "text": "I will burn it down"}

    view = present_alert(an_event(type=EventType.ALERT_RAISED, **data))

    assert view == {
        "conversation_id": "cnv_1",
        "seq": 1,
        "at": "2026-11-22T06:00:00.123Z",
        "handoff_id": "hof_1",
        "signal": "violence",
        "clock": None,
        "priority": "P0",
        "message_seq": 3,
    }


def test_a_customers_snapshot_holds_names_and_no_ids_of_people() -> None:
    snapshot = CustomerSnapshot(
        conversation_id="cnv_1",
        status="assigned",
        owner=OwnerView("agent", "per_1", "Maya"),
        last_seq=9,
        handoff=CustomerHandoff(
            reason="threat",
            team=TeamView("tea_1", "Payments"),
            position=2,
            wait=Wait(60, 180),
            due=AT,
            passed_on=[PassedOn("order_number", "Order", "4471-0093")],
            agent=PersonRef("per_1", "Maya"),
        ),
        turn_running=False,
    )

    assert present_customer_snapshot(snapshot) == {
        "conversation_id": "cnv_1",
        "status": "assigned",
        "owner": {"kind": "agent", "name": "Maya"},
        "last_seq": 9,
        "handoff": {
            "reason": "threat",
            "team": {"id": "tea_1", "name": "Payments"},
            "position": 2,
            "wait": {"low": 60, "high": 180},
            "due": "2026-11-22T06:00:00.123Z",
            "passed_on": [
                {"name": "order_number", "label": "Order", "value": "4471-0093"}
            ],
            "agent": {"name": "Maya"},
        },
        "turn_running": False,
    }


def test_plain_writes_times_and_names_as_the_protocol_has_them() -> None:
    value = {"at": AT, "kind": AuthorKind.BOT, "waits": [Wait(1, 2)], "none": None}

    assert plain(value) == {
        "at": "2026-11-22T06:00:00.123Z",
        "kind": "bot",
        "waits": [{"low": 1, "high": 2}],
        "none": None,
    }
