"""Word lists say which file and which entry is wrong."""

from pathlib import Path

import pytest

from bot.understanding.errors import UnderstandingError
from bot.understanding.words import read_entities, read_languages


def write(folder: Path, content: str) -> Path:
    path = folder / "words.yml"
    path.write_text(content)
    return path


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("version: 2\nentities: {}", "version: 1"),
        ("version: 1\nentities: []", "entities is not a mapping"),
        ("version: 1\nentities: {a: [b]}", "entities.a is not a mapping"),
        ("version: 1\nentities: {a: {b: [1]}}", "1 is not a word; quote it"),
        ("version: 1\nentities: {a: {b: []}}", "entities.a.b is not a list of words"),
        ("version: [", "words.yml"),
    ],
)
def test_a_malformed_entity_list_is_refused(
    tmp_path: Path, content: str, reason: str
) -> None:
    with pytest.raises(UnderstandingError, match=r"words\.yml") as caught:
        read_entities(write(tmp_path, content))

    assert reason in str(caught.value)


def test_a_language_without_words_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "version: 1\nenglish: [the]\nothers: {dutch: []}")

    with pytest.raises(UnderstandingError, match=r"others\.dutch"):
        read_languages(path)


def test_the_shipped_lists_can_be_read() -> None:
    english, others = read_languages(Path("data/understanding/languages.yml"))

    assert "the" in english
    assert len(others) >= 10
    assert {"remedy", "product"} <= set(
        read_entities(Path("data/understanding/entities.yml"))
    )
