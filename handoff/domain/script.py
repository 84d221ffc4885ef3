"""Scripts: which variant is said, and how its placeholders are filled."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final
from zlib import crc32

import msgspec

from handoff.domain.turn import Button

_PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")
_FALLBACK_LOCALE: Final = "en"


class Variant(msgspec.Struct, frozen=True, kw_only=True):
    """One wording of a script, and the conditions under which it fits."""

    id: str
    locale: str = _FALLBACK_LOCALE
    channel: str | None = None
    text: str
    buttons: list[Button] = []
    when: dict[str, Any] | None = None
    share: int = 1


class Published(msgspec.Struct, frozen=True):
    """All published scripts: variants by script id, under one version."""

    version: str
    scripts: dict[str, list[Variant]]


class Said(msgspec.Struct, frozen=True):
    """A filled script: what is said, and which variant it came from."""

    script: str
    variant: str
    text: str
    buttons: list[Button]


def say(
    published: Published,
    script: str,
    *,
    values: Mapping[str, Any],
    key: str,
    locale: str = _FALLBACK_LOCALE,
) -> Said:
    """The script's words for these values.

    Args:
        published: the scripts to choose from.
        script: the script's id; it must exist.
        values: what placeholders and conditions see.
        key: decides between variants that fit equally; the same key, the same words.
        locale: the customer's; English where the script lacks it.
    """
    fitting = [
        v for v in published.scripts[script] if holds(v.when, values)
    ] or published.scripts[script]
    language = locale.partition("-")[0]
    for wanted in (locale, language, _FALLBACK_LOCALE):
        spoken = [v for v in fitting if v.locale == wanted]
        if spoken:
            fitting = spoken
            break
    chosen = _pick(fitting, key)
    return Said(script, chosen.id, fill(chosen.text, values), chosen.buttons)


def holds(when: Mapping[str, Any] | None, values: Mapping[str, Any]) -> bool:
    """Whether every condition is met: a value's equality, `present` or `absent`."""
    for name, wanted in (when or {}).items():
        value = values.get(name)
        if wanted in ("present", "absent"):
            if (value not in (None, "")) != (wanted == "present"):
                return False
        elif value != wanted:
            return False
    return True


def fill(text: str, values: Mapping[str, Any]) -> str:
    """The text with each `{name}` replaced; a value that is missing leaves nothing."""

    def value_of(found: re.Match[str]) -> str:
        value = values.get(found[1])
        return "" if value is None else str(value)

    return _PLACEHOLDER.sub(value_of, text)


def placeholders(text: str) -> set[str]:
    """The names of the placeholders in the text."""
    return set(_PLACEHOLDER.findall(text))


def _pick(variants: Sequence[Variant], key: str) -> Variant:
    weights = [max(variant.share, 0) for variant in variants]
    point = crc32(key.encode()) % max(sum(weights), 1)
    for variant, weight in zip(variants, weights, strict=True):
        point -= weight
        if point < 0:
            return variant
    return variants[0]
