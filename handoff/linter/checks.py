"""Rules that are more than a pattern; their words and examples are in data/lint."""

import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from handoff.linter.model import Commitments, Wording
from handoff.linter.patterns import Hit, Sentences
from handoff.linter.promises import Covered, promises_in
from handoff.linter.reading import grade
from handoff.linter.rules import LimitFile, Placeholder, either

_PLACEHOLDER: Final = re.compile(r"\{([A-Za-z_]\w*)\}")
# What conditions may always ask of a value.
_ASKED: Final = ("present", "absent")


class Checks:
    """What the checks know: numbers, promises, and what can be named."""

    def __init__(
        self,
        limits: LimitFile,
        placeholders: Mapping[str, Placeholder],
    ) -> None:
        self.limits = limits
        self.covered = Covered([], answer_minutes=0)
        self.placeholders = placeholders
        self._next_steps = either(limits.next_steps, place="next_steps")
        self._acts = either(limits.acts, place="acts")
        self._times = either(limits.times, place="times")
        self._answers = either([limits.answers], place="answers")

    def stand_by(self, commitments: Commitments) -> None:
        """Times are held against these promises from now on."""
        self.covered = Covered(
            commitments.promises, answer_minutes=commitments.answer_minutes
        )

    def promised_time(self, wording: Wording) -> Iterator[Hit]:
        """Times that no policy stands for; a handoff leaves times to the desk."""
        sentences = Sentences(wording.text)
        for promise in promises_in(wording.text):
            answer = bool(self._answers.search(sentences.around(promise.start)))
            if wording.purpose == "handoff":
                reason = "A handoff promises no time: the desk adds the true wait."
                yield Hit(promise.start, promise.end, None, reason)
            elif not self.covered.covers(promise, answer=answer):
                yield Hit(promise.start, promise.end, self.covered.nearest(promise))

    def length(self, wording: Wording) -> Iterator[Hit]:
        """Text beyond what fits the channel."""
        most = self.limits.longest(wording.channel)
        if len(wording.text) > most:
            yield Hit(most, len(wording.text))

    def reading_grade(self, wording: Wording) -> Iterator[Hit]:
        """A text that is hard to read."""
        if not wording.locale.startswith("en"):
            return
        limit = self.limits.grade
        found = grade(wording.text, fewest_words=limit.fewest_words)
        if found is not None and found > limit.most:
            yield Hit(0, len(wording.text))

    def unknown_placeholder(self, wording: Wording) -> Iterator[Hit]:
        """Placeholders that nobody fills in scripts of this purpose."""
        known = self.fillable(wording.purpose)
        for match in _PLACEHOLDER.finditer(wording.text):
            if match[1] not in known:
                near = difflib.get_close_matches(match[1], known, n=1, cutoff=0.75)
                rewrite = f"{{{near[0]}}}" if near else None
                yield Hit(match.start(), match.end(), rewrite)
        for button in wording.buttons:
            for match in _PLACEHOLDER.finditer(button):
                if match[1] not in known:
                    reason = f"A button names {match[0]}, which nothing fills."
                    yield Hit(0, len(wording.text), None, reason)

    def fillable(self, purpose: str) -> list[str]:
        """The placeholders that scripts of the purpose can have filled."""
        who = "desk" if purpose == "system" else "bot"
        return [
            name
            for name, one in self.placeholders.items()
            if one.spoken and (one.who in (who, "both") or purpose == "reply")
        ]

    def condition(self, wording: Wording) -> Iterator[Hit]:
        """Conditions that can never hold."""
        for name, wanted in (wording.when or {}).items():
            reason = self._fault_of(name, wanted)
            if reason:
                yield Hit(0, len(wording.text), None, reason)

    def _fault_of(self, name: str, wanted: Any) -> str | None:
        known = self.placeholders.get(name)
        if known is None:
            return f"The condition asks for {name!r}, which the bot does not know."
        for one in wanted if isinstance(wanted, list) else [wanted]:
            if isinstance(one, dict | list) or one is None:
                return f"The condition on {name!r} needs a plain value."
            if one not in _ASKED and known.values and one not in known.values:
                values = ", ".join(str(value) for value in known.values)
                return f"{name!r} is never {one!r}, but one of: {values}."
        return None

    def missing_locale(self, wording: Wording) -> Iterator[Hit]:
        """Languages that we serve and the script does not speak."""
        if wording.lacks:
            reason = f"The script lacks: {', '.join(wording.lacks)}."
            yield Hit(0, len(wording.text), None, reason)

    def next_step(self, wording: Wording) -> Iterator[Hit]:
        """A text that leaves the customer without a way on."""
        if not wording.buttons and not self._next_steps.search(wording.text):
            yield Hit(0, len(wording.text))

    def no_time(self, wording: Wording) -> Iterator[Hit]:
        """Something that we do, without a time."""
        act = self._acts.search(wording.text)
        asked = "?" in wording.text or wording.buttons
        if act and not asked and not self._times.search(wording.text):
            yield Hit(act.start(), act.end())


Check = Callable[[Checks, Wording], Iterator[Hit]]

CHECKS: Final[Mapping[str, Check]] = {
    "promised_time": Checks.promised_time,
    "length": Checks.length,
    "reading_grade": Checks.reading_grade,
    "unknown_placeholder": Checks.unknown_placeholder,
    "condition": Checks.condition,
    "missing_locale": Checks.missing_locale,
    "next_step": Checks.next_step,
    "no_time": Checks.no_time,
}
