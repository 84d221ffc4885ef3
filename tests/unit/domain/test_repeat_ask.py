"""Asking for what is known: labelled questions, and what merely looks like one."""

import pytest

from handoff.config import ROOT
from handoff.domain.repeat_ask import KnownFact, asked_in, known_facts
from handoff.storage.policies import read_policies

POLICY = read_policies(ROOT / "data").cases.repeat_ask
KNOWN = {
    name: KnownFact(name, name, value, 1)
    for name, value in {
        "order_number": "4471-0093",
        "item": "Aurora desk lamp",
        "amount": "£88.50",
        "date": "2026-11-10",
        "delivered_on": "2026-11-14",
        "customer_name": "Ada Byron",
        "email": "ada@example.com",
        "phone": "07700 900123",
        "remedy": "a refund",
        "what_happened": "My parcel never arrived",
    }.items()
}
ASKS = [
    ("Could you give me your order number, please?", "order_number"),
    ("could u pls send your order number? What's your order number", "order_number"),
    ("What’s the order number?", "order_number"),
    ("Please provide your order ID.", "order_number"),
    ("Your order number?", "order_number"),
    ("Order number please?", "order_number"),
    ("I'll need your order reference before I can look.", "order_number"),
    ("Thanks for waiting. May I have the number of your order?", "order_number"),
    ("Which order is it about?", "order_number"),
    ("Do you have the order number at hand?", "order_number"),
    ("Which product was it?", "item"),
    ("What did you order?", "item"),
    ("Could you tell me the name of the product?", "item"),
    ("How much did you pay?", "amount"),
    ("What was the amount?", "amount"),
    ("When did you place the order?", "date"),
    ("Can you tell me the date of purchase?", "date"),
    ("How long ago did you order it?", "date"),
    ("When was it delivered?", "delivered_on"),
    ("When did you receive it?", "delivered_on"),
    ("May I know your name please", "customer_name"),
    ("Who am I speaking with?", "customer_name"),
    ("Can I have your e-mail address?", "email"),
    ("Please confirm your email", "email"),
    ("What's the best telephone number?", "phone"),
    ("Could I get a phone number for you?", "phone"),
    ("What would you like us to do?", "remedy"),
    ("What outcome are you looking for?", "remedy"),
    ("What happened?", "what_happened"),
    ("Hello, could you tell me what went wrong?", "what_happened"),
    ("What seems to be the problem", "what_happened"),
    ("How can I help you today?", "what_happened"),
]
LOOK_ALIKES = [
    "Is 4471-0093 the right order number?",
    "I have your order number here and I can see the whole order.",
    "I'll send you a new order number tomorrow.",
    "Could you confirm that 4471-0093 is the order number on the label?",
    "You need not look for the order number.",
    "Which item would you like instead?",
    "Which product would you like as a replacement?",
    "How much time do you have on Friday?",
    "The amount goes back to your card within 5 working days.",
    "When would a new delivery suit you?",
    "Which delivery date suits you better?",
    "It was delivered to number 14. Is that your neighbour?",
    "I've put it in your name.",
    "We wrote to your e-mail address yesterday.",
    "Could you check your e-mail for the label?",
    "I'll call you on 07700 900123, is that number all right?",
    "Does a refund suit you?",
    "I can see what happened, and I'm sorry.",
    "This is what went wrong: the label was torn.",
    "Do you still have the box?",
    "Could you send a photo of the damage?",
    "Is there anything else I can do?",
    "Thank you, I have everything I need.",
    "Shall I book the courier for Friday?",
]


@pytest.mark.parametrize(("text", "fact"), ASKS)
def test_a_question_for_what_is_known_is_answered_from_the_packet(
    text: str, fact: str
) -> None:
    found = asked_in(text, POLICY, KNOWN)

    assert [one.fact for one in found] == [fact]
    assert found[0].known == KNOWN[fact]


@pytest.mark.parametrize("text", LOOK_ALIKES)
def test_what_only_looks_like_such_a_question_is_left_alone(text: str) -> None:
    assert asked_in(text, POLICY, KNOWN) == []


def test_a_question_for_what_is_not_known_is_no_repetition() -> None:
    (asked,) = asked_in("What is your order number?", POLICY, {})

    assert (asked.fact, asked.known) == ("order_number", None)


def test_two_questions_in_one_message_are_two() -> None:
    text = "Hi! What's your order number? And may I have your email address?"

    found = [one.fact for one in asked_in(text, POLICY, KNOWN)]

    assert found == ["order_number", "email"]


def test_a_correction_of_the_customer_is_what_is_known() -> None:
    packet = {
        "customer": {"name": "Ada", "email": None},
        "order": {"number": "1", "items": ["Lamp", "Rug"], "total": "£20"},
        "summary": [{"text": "It is late", "seq": 2}],
        "facts": [
            {"name": "order_number", "value": "1", "source": {"seq": 3}},
            {"name": "remedy", "value": "", "source": None},
        ],
    }
    corrections = [{"name": "order_number", "new": "2", "seq": 9}]

    known = known_facts(packet, corrections, {"order_number": "Order number"})

    number = KnownFact("order_number", "Order number", "2", 9)
    assert known["order_number"] == number
    assert known["item"].value == "Lamp, Rug"
    assert (known["what_happened"].value, known["what_happened"].seq) == (
        "It is late",
        2,
    )
    assert "email" not in known
    assert "remedy" not in known


def test_the_longest_message_is_looked_at_in_little_time() -> None:
    """Patterns that could run away would need minutes for this, not a second."""
    text = ("could you please tell me what is which when did you " * 100)[:4000]

    asked_in(f"{text} order number?", POLICY, KNOWN)
