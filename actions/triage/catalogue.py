"""Rules by the words that their patterns cannot do without, so that few are tried."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from actions.triage.patterns import Pattern, Stream
from actions.triage.rules import Rule


class Catalogue:
    """Finds the rules worth trying on a message, in the order in which they came."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._entries = [(rule, pattern) for rule in rules for pattern in rule.any]
        spoken = Counter(
            form
            for _, pattern in self._entries
            for forms in pattern.required
            for form in forms
        )
        self._under: dict[str, list[int]] = {}
        for number, (_, pattern) in enumerate(self._entries):
            # Words that many patterns need ("i", "you") are in most messages too.
            rarest = min(pattern.required, key=lambda f: sum(spoken[w] for w in f))
            for form in rarest:
                self._under.setdefault(form, []).append(number)

    def worth_trying(self, stream: Stream) -> Iterator[tuple[Rule, list[Pattern]]]:
        """Each rule that may match, with those of its patterns that may."""
        numbers: set[int] = set()
        for form in stream.forms:
            numbers.update(self._under.get(form, ()))
        rule: Rule | None = None
        patterns: list[Pattern] = []
        for number in sorted(numbers):
            owner, pattern = self._entries[number]
            if owner is not rule:
                if rule is not None:
                    yield rule, patterns
                rule, patterns = owner, []
            patterns.append(pattern)
        if rule is not None:
            yield rule, patterns
