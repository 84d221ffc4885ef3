"""Reads the word lists of data/understanding, saying where one is wrong."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.understanding.errors import UnderstandingError

Entities = Mapping[str, Mapping[str, list[str]]]


def read_entities(path: Path) -> Entities:
    """Return {name: {value: [phrases]}}; raises UnderstandingError if malformed."""
    entities = _read(path, "entities")
    for name, values in entities.items():
        if not isinstance(values, dict):
            raise UnderstandingError(f"{path}: entities.{name} is not a mapping")
        for value, phrases in values.items():
            _check_words(path, f"entities.{name}.{value}", phrases)
    return entities


def read_languages(path: Path) -> tuple[list[str], dict[str, list[str]]]:
    """Return the small words of English, and those of each other language."""
    others = _read(path, "others")
    for name, words in others.items():
        _check_words(path, f"others.{name}", words)
    english = _load(path).get("english") or []
    _check_words(path, "english", english)
    return list(english), others


def _read(path: Path, key: str) -> dict[str, Any]:
    section = _load(path).get(key)
    if not isinstance(section, dict):
        raise UnderstandingError(f"{path}: {key} is not a mapping")
    return section


def _load(path: Path) -> dict[str, Any]:
    try:
        content = YAML(typ="safe").load(path)
    except (OSError, YAMLError) as error:
        raise UnderstandingError(f"{path}: {error}") from error
    if not isinstance(content, dict) or content.get("version") != 1:
        raise UnderstandingError(f"{path}: not a mapping with version: 1")
    return content


def _check_words(path: Path, where: str, words: object) -> None:
    """Refuse `no` and `on` read as booleans, and anything that is not a list."""
    if not isinstance(words, list) or not words:
        raise UnderstandingError(f"{path}: {where} is not a list of words")
    for word in words:
        if not isinstance(word, str) or not word.strip():
            raise UnderstandingError(
                f"{path}: {where}: {word!r} is not a word; quote it"
            )
