"""The packet: what an agent is told, each line with the message it comes from."""

from datetime import UTC, datetime
from typing import Any

from handoff.config import ROOT
from handoff.domain.conversation import Conversation
from handoff.domain.event import BOT, Author, AuthorKind, Event, EventType, Visibility
from handoff.domain.handoff import HandoffRequest, Reason
from handoff.domain.packet import Source, build_packet
from handoff.domain.views import CustomerProfile
from handoff.storage.policies import read_policies, read_words

WORDS = read_words(ROOT / "data")
MARKS = read_policies(ROOT / "data").desk.promise_marks
ADA = Author(AuthorKind.CUSTOMER, "cus_1")
AT = datetime(2026, 11, 22, 6, tzinfo=UTC)


def message(seq: int, text: str, author: Author = ADA, **data: str) -> Event:
    """A message of the log."""
    return Event(
        seq,
        "cnv_1",
        seq,
        EventType.MESSAGE_CREATED,
        AT,
        author,
        Visibility.PUBLIC,
        {"text": text, **data},
    )


LOG = [
    message(1, "My parcel 4471-0093 is late, I ordered 10 days ago."),
    message(2, "Sorry. We'll trace it today. Bye.", BOT, script="utter_late_delivery"),
    message(3, "Hm."),
    message(4, "I will sue you. Who is your boss?"),
]
READ: list[dict[str, Any]] = [
    {"kind": "duration_waited", "text": "ordered 10 days ago", "start": 31, "end": 50},
    {"kind": "duration", "text": "10 days", "start": 39, "end": 46},
    {"kind": "amount", "text": "£20", "value": {"amount": 20}, "start": 0, "end": 3},
]


def packet(**given: Any) -> dict[str, Any]:
    """The packet of the log above."""
    rating = {
        "signals": [{"name": "legal", "seq": 4}],
        "facts": [{**fact, "seq": 1} for fact in READ],
        "urgency": {"evidence": []},
        "impact": {"evidence": []},
    }
    request = HandoffRequest(
        reason=Reason.EXPOSURE,
        facts={"order_number": "4471-0093", "order": {"status": "late"}, "remedy": ""},
        tried=["utter_late_delivery"],
    )
    source = {
        "conversation": Conversation(conversation_id="cnv_1", customer_id="cus_1"),
        "customer": CustomerProfile("cus_1", "Ada", None, False, "en", None),
        "request": request,
        "rating": rating,
        "understanding": {
            "topic": "late_delivery",
            "confidence": 0.9,
            "accepted": True,
        },
        "messages": LOG,
        "previous": [],
    }
    return build_packet(
        Source(**{**source, **given}),
        handoff_id="hof_1",
        sealed_at="2026-11-22T06:00:00.000Z",
        words=WORDS,
        promise_marks=MARKS,
    )


def test_fact_names_the_words_it_comes_from() -> None:
    fact = packet()["facts"][0]

    span = fact["source"]
    assert (fact["label"], span["seq"]) == ("Order number", 1)
    assert LOG[0].data["text"][span["start"] : span["end"]] == "4471-0093"


def test_fact_inside_another_is_left_out() -> None:
    names = [fact["name"] for fact in packet()["facts"]]

    assert names == ["order_number", "duration_waited", "amount"]


def test_promises_of_the_bot_are_listed() -> None:
    assert packet()["promised"] == [{"seq": 2, "text": "We'll trace it today."}]


def test_what_the_bot_tried_is_listed_with_its_words() -> None:
    assert [line["seq"] for line in packet()["tried"]] == [2]


def test_question_of_the_last_message_is_open() -> None:
    assert packet()["open_question"] == {"text": "Who is your boss?", "seq": 4}


def test_summary_holds_what_weighs_and_leaves_the_rest() -> None:
    assert [line["seq"] for line in packet()["summary"]] == [1, 4]


def test_topic_that_the_bot_did_not_accept_is_none() -> None:
    guess = {"topic": "goodbye", "confidence": 0.2, "accepted": False}

    assert packet(understanding=guess)["topic"] is None


def test_conversation_without_a_word_has_an_empty_packet() -> None:
    empty = packet(messages=[], rating=None, understanding=None)

    assert (empty["summary"], empty["open_question"]) == ([], None)
    assert empty["facts"][0]["source"] is None
