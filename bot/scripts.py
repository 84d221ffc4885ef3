"""Response scripts: what a variant is, and which one is said next. Pure."""

import hashlib
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

DEFAULT_LOCALE = "en"
CHANNELS = (None, "widget", "chat")
_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")

Scripts = Mapping[str, Sequence["Variant"]]
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Button:
    """A choice: what is shown, and what is said when it is chosen."""

    title: str
    text: str

    def to_dict(self) -> dict[str, str]:
        """Return the JSON shape of the wire."""
        return {"title": self.title, "text": self.text}


@dataclass(frozen=True)
class Variant:
    """One wording of a script. `share` weighs it against others; 0: never said."""

    id: str
    text: str
    buttons: tuple[Button, ...] = ()
    locale: str = DEFAULT_LOCALE
    channel: str | None = None
    when: Mapping[str, Any] | None = None
    share: float = 1.0


def parse_scripts(content: object) -> dict[str, list[Variant]]:
    """Return the scripts of the desk's `{"scripts": {name: [variant]}}`.

    Raises ValueError naming the script whose variant is malformed.
    """
    scripts = content.get("scripts") if isinstance(content, dict) else None
    if not isinstance(scripts, dict):
        raise ValueError('no "scripts" object')
    return {str(name): _script(name, variants) for name, variants in scripts.items()}


def parse_turns(content: object) -> frozenset[str]:
    """Return the scripts whose wordings take turns, of the same answer of the desk.

    None are named by a desk or a copy of an earlier version. Raises ValueError if it
    is no list of names.
    """
    names = content.get("take_turns", []) if isinstance(content, dict) else []
    if not isinstance(names, list) or not all(isinstance(n, str) for n in names):
        raise ValueError('"take_turns" is no list of scripts')
    return frozenset(names)


def from_domain(name: str, responses: Sequence[Mapping[str, Any]]) -> list[Variant]:
    """Return Rasa's own responses as variants; conditions become `when`."""
    return [
        Variant(
            id=str(response.get("id") or f"{name}.domain.{number}"),
            text=response["text"],
            buttons=tuple(_buttons(response.get("buttons"))),
            channel=response.get("channel"),
            when={c["name"]: c["value"] for c in response.get("condition") or ()}
            or None,
        )
        for number, response in enumerate(responses, 1)
        if response.get("text")
    ]


def choose(
    variants: Sequence[Variant],
    values: Values,
    locale: str = DEFAULT_LOCALE,
    *,
    seed: str = "",
    last: str | None = None,
    takes_turns: bool = False,
) -> Variant | None:
    """Return the variant to say next with its placeholders filled; None without any.

    In the customer's locale, else its language, else English; a fitting condition goes
    before no condition; never one with an empty placeholder if another has none. Among
    what is left `seed`, the conversation and the script, decides by share, and a
    conversation keeps to the `last` one that it heard; where wordings take turns, it
    never hears the `last` one again at once if there is another.
    """
    known = _in_locale([v for v in variants if v.share > 0], locale)
    here = [v for v in known if v.channel in CHANNELS]
    fitting = [v for v in here if v.when and _holds(v.when, values)]
    for candidates in (fitting, [v for v in here if not v.when]):
        filled = [v for v in (_filled(v, values) for v in candidates) if v]
        if filled:
            if takes_turns:
                others = [v for v in filled if v.id != last]
                return _draw(others or filled, f"{seed} {last}")
            return next((v for v in filled if v.id == last), _draw(filled, seed))
    return None


def rated(slots: Values) -> dict[str, Any]:
    """Return what conditions may ask of the message's rating; empty without one."""
    rating = slots.get("triage")
    if not isinstance(rating, Mapping):
        return {}
    return {
        "urgency": rating["urgency"]["level"],
        "impact": rating["impact"]["level"],
        "priority": rating["priority"],
        "signals": [signal["name"] for signal in rating["signals"]],
    }


def gist(variant: Variant, values: Values) -> Variant:
    """Return `variant` with empty placeholders left out: better than no answer."""
    known = {name: _shown(values.get(name)) or "" for name in _names(variant)}
    return _substituted(variant, known)


def _script(name: str, variants: Sequence[Mapping[str, Any]]) -> list[Variant]:
    try:
        return [_variant(variant) for variant in variants]
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"script {name}: {error!r}") from error


def _variant(content: Mapping[str, Any]) -> Variant:
    text, share = content["text"], content.get("share")
    if not isinstance(text, str) or not text.strip():
        raise ValueError("a variant without text")
    when = content.get("when")
    return Variant(
        id=str(content["id"]),
        text=text,
        buttons=tuple(_buttons(content.get("buttons"))),
        locale=str(content.get("locale") or DEFAULT_LOCALE),
        channel=content.get("channel"),
        when=dict(when) if when else None,
        share=1.0 if share is None else float(share),
    )


def _buttons(content: Any) -> Iterator[Button]:
    for button in content or ():
        title = str(button["title"])
        text = str(button.get("text") or button.get("payload") or title)
        # A payload of Rasa's own syntax is no message that a customer could send.
        yield Button(title, title if text.startswith("/") else text)


def _in_locale(variants: Sequence[Variant], locale: str) -> list[Variant]:
    language = locale.split("-")[0].split("_")[0]
    for wanted in (locale, language, DEFAULT_LOCALE):
        found = [variant for variant in variants if variant.locale == wanted]
        if found:
            return found
    return []


def _holds(when: Mapping[str, Any], values: Values) -> bool:
    return all(_met(wanted, values.get(name)) for name, wanted in when.items())


def _met(wanted: Any, value: Any) -> bool:
    """One of the values asked for; of a list, such as the signals, any one will do."""
    if wanted in ("present", "absent"):
        return (value in (None, "", [])) is (wanted == "absent")
    choices = wanted if isinstance(wanted, list) else [wanted]
    given = value if isinstance(value, list) else [value]
    return any(one in choices for one in given)


def _filled(variant: Variant, values: Values) -> Variant | None:
    known = {name: _shown(values.get(name)) for name in _names(variant)}
    found = {name: value for name, value in known.items() if value is not None}
    return _substituted(variant, found) if len(found) == len(known) else None


def _names(variant: Variant) -> set[str]:
    texts = [variant.text]
    for button in variant.buttons:
        texts += [button.title, button.text]
    return {name for text in texts for name in _PLACEHOLDER.findall(text)}


def _shown(value: Any) -> str | None:
    """Return a slot's value as it is spoken; None for what cannot be spoken."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip() or None


def _substituted(variant: Variant, known: Mapping[str, str]) -> Variant:
    """Fill in one pass: a value with braces in it stays what it is."""

    def fill(text: str) -> str:
        return _PLACEHOLDER.sub(lambda match: known.get(match[1], ""), text)

    buttons = tuple(Button(fill(b.title), fill(b.text)) for b in variant.buttons)
    return replace(variant, text=fill(variant.text), buttons=buttons)


def _draw(variants: Sequence[Variant], seed: str) -> Variant:
    """Rendezvous hashing by weight (Schindelhauer, Schomaker 2005).

    Wordings that come or go move only the conversations that would have heard them.
    handoff/domain/script.py draws alike.
    """

    def distance(variant: Variant) -> float:
        key = f"{seed} {variant.id}".encode("utf-8", "replace")
        digest = hashlib.blake2b(key, digest_size=8).digest()
        return -math.log((int.from_bytes(digest, "big") + 1) / 2**64) / variant.share

    return min(variants, key=distance)
