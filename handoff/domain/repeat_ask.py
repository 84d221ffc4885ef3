"""Questions whose answers are in the packet: nobody should have to say it twice.

A sentence asks for a fact when words that ask ("could you send me") stand shortly
before the fact's name, or when it is one of the fact's own questions ("when did you
order").
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Annotated, Any, Final

import msgspec

Phrase = Annotated[str, msgspec.Meta(min_length=2, max_length=80)]

BETWEEN: Final = 8
"""Words that may stand between the asking words and the fact's name."""
SHORT: Final = 4
"""A question of so few words asks by naming the fact alone: "Your order number?"."""
GAP: Final = 4
"""Words that `*` stands for in a question, at most."""

_SENTENCE: Final = re.compile(r"[^.!?\n]+[.!?]*")
_WORD: Final = re.compile(r"[\w'@£$€]+")


class FactQuestions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How one fact is asked for.

    `names` need asking words before them; `questions` ask by themselves; `except_`
    phrases mean something else and are not looked at.
    """

    names: list[Phrase] = []
    questions: list[Phrase] = []
    except_: list[Phrase] = msgspec.field(default_factory=list, name="except")


class RepeatAskPolicy(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True
):
    """How agents ask for what is known; data/policies/repeat_ask.yml."""

    version: int
    asks: Annotated[list[Phrase], msgspec.Meta(min_length=1)]
    facts: dict[str, FactQuestions]

    @cached_property
    def phrases(self) -> dict[str, list[tuple[str, frozenset[str]]]]:
        """By the longest word of each phrase: its fact, and the words that it needs.

        Looking for words first: patterns cost fifty times as much.
        """
        found: dict[str, list[tuple[str, frozenset[str]]]] = {}
        for name, fact in self.facts.items():
            for phrase in (*fact.names, *fact.questions):
                needs = frozenset(phrase.lower().split()) - {"*"}
                found.setdefault(max(needs, key=len), []).append((name, needs))
        return found

    def may_ask(self, sentence: str) -> set[str]:
        """The facts of which the sentence has all words of a phrase."""
        words, phrases = frozenset(sentence.split()), self.phrases
        return {
            fact
            for word in words & phrases.keys()
            for fact, needs in phrases[word]
            if needs <= words
        }

    @cached_property
    def patterns(self) -> dict[str, "_Patterns"]:
        """The compiled patterns of each fact."""
        asks = _either(self.asks)
        return {name: _compile(fact, asks) for name, fact in self.facts.items()}


class KnownFact(msgspec.Struct, frozen=True):
    """What the packet says of a fact; `seq` is the message it comes from."""

    fact: str
    label: str
    value: str
    seq: int | None


class Asked(msgspec.Struct, frozen=True):
    """A fact that a text asks for, with its answer if the packet has one."""

    fact: str
    known: KnownFact | None


class _Patterns(msgspec.Struct, frozen=True):
    named: re.Pattern[str] | None
    asked: re.Pattern[str] | None
    exceptions: re.Pattern[str] | None


def asked_in(
    text: str, policy: RepeatAskPolicy, known: Mapping[str, KnownFact]
) -> list[Asked]:
    """The facts that the text asks for, each once, in the policy's order.

    A sentence that says the answer itself ("is 4471-0093 right?") makes sure and does
    not ask.
    """
    sentences = [(one, policy.may_ask(one)) for one in _sentences(text)]
    if not any(facts for _, facts in sentences):
        return []
    found = []
    for fact, patterns in policy.patterns.items():
        answer = known.get(fact)
        asking = [
            sentence
            for sentence, facts in sentences
            if fact in facts and _asks(sentence, patterns)
        ]
        if any(answer is None or not _says(s, answer.value) for s in asking):
            found.append(Asked(fact, answer))
    return found


def known_facts(
    packet: Mapping[str, Any],
    corrections: Sequence[Mapping[str, Any]],
    labels: Mapping[str, str],
) -> dict[str, KnownFact]:
    """What an agent can read in the packet and in the customer's corrections of it.

    Args:
        packet: sealed, as in docs/protocol.md.
        corrections: what the customer changed since, oldest first.
        labels: how facts are named to people, by fact.
    """
    known: dict[str, KnownFact] = {}

    def learn(fact: str, value: Any, seq: int | None) -> None:
        if value not in (None, "", [], {}) and not isinstance(value, (dict, bool)):
            shown = ", ".join(map(str, value)) if isinstance(value, list) else value
            known[fact] = KnownFact(fact, labels.get(fact, fact), str(shown), seq)

    customer = msgspec.to_builtins(packet.get("customer")) or {}
    learn("customer_name", customer.get("name"), None)
    learn("email", customer.get("email"), None)
    order = packet.get("order") or {}
    for fact, field in _OF_ORDER.items():
        learn(fact, order.get(field), None)
    summary = packet.get("summary") or []
    if summary:
        learn("what_happened", summary[0]["text"], summary[0]["seq"])
    for one in packet.get("facts", ()):
        learn(one["name"], one["value"], (one.get("source") or {}).get("seq"))
    for one in corrections:
        learn(one["name"], one["new"], one["seq"])
    return known


_OF_ORDER: Final[Mapping[str, str]] = {
    "order_number": "number",
    "item": "items",
    "date": "ordered_on",
    "delivered_on": "delivered_on",
    "amount": "total",
}


def _asks(sentence: str, patterns: _Patterns) -> bool:
    if patterns.exceptions is not None:
        sentence = patterns.exceptions.sub(" ", sentence)
    if patterns.named is not None and patterns.named.search(sentence):
        return True
    return patterns.asked is not None and bool(patterns.asked.search(sentence))


def _says(sentence: str, value: str) -> bool:
    bare = "".join(_WORD.findall(value.lower()))
    return bool(bare) and bare in "".join(_WORD.findall(sentence))


def _sentences(text: str) -> Iterator[str]:
    """Lower case, one blank between words; a question keeps its mark as a word."""
    for found in _SENTENCE.findall(text.lower().replace("’", "'")):
        words = _WORD.findall(found)
        if words:
            mark = " ?" if found.rstrip().endswith("?") else ""
            yield " ".join(words) + mark


def _compile(fact: FactQuestions, asks: str) -> _Patterns:
    names, questions = _either(fact.names), _either(fact.questions)
    word = r"[\w'@£$€]+ "
    named = (
        rf"\b(?:{asks}) (?:{word}){{0,{BETWEEN}}}?(?:{names})\b"
        rf"|^(?:{word}){{0,{SHORT - 1}}}?(?:{names})(?: please)? \?$"
    )
    asked = (
        rf"^(?:{questions})\b|\b(?:{questions})\b.* \?$|\b(?:{asks}) (?:{questions})\b"
    )
    return _Patterns(
        re.compile(named) if fact.names else None,
        re.compile(asked) if fact.questions else None,
        re.compile(rf"\b(?:{_either(fact.except_)})\b") if fact.except_ else None,
    )


def _either(phrases: Sequence[str]) -> str:
    return "|".join(_phrase(phrase) for phrase in phrases)


def _phrase(phrase: str) -> str:
    parts = phrase.lower().split()
    written = ""
    for place, part in enumerate(parts):
        if part == "*":
            written += rf"(?:[\w']+ ){{0,{GAP}}}?"
        else:
            blank = "" if place + 1 == len(parts) else " "
            written += re.escape(part) + blank
    return written
