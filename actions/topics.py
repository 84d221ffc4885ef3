"""The topics the bot can be asked about, and what each of its scripts asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from actions.triage import yamlfile

ASKS = frozenset(
    {"settled", "choice", "person", "way", "order", "postcode", "which", "previous"}
    | {"nothing"}
)
KINDS = frozenset({"complaint", "question", "chitchat"})
_KEYS = frozenset({"kind", "skill", "order", "asks", "label", "say"})


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic: an intent of the same name, a script `utter_<id>`, a rule."""

    id: str
    kind: str
    skill: str
    needs_order: bool
    asks: str
    label: str
    say: str

    @property
    def script(self) -> str:
        """The name of the topic's answer."""
        return f"utter_{self.id}"


@dataclass(frozen=True, slots=True)
class Topics:
    """All topics, and what the scripts that belong to none of them ask."""

    by_id: Mapping[str, Topic]
    questions: Mapping[str, str]

    def matter(self, intent: str) -> Topic | None:
        """The topic of an intent that is a complaint or a question, else None."""
        topic = self.by_id.get(intent)
        return topic if topic and topic.kind != "chitchat" else None

    def asked_by(self, scripts: tuple[str, ...]) -> str:
        """What the last asking one of these scripts asks; "nothing" if none does."""
        for script in reversed(scripts):
            topic = self.by_id.get(script.removeprefix("utter_"))
            asks = self.questions.get(script) or (topic.asks if topic else "nothing")
            # A topic's own "did that settle it?" is a script that follows its answer.
            if asks != "nothing":
                return asks
        return "nothing"

    def answers(self, scripts: tuple[str, ...]) -> tuple[str, ...]:
        """Those of the scripts that try to settle a matter, in their order."""
        tries = {topic.script for topic in self.by_id.values()} | {"utter_deny"}
        return tuple(script for script in scripts if script in tries)


def load_topics(path: Path) -> Topics:
    """The topics file; raises TriageDataError naming file, line and reason."""
    root = yamlfile.read(path)
    root.mapping(frozenset({"version", "topics", "questions"}))
    topics = {}
    for name, node in root.need("topics").walk():
        node.mapping(_KEYS)
        topics[name] = Topic(
            id=name,
            kind=_choice(node.need("kind"), KINDS),
            skill=node.need("skill").text(),
            needs_order=node.need("order").value is True,
            asks=_choice(node.need("asks"), ASKS),
            label=node.need("label").text(),
            say=node.need("say").text(),
        )
    questions = {
        script: _choice(node, ASKS) for script, node in root.need("questions").walk()
    }
    return Topics(by_id=topics, questions=questions)


def _choice(node: yamlfile.Node, known: frozenset[str]) -> str:
    value = node.text()
    if value not in known:
        raise node.fail(f"'{value}' is not one of: {', '.join(sorted(known))}")
    return value
