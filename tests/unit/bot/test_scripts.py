"""Which wording of a script is said next."""

from collections import Counter

import pytest

from bot.scripts import (
    Button,
    Variant,
    choose,
    from_domain,
    gist,
    parse_scripts,
    parse_turns,
    rated,
)
from handoff.domain.script import Variant as DeskVariant
from handoff.domain.script import draw

A = Variant("a", "Hello.")
B = Variant("b", "Good day.")
CONVERSATIONS = [f"cnv_{number}" for number in range(10_000)]


def desk_side(variant: Variant) -> DeskVariant:
    """The same wording as the desk has it."""
    return DeskVariant(id=variant.id, text=variant.text, share=int(variant.share))


def test_where_wordings_take_turns_none_is_said_twice_in_a_row() -> None:
    last = None
    for turn in range(20):
        chosen = choose([A, B], {}, last=last, seed=f"{turn}", takes_turns=True)
        assert chosen is not None
        assert chosen.id != last
        last = chosen.id


def test_a_single_wording_may_repeat() -> None:
    assert choose([A], {}, last="a", takes_turns=True) == A


def test_the_same_seed_says_the_same() -> None:
    seeds = [str(number) for number in range(50)]

    first = [choose([A, B], {}, seed=seed) for seed in seeds]

    assert first == [choose([A, B], {}, seed=seed) for seed in seeds]
    assert {v.id for v in first if v} == {"a", "b"}


@pytest.mark.parametrize("shares", [(1, 1), (3, 1), (9, 1), (5, 3, 2), (1000, 1)])
def test_conversations_hear_wordings_by_their_shares_and_each_keeps_to_its_own(
    shares: tuple[int, ...],
) -> None:
    names = [f"x.en.{number}" for number in range(1, len(shares) + 1)]
    here = [Variant(n, "Hi.", share=s) for n, s in zip(names, shares, strict=True)]
    desk = [desk_side(one) for one in here]
    said: Counter[str] = Counter()
    for conversation in CONVERSATIONS:
        seed = f"{conversation} utter_x"
        chosen = choose(here, {}, seed=seed)
        assert chosen is not None
        assert chosen == choose(here[::-1], {}, seed=seed)
        assert chosen.id == draw(desk, seed).id
        said[chosen.id] += 1

    for name, share in zip(names, shares, strict=True):
        aim = share / sum(shares)
        assert said[name] / len(CONVERSATIONS) == pytest.approx(aim, abs=0.02)


def test_what_a_conversation_hears_of_one_script_tells_nothing_of_another() -> None:
    alike = sum(
        choose([A, B], {}, seed=f"{one} utter_x")
        == choose([A, B], {}, seed=f"{one} utter_y")
        for one in CONVERSATIONS
    )

    assert alike / len(CONVERSATIONS) == pytest.approx(0.5, abs=0.02)


def test_a_conversation_keeps_to_its_wording_whatever_is_published_later() -> None:
    newer = [Variant(f"newer.{number}", "Hm.", share=100) for number in range(3)]

    assert choose([A, B, *newer], {}, seed="cnv_1", last="b") == B
    assert choose([A, *newer], {}, seed="cnv_1", last="b") in [A, *newer]


def test_a_wording_that_goes_moves_only_the_conversations_that_heard_it() -> None:
    c = Variant("c", "Hey.")

    for conversation in CONVERSATIONS[:500]:
        before = choose([A, B, c], {}, seed=conversation)
        if before != c:
            assert choose([A, B], {}, seed=conversation) == before


def test_a_share_of_0_is_never_said() -> None:
    (off,) = parse_scripts(
        {"scripts": {"utter_x": [{"id": "off", "text": "Hm.", "share": 0}]}}
    )["utter_x"]

    assert {choose([A, off], {}, seed=one) for one in CONVERSATIONS[:100]} == {A}
    assert choose([A, off], {}, last="off") == A
    assert choose([off], {}) is None


def test_scripts_whose_wordings_take_turns_are_named() -> None:
    assert parse_turns({"take_turns": ["utter_x"], "scripts": {}}) == {"utter_x"}
    assert parse_turns({"scripts": {}}) == frozenset()
    with pytest.raises(ValueError, match="take_turns"):
        parse_turns({"take_turns": "utter_x"})


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
