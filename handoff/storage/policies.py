"""The desk's policies and words, read from data/ and checked before anything starts."""

from pathlib import Path

from handoff.domain.policy import (
    DeskPolicy,
    Policies,
    RoutingPolicy,
    faults,
    protocol_faults,
)
from handoff.domain.protocol import ProtocolPolicy
from handoff.domain.words import REQUIRED, SECTION, Words
from handoff.errors import PolicyFileError
from handoff.storage.files import fault_at, read_json, read_yaml


def read_policies(content_dir: Path) -> Policies:
    """The company's policies, fitting together.

    Raises:
        PolicyFileError: a file is malformed or names something unknown.
    """
    folder = content_dir / "policies"
    policies = Policies(
        read_yaml(folder / "routing.yml", RoutingPolicy),
        read_yaml(folder / "desk.yml", DeskPolicy),
        read_yaml(folder / "protocols.yml", ProtocolPolicy),
    )
    wrong = faults(policies)
    if wrong:
        raise PolicyFileError(folder, None, "; ".join(wrong))
    for keys, reason in protocol_faults(policies):
        raise fault_at(folder / "protocols.yml", keys, reason)
    return policies


def read_words(content_dir: Path, *, locale: str = "en") -> Words:
    """The desk's phrases of one locale, complete.

    Raises:
        PolicyFileError: the catalogue is malformed or lacks a phrase.
    """
    path = content_dir / "locales" / f"{locale}.json"
    words = Words(read_json(path))
    missing = [key for key in REQUIRED if not words.has(key)]
    if missing:
        raise PolicyFileError(path, None, f"{SECTION} lacks {', '.join(missing)}")
    return words
