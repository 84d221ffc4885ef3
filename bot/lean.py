"""Leaves out what Rasa loads at every start and this bot never calls."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

# Rasa's own components that need none of what is left out; the others learn with
# TensorFlow or read other libraries' models.
_LIGHT = frozenset({"RulePolicy", "MemoizationPolicy", "AugmentedMemoizationPolicy"})
_COMPONENTS = re.compile(r"^\s*-?\s*\"?name\"?:\s*[\"']?([\w.]+)", re.MULTILINE)
# Of the 14 CPU seconds and 510 MB of a bare `import rasa`, 11 s and 400 MB are these.
LEARNING = ("tensorflow", "keras")
CHANNELS = (
    *("aiogram", "fbmessenger", "mattermostwrapper", "rocketchat_API"),
    *("slack_sdk", "socketio", "twilio", "webexteamssdk"),
)
STORES = ("boto3", "botocore", "pymongo", "redis")
PICTURES = ("matplotlib", "PIL")
CONSOLE = ("prompt_toolkit", "questionary")
REMINDERS = ("apscheduler",)
TRAINING = ("sklearn",)
# Rasa's commands that are lean, and what each of them does without.
_ALWAYS = LEARNING + CHANNELS + STORES + PICTURES + REMINDERS
COMMANDS = {"run": _ALWAYS + CONSOLE + TRAINING, "train": _ALWAYS}

_DEFAULT_COMPONENTS = "rasa.engine.recipes.default_components"


class LeftOut(RuntimeError):
    """Raised if something that was left out is called after all; says what it is."""


class _HollowClass(type):
    """What a left-out library's names stand for: fit to be named or inherited from."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _hollow(f"{cls.__module__}.{cls.__name__}", name)

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        raise LeftOut(
            f"{cls.__module__}.{cls.__name__} is left out of this process: see "
            "bot/lean.py"
        )


class _HollowModule(ModuleType):
    """A module that has every name."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _hollow(self.__name__, name)


class _Finder(MetaPathFinder, Loader):
    """Finds a hollow module for each left-out package and all that is below it."""

    def __init__(self, packages: Iterable[str]) -> None:
        self._packages = frozenset(packages)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: Any = None
    ) -> ModuleSpec | None:
        """Return a spec for what is left out, None for all else."""
        if fullname.partition(".")[0] not in self._packages:
            return None
        return ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Return the hollow module."""
        return _HollowModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing is in it."""


def leave_out(packages: Iterable[str]) -> None:
    """Make every later import of these packages a hollow one."""
    sys.meta_path.insert(0, _Finder(packages))


def make_lean(arguments: Sequence[str], config: Path) -> bool:
    """Leave out what the command does not need; tell whether that was done.

    Only for commands of COMMANDS, and only if all components in `config` are ours or
    light ones: whoever adds Rasa's DIETClassifier gets all of Rasa.
    """
    command = next((word for word in arguments if not word.startswith("-")), "")
    if command not in COMMANDS or not is_light(config):
        return False
    leave_out(COMMANDS[command])
    # Rasa imports its thirty components for the sake of their names.
    names = ModuleType(_DEFAULT_COMPONENTS)
    names.__dict__["DEFAULT_COMPONENTS"] = []
    sys.modules[_DEFAULT_COMPONENTS] = names
    return True


def is_light(config: Path) -> bool:
    """Tell whether every component that `config` names does without TensorFlow."""
    try:
        names = _COMPONENTS.findall(config.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return False
    return all(name in _LIGHT or name.startswith("bot.") for name in names)


def _hollow(module: str, name: str) -> Any:
    return _HollowClass(name, (), {"__module__": module})
