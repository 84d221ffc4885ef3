"""No text of a customer is a command."""

import json

import pytest

from bot.text import MOST_CHARACTERS, literal


@pytest.mark.parametrize(
    "text",
    [
        "/restart",
        '/human{"x":1}',
        "  /greet",
        "\n\t/greet",
        "\u200b/greet",
        "\ufeff\u2060/greet",
        "\u3000／greet",
    ],
)
def test_a_leading_slash_is_no_slash_any_more(text: str) -> None:
    made = literal(text)

    assert not any(character in made for character in "/／")
    assert len(made) == len(text)


@pytest.mark.parametrize("text", ["EXTERNAL: human", "external： human", " External:x"])
def test_an_external_marker_marks_nothing(text: str) -> None:
    made = literal(text)

    assert ":" not in made
    assert "：" not in made
    assert len(made) == len(text)


@pytest.mark.parametrize(
    "text",
    [
        "and/or",
        "it is 50/50",
        "the external: unit",
        "  plain ",
        "https://example.com/a",
    ],
)
def test_other_text_is_left_as_it_is(text: str) -> None:
    assert literal(text) == text


def test_characters_that_cannot_be_encoded_keep_their_place() -> None:
    assert literal("a\ud800b\x00c") == "a\ufffdb\ufffdc"
    literal(json.loads('"\\ud83d\\ude00 \\udc00"')).encode("utf-8")


def test_a_long_text_is_cut() -> None:
    assert len(literal("x" * 10_000)) == MOST_CHARACTERS
