"""The desk's policies and words, read from data/ and checked before anything starts."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from handoff.domain.policy import (
    DeskPolicy,
    Policies,
    RoutingPolicy,
    faults,
    protocol_faults,
)
from handoff.domain.protocol import ProtocolPolicy
from handoff.domain.webhook import WebhookPolicy, webhook_faults
from handoff.domain.words import REQUIRED, SECTION, Words
from handoff.errors import PolicyFileError
from handoff.storage.files import fault_at, parse_yaml, read_json, read_yaml

T = TypeVar("T")


class PolicyFiles:
    """The files of data/policies, each with its stored text in place of the shipped.

    Args:
        folder: where the shipped files lie.
        stored: texts that an admin has put into force, by file name.
    """

    def __init__(self, folder: Path, stored: Mapping[str, str]) -> None:
        self._folder = folder
        self._stored = stored

    def read(self, name: str, type: type[T]) -> T:
        """The file's content as a value of the type.

        Raises:
            PolicyFileError: it is missing, is not YAML, or does not fit the type.
        """
        if name in self._stored:
            return parse_yaml(self._stored[name], type, self._folder / name)
        return read_yaml(self._folder / name, type)

    def fault_at(
        self, name: str, keys: Sequence[str | int], reason: str
    ) -> PolicyFileError:
        """The error to raise about the value that the keys lead to, with its line."""
        return fault_at(self._folder / name, keys, reason, text=self._stored.get(name))


def read_policies(
    content_dir: Path, stored: Mapping[str, str] | None = None
) -> Policies:
    """The company's policies, fitting together.

    Args:
        content_dir: the folder whose `policies` hold the shipped files.
        stored: texts that an admin has put into force, by file name.

    Raises:
        PolicyFileError: a file is malformed or names something unknown.
    """
    folder = content_dir / "policies"
    files = PolicyFiles(folder, stored or {})
    policies = Policies(
        files.read("routing.yml", RoutingPolicy),
        files.read("desk.yml", DeskPolicy),
        files.read("protocols.yml", ProtocolPolicy),
        files.read("webhooks.yml", WebhookPolicy),
    )
    wrong = faults(policies)
    if wrong:
        raise PolicyFileError(folder, None, "; ".join(wrong))
    for keys, reason in protocol_faults(policies):
        raise files.fault_at("protocols.yml", keys, reason)
    for place, reason in webhook_faults(policies.webhooks):
        raise files.fault_at("webhooks.yml", place, reason)
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
