"""Scripts: which variant is said, and how its placeholders are filled."""

import math
import re
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any, Final

import msgspec

from handoff.domain.turn import Button

_PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")
_FALLBACK_LOCALE: Final = "en"
_USUAL_CHANNEL: Final = "widget"


class Variant(msgspec.Struct, frozen=True, kw_only=True):
    """One wording of a script, and when it fits; a share of 0 is never said."""

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
        key: decides by share between variants that fit equally: the conversation, which
            so keeps to one of them.
        locale: the customer's; English where the script lacks it.
    """
    variants = published.scripts[script]
    fitting = candidates(variants, values, locale=locale) or variants
    chosen = draw(fitting, f"{key} {script}")
    return Said(script, chosen.id, fill(chosen.text, values), chosen.buttons)


def candidates(
    variants: Sequence[Variant],
    values: Mapping[str, Any],
    *,
    locale: str = _FALLBACK_LOCALE,
    channel: str | None = None,
) -> list[Variant]:
    """The variants between which the share decides; none if nothing fits.

    In the customer's locale, else its language, else English; for the channel or for
    all; a condition that holds goes before no condition; one with a placeholder that
    nothing fills goes only where another does too. The bot chooses alike.
    """
    channels = (None, channel or _USUAL_CHANNEL)
    here = [v for v in variants if v.channel in channels and v.share > 0]
    for wanted in (locale, locale.partition("-")[0], _FALLBACK_LOCALE):
        spoken = [v for v in here if v.locale == wanted]
        if spoken:
            here = spoken
            break
    held = [v for v in here if v.when and holds(v.when, values)]
    for fitting in (held, [v for v in here if not v.when]):
        filled = [v for v in fitting if _can_fill(v, values)]
        if filled:
            return filled
    return held or [v for v in here if not v.when]


def holds(when: Mapping[str, Any] | None, values: Mapping[str, Any]) -> bool:
    """Whether every condition is met.

    A condition is a value, a list of values to choose from, `present` or `absent`; a
    value that is itself a list, such as `signals`, meets it with any of its own.
    """
    return all(_met(wanted, values.get(name)) for name, wanted in (when or {}).items())


def _met(wanted: Any, value: Any) -> bool:
    if wanted in ("present", "absent"):
        return (value in (None, "", [])) is (wanted == "absent")
    choices = wanted if isinstance(wanted, list) else [wanted]
    given = value if isinstance(value, list) else [value]
    return any(one in choices for one in given)


def _can_fill(variant: Variant, values: Mapping[str, Any]) -> bool:
    return all(
        values.get(name) not in (None, "") for name in placeholders(variant.text)
    )


def fill(text: str, values: Mapping[str, Any]) -> str:
    """The text with each `{name}` replaced; a value that is missing leaves nothing."""

    def value_of(found: re.Match[str]) -> str:
        value = values.get(found[1])
        return "" if value is None else str(value)

    return _PLACEHOLDER.sub(value_of, text)


def placeholders(text: str) -> set[str]:
    """The names of the placeholders in the text."""
    return set(_PLACEHOLDER.findall(text))


def draw(variants: Sequence[Variant], seed: str) -> Variant:
    """The variant for the seed, each as often as its share says.

    Rendezvous hashing by weight (Schindelhauer, Schomaker 2005): wordings that come or
    go move only the conversations that would have heard them. The bot draws alike.
    """

    def distance(variant: Variant) -> float:
        key = f"{seed} {variant.id}".encode("utf-8", "replace")
        place = int.from_bytes(blake2b(key, digest_size=8).digest(), "big") + 1
        return -math.log(place / 2**64) / max(variant.share, 1e-9)

    return min(variants, key=distance)
