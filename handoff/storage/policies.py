"""The desk's policies and words, read from data/ and checked before anything starts."""

from collections.abc import Mapping
from pathlib import Path

from handoff.domain.doors import DoorPolicy, door_faults
from handoff.domain.policy import DeskPolicy, Policies, faults, protocol_faults
from handoff.domain.protocol import ProtocolPolicy
from handoff.domain.routing_policy import RoutingPolicy, routing_faults
from handoff.domain.studio import StudioPolicy
from handoff.domain.webhook import WebhookPolicy, webhook_faults
from handoff.domain.words import REQUIRED, SECTION, Words
from handoff.errors import PolicyFileError
from handoff.storage.case_policies import read_case_policies
from handoff.storage.files import read_json
from handoff.storage.policy_files import PolicyFiles
from handoff.storage.time_rules import read_time_policy


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
    return read_policy_files(content_dir, stored or {})[0]


def read_policy_files(
    content_dir: Path, stored: Mapping[str, str]
) -> tuple[Policies, dict[str, str]]:
    """The company's policies, and the text of each of their files.

    Raises:
        PolicyFileError: a file is malformed or names something unknown.
    """
    folder = content_dir / "policies"
    files = PolicyFiles(folder, stored)
    routing = files.read("routing.yml", RoutingPolicy)
    protocols = files.read("protocols.yml", ProtocolPolicy)
    time = read_time_policy(
        files,
        teams=[team.id for team in routing.teams],
        protocols=protocols.protocols,
    )
    policies = Policies(
        routing,
        files.read("desk.yml", DeskPolicy),
        protocols,
        files.read("webhooks.yml", WebhookPolicy),
        read_case_policies(files, priorities=set(time.rules.levels.priorities)),
        time,
        files.read("doors.yml", DoorPolicy),
    )
    wrong = faults(policies)
    if wrong:
        raise PolicyFileError(folder, None, "; ".join(wrong))
    for place, why in routing_faults(policies.routing, set(policies.priorities)):
        raise files.fault_at("routing.yml", place, why)
    for keys, reason in protocol_faults(policies):
        raise files.fault_at("protocols.yml", keys, reason)
    for place, reason in webhook_faults(policies.webhooks):
        raise files.fault_at("webhooks.yml", place, reason)
    for place, reason in door_faults(policies.doors, set(policies.priorities)):
        raise files.fault_at("doors.yml", place, reason)
    return policies, files.texts


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


def read_studio_policy(
    content_dir: Path, stored: Mapping[str, str] | None = None
) -> StudioPolicy:
    """How the content team works.

    Raises:
        PolicyFileError: the file is malformed.
    """
    files = PolicyFiles(content_dir / "policies", stored or {})
    return files.read("studio.yml", StudioPolicy)
