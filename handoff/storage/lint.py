"""The linter as data/lint and the policies in force make it."""

from pathlib import Path
from typing import Any, Final

import msgspec
import yaml

from handoff.domain.service_levels import SlaPolicy
from handoff.errors import PolicyFileError
from handoff.linter import Commitments, Linter, LintRules, RuleFault
from handoff.linter.rules import (
    LimitFile,
    Placeholder,
    PlaceholderFile,
    RuleFile,
    WordFile,
)
from handoff.storage.files import read_yaml

RULE_FILES: Final = ("tone.yml", "signals.yml", "form.yml")


class _BotPolicy(msgspec.Struct, frozen=True):
    promises: list[str]


def read_lint_rules(content_dir: Path) -> LintRules:
    """All of data/lint; the slots of domain.yml can be named as well.

    Raises:
        PolicyFileError: a file is malformed.
    """
    folder = content_dir / "lint"
    named = read_yaml(folder / "placeholders.yml", PlaceholderFile).placeholders
    slots = read_domain(content_dir).get("slots") or {}
    return LintRules(
        files=[read_yaml(folder / name, RuleFile) for name in RULE_FILES],
        words=[read_yaml(folder / "words.yml", WordFile)],
        limits=read_yaml(folder / "limits.yml", LimitFile),
        placeholders={**{slot: Placeholder(about=slot) for slot in slots}, **named},
    )


def read_linter(content_dir: Path, levels: SlaPolicy) -> Linter:
    """The linter that holds wordings against the policies in force.

    Raises:
        PolicyFileError: a file is malformed, or a rule cannot be used.
    """
    try:
        return Linter(
            read_lint_rules(content_dir), read_commitments(content_dir, levels)
        )
    except RuleFault as fault:
        raise PolicyFileError(content_dir / "lint", None, str(fault)) from fault


def read_commitments(content_dir: Path, levels: SlaPolicy) -> Commitments:
    """What the company stands for: the bot's promises, and the slowest first answer.

    Raises:
        PolicyFileError: the bot's policy is malformed.
    """
    promises = read_yaml(content_dir / "policies" / "bot.yml", _BotPolicy).promises
    slowest = max(one.first_response for one in levels.priorities.values())
    return Commitments(promises, slowest)


def read_domain(content_dir: Path) -> dict[str, Any]:
    """What Rasa's domain.yml beside the content folder says; empty without one.

    Raises:
        PolicyFileError: it is not YAML.
    """
    path = content_dir.parent / "domain.yml"
    if not path.is_file():
        return {}
    try:
        found = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise PolicyFileError(path, None, str(error)) from error
    return found if isinstance(found, dict) else {}
