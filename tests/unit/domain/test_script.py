"""Scripts: the variant that fits, filled, and the same one for the same key."""

import pytest

from handoff.domain.script import Published, Variant, candidates, fill, holds, say

PUBLISHED = Published(
    "1",
    {
        "utter_late": [
            Variant(id="any", text="It is late."),
            Variant(id="lost", text="It is lost.", when={"status": "lost"}),
            Variant(id="de", locale="de", text="Es kommt {when}."),
        ]
    },
)


@pytest.mark.parametrize(
    ("when", "values", "expected"),
    [
        (None, {}, True),
        ({"status": "lost"}, {"status": "lost"}, True),
        ({"status": "lost"}, {"status": "late"}, False),
        ({"status": "lost"}, {}, False),
        ({"order": "present"}, {"order": "1"}, True),
        ({"order": "present"}, {"order": ""}, False),
        ({"order": "absent"}, {}, True),
        ({"order": "absent"}, {"order": "1"}, False),
        ({"a": 1, "b": 2}, {"a": 1, "b": 3}, False),
    ],
)
def test_conditions(
    when: dict[str, object], values: dict[str, object], expected: bool
) -> None:
    assert holds(when, values) is expected


def test_variant_of_the_customers_language_is_said() -> None:
    said = say(
        PUBLISHED, "utter_late", values={"when": "morgen"}, key="k", locale="de-AT"
    )

    assert said.text == "Es kommt morgen."


def test_same_key_gets_the_same_words() -> None:
    words = {
        say(PUBLISHED, "utter_late", values={"status": "lost"}, key="k").variant
        for _ in range(10)
    }

    assert len(words) == 1


def test_shares_decide_between_variants() -> None:
    published = Published(
        "1",
        {"u": [Variant(id="a", text="a", share=0), Variant(id="b", text="b", share=5)]},
    )

    words = {say(published, "u", values={}, key=str(n)).variant for n in range(50)}

    assert words == {"b"}


def test_a_wording_of_share_0_leaves_its_condition_to_others() -> None:
    off = Variant(id="off", text="a", when={"status": "lost"}, share=0)
    on = Variant(id="on", text="b")

    assert candidates([off, on], {"status": "lost"}) == [on]


def test_missing_value_leaves_nothing_and_values_are_not_filled_again() -> None:
    assert fill("{a}-{b}", {"a": "{b}"}) == "{b}-"


@pytest.mark.parametrize(
    ("when", "values", "expected"),
    [
        ({"topic": ["a", "b"]}, {"topic": "b"}, True),
        ({"topic": ["a", "b"]}, {"topic": "c"}, False),
        ({"signals": "legal"}, {"signals": ["churn", "legal"]}, True),
        ({"signals": ["legal", "safety"]}, {"signals": ["churn"]}, False),
        ({"signals": "absent"}, {"signals": []}, True),
        ({"signals": "present"}, {"signals": ["legal"]}, True),
    ],
)
def test_lists_on_either_side_of_a_condition(
    when: dict[str, object], values: dict[str, object], expected: bool
) -> None:
    assert holds(when, values) is expected


def test_channel_condition_and_what_can_be_filled_decide_who_may_be_said() -> None:
    variants = [
        Variant(id="plain", text="a"),
        Variant(id="named", text="a {name}"),
        Variant(id="mail", text="a", channel="email"),
        Variant(id="late", text="late", when={"state": "late"}),
    ]

    def ids(channel: str | None = None, **values: object) -> list[str]:
        return [one.id for one in candidates(variants, values, channel=channel)]

    assert ids() == ["plain"]
    assert ids(name="Ada") == ["plain", "named"]
    assert ids(state="late", name="Ada") == ["late"]
    assert ids("email") == ["plain", "mail"]
