"""The `firstline` command: a registry of commands, each imported only when asked for.

A new command is a module here with a function, and one line in COMMANDS.
"""

import sys
from collections.abc import Iterable
from importlib import import_module

import typer

# Name as typed -> "module:attribute", a function or (for `people ...`) a Typer app.
# A name of two words belongs to a group.
COMMANDS = {
    "up": "up:up",
    "serve": "serve:serve",
    "train": "train:train",
    "migrate": "migrate:migrate",
    "doctor": "doctor:doctor",
    "people": "people:people",
    "scripts": "scripts:scripts",
    "triage": "triage:triage",
    "labels": "labels:labels",
    "understand": "understand:understand",
    "talk": "talk:talk",
    "simulate": "simulate:simulate",
    "eval triage": "eval_triage:eval_triage",
    "eval intents": "eval_intents:eval_intents",
}

GROUPS = {"eval": "Measure the bot on messages whose right answer is known."}


def main() -> int:
    """Run the command named on the command line; returns the exit code."""
    words = [word for word in sys.argv[1:] if not word.startswith("-")]
    application(matching(words))()
    return 0


def matching(words: list[str]) -> list[str]:
    """Return the commands that `words` can mean; all of them if that is none."""
    typed = " ".join(words)
    found = [name for name in COMMANDS if f"{typed} ".startswith(f"{name} ")]
    return found or list(COMMANDS)


def application(names: Iterable[str]) -> typer.Typer:
    """Return the command line with these commands, their modules imported."""
    app = typer.Typer(
        help="Firstline: a chatbot front line for complaints, with a warm handoff.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback()(_top)
    groups: dict[str, typer.Typer] = {}
    for name in names:
        group, _, leaf = name.rpartition(" ")
        if group and group not in groups:
            groups[group] = typer.Typer(no_args_is_help=True)
            groups[group].callback()(_top)
            app.add_typer(groups[group], name=group, help=GROUPS[group])
        _attach(groups.get(group, app), leaf, COMMANDS[name])
    return app


def _attach(app: typer.Typer, name: str, target: str) -> None:
    module, _, attribute = target.partition(":")
    command = getattr(import_module(f"{__name__}.{module}"), attribute)
    if isinstance(command, typer.Typer):
        app.add_typer(command, name=name)
    else:
        app.command(name)(command)


def _top() -> None:
    """Keep the command's name on the command line even when it is the only one."""
