"""What the studio goes by: the topics there are, and what a new model may lose."""

from pathlib import Path
from typing import Any

import msgspec

from handoff.domain.gate import OUT_OF_SCOPE, GatePolicy
from handoff.storage.files import read_yaml


class StudioPolicies(msgspec.Struct, frozen=True):
    """Shipped topics with how they are named to people, and the gate of trainings."""

    topics: dict[str, str]
    gate: GatePolicy


class _Topic(msgspec.Struct):
    label: str


class _TopicsFile(msgspec.Struct):
    topics: dict[str, _Topic]
    questions: dict[str, Any] = {}


def read_studio_policies(content_dir: Path) -> StudioPolicies:
    """The studio's policies.

    Raises:
        PolicyFileError: a file is malformed.
    """
    folder = content_dir / "policies"
    named = read_yaml(folder / "topics.yml", _TopicsFile).topics
    topics = {topic: about.label for topic, about in named.items()}
    # Not a matter of its own, and yet the place for what the bot shall leave alone.
    topics.setdefault(OUT_OF_SCOPE, OUT_OF_SCOPE)
    return StudioPolicies(topics, read_yaml(folder / "training_gate.yml", GatePolicy))
