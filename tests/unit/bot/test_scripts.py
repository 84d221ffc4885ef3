"""Which wording of a script is said next."""

import pytest

from bot.scripts import (
    Button,
    Variant,
    choose,
    from_domain,
    gist,
    parse_scripts,
    rated,
)

A = Variant("a", "Hello.")
B = Variant("b", "Good day.")


def test_never_the_same_wording_twice_in_a_row() -> None:
    last = None
    for turn in range(20):
        chosen = choose([A, B], {}, last=last, seed=f"{turn}")
        assert chosen is not None
        assert chosen.id != last
        last = chosen.id


def test_a_single_wording_may_repeat() -> None:
    assert choose([A], {}, last="a") == A


def test_the_same_seed_says_the_same() -> None:
    seeds = [str(number) for number in range(50)]

    first = [choose([A, B], {}, seed=seed) for seed in seeds]

    assert first == [choose([A, B], {}, seed=seed) for seed in seeds]
    assert {v.id for v in first if v} == {"a", "b"}


def test_share_decides_how_often() -> None:
    rare = Variant("rare", "Hm.", share=0.05)

    said = [choose([A, rare], {}, seed=str(number)) for number in range(400)]

    assert 1 <= sum(v == rare for v in said) <= 60


@pytest.mark.parametrize(
    ("when", "values", "holds"),
    [
        ({"status": "late"}, {"status": "late"}, True),
        ({"status": "late"}, {"status": "lost"}, False),
        ({"status": ["late", "lost"]}, {"status": "lost"}, True),
        ({"order": "present"}, {"order": "4471-0093"}, True),
        ({"order": "present"}, {"order": None}, False),
        ({"order": "absent"}, {}, True),
        ({"order": "absent", "status": "late"}, {"status": "lost"}, False),
    ],
)
def test_a_condition_that_holds_goes_before_no_condition(
    when: dict[str, object], values: dict[str, object], holds: bool
) -> None:
    special = Variant("special", "Special.", when=when)

    chosen = choose([A, special], values)

    assert chosen == (special if holds else A)


def test_placeholders_are_filled_in_text_and_buttons() -> None:
    variant = Variant("v", "Order {n} costs {sum}.", (Button("Keep {n}", "Keep {n}"),))

    chosen = choose([variant], {"n": "4471-0093", "sum": 20.0})

    assert chosen is not None
    assert chosen.text == "Order 4471-0093 costs 20."
    assert chosen.buttons == (Button("Keep 4471-0093", "Keep 4471-0093"),)


def test_a_value_with_braces_is_not_read_again() -> None:
    chosen = choose(
        [Variant("v", "Hi {name}.")], {"name": "{token}", "token": "secret"}
    )

    assert chosen is not None
    assert chosen.text == "Hi {token}."


def test_a_wording_with_an_empty_placeholder_is_passed_over() -> None:
    needy = Variant("needy", "Your order {n} ...")

    for seed in range(10):
        assert choose([needy, A], {"n": None}, seed=str(seed)) == A
    assert choose([needy], {}) is None
    assert gist(needy, {}).text == "Your order  ..."


@pytest.mark.parametrize(
    ("locale", "expected"),
    [("de-AT", "de"), ("de", "de"), ("fr", "en"), ("en-GB", "en")],
)
def test_the_customers_locale_else_its_language_else_english(
    locale: str, expected: str
) -> None:
    variants = [Variant("en", "Hello."), Variant("de", "Hallo.", locale="de")]

    chosen = choose(variants, {}, locale)

    assert chosen is not None
    assert chosen.id == expected


def test_wordings_for_other_channels_are_not_said_in_the_chat() -> None:
    mail = Variant("mail", "Dear customer.", channel="email")

    assert choose([mail], {}) is None


def test_domain_responses_become_variants() -> None:
    responses = [
        {"text": "Hi.", "buttons": [{"title": "Yes", "payload": "Yes, please"}]},
        {
            "text": "Late.",
            "condition": [{"type": "slot", "name": "s", "value": "late"}],
        },
    ]

    plain, late = from_domain("utter_x", responses)

    assert (plain.id, plain.buttons) == (
        "utter_x.domain.1",
        (Button("Yes", "Yes, please"),),
    )
    assert late.when == {"s": "late"}


def test_a_payload_of_rasas_syntax_is_never_sent_as_a_message() -> None:
    (variant,) = from_domain(
        "utter_x", [{"text": "Hi.", "buttons": [{"title": "No", "payload": "/deny"}]}]
    )

    assert variant.buttons == (Button("No", "No"),)


@pytest.mark.parametrize(
    "bad",
    [
        None,
        [],
        {},
        {"scripts": []},
        {"scripts": {"utter_x": [{"id": "a"}]}},
        {"scripts": {"utter_x": [{"id": "a", "text": "  "}]}},
        {"scripts": {"utter_x": [{"id": "a", "text": "x", "share": "many"}]}},
        {"scripts": {"utter_x": "words"}},
    ],
)
def test_malformed_scripts_are_refused_as_a_whole(bad: object) -> None:
    with pytest.raises(ValueError, match="script"):
        parse_scripts(bad)


def test_what_the_desk_publishes_is_read() -> None:
    content = {
        "version": "7",
        "scripts": {
            "utter_x": [
                {
                    "id": "x.en.1",
                    "locale": "en",
                    "channel": None,
                    "text": "Hello.",
                    "buttons": [{"title": "Refund", "text": "I'd like a refund"}],
                    "when": None,
                    "share": 2,
                }
            ]
        },
    }

    assert parse_scripts(content)["utter_x"] == [
        Variant("x.en.1", "Hello.", (Button("Refund", "I'd like a refund"),), share=2.0)
    ]


def test_conditions_may_ask_for_the_rating_and_its_signals() -> None:
    rating = {
        "urgency": {"level": "high"},
        "impact": {"level": "low"},
        "priority": "P2",
        "signals": [{"name": "legal"}, {"name": "churn"}],
    }
    values = rated({"triage": rating})
    calm = Variant(id="calm", text="a")
    urgent = Variant(id="urgent", text="b", when={"priority": ["P1", "P2"]})
    legal = Variant(id="legal", text="c", when={"signals": "legal", "urgency": "high"})
    safety = Variant(id="safety", text="d", when={"signals": ["safety", "violence"]})

    def said(*variants: Variant) -> str | None:
        chosen = choose(variants, values)
        return chosen and chosen.id

    assert said(calm, urgent) == "urgent"
    assert said(calm, legal) == "legal"
    assert said(calm, safety) == "calm"
    assert rated({}) == {}


def test_no_signal_is_absent() -> None:
    plain = Variant(id="plain", text="a", when={"signals": "absent"})

    assert choose([plain], {"signals": []}) is not None
    assert choose([plain], {"signals": ["legal"]}) is None
