"""What can be counted or looked up is found, with its value and its place."""

from __future__ import annotations

from typing import Any

import pytest

from actions.triage import Triage


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("it cost £1,900.50", "amount", {"value": 1900.5, "currency": "GBP"}),
        ("you owe me 250 dollars", "amount", {"value": 250.0, "currency": "USD"}),
        ("a {$2300.00} loan", "amount", {"value": 2300.0, "currency": "USD"}),
        ("paid 1.5k GBP", "amount", {"value": 1500.0, "currency": "GBP"}),
        ("twenty five quid", "amount", {"value": 25.0, "currency": "GBP"}),
        ("50p? no, 50 pence", "amount", {"value": 0.5, "currency": "GBP"}),
        ("I have waited three weeks", "duration_waited", {"days": 21}),
        ("waiting a couple of hours", "duration_waited", {"days": 0.083}),
        ("the wedding is on Saturday", "deadline", {"days": 4}),
        ("we fly tomorrow", "deadline", {"days": 1}),
        ("my flight is in 3 hours", "deadline", {"days": 0.125}),
        ("this is the third time I ask", "repeat_contact", 3),
        ("I called you five times", "repeat_contact", 5),
        ("all 40 of our staff", "people", 40),
        ("my order BR-104512 is late", "order_number", "BR-104512"),
        ("order number 88123 please", "order_number", "88123"),
        ("write to ann.lee@example.org", "email", "ann.lee@example.org"),
        ("ring me on +44 20 7946 0018", "phone", "+442079460018"),
        ("I want my money back", "remedy", "refund"),
    ],
)
def test_fact_is_found(rules_only: Triage, text: str, kind: str, value: Any) -> None:
    facts = [fact for fact in rules_only.rate(text).facts if fact.kind == kind]

    assert [fact.value for fact in facts] == [value]
    assert text[facts[0].start : facts[0].end] == facts[0].text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("I've been a customer for 10 years", "duration_waited"),
        ("I bought it 3 weeks ago and it broke", "duration_waited"),
        ("I was charged two times", "repeat_contact"),
        ("I ordered it on Monday", "deadline"),
        ("a 4 person tent", "people"),
    ],
)
def test_look_alike_is_no_fact(rules_only: Triage, text: str, kind: str) -> None:
    assert not [fact for fact in rules_only.rate(text).facts if fact.kind == kind]
