"""Runs the bot's own library, in the bot's own Python, without starting Rasa."""

import os
import subprocess

import typer


def run_library(arguments: list[str], *, capture: bool = False) -> str:
    """Run `python -m bot.understanding ARGUMENTS`; its output if it is to be captured.

    Exits with its code when it is not 0: it has said why on standard error. What serves
    is what answers here, without the seconds that Rasa takes to start.
    """
    from handoff.config import ROOT
    from handoff.gateways import training

    command = [str(training.bot_python(ROOT)), "-m", "bot.understanding", *arguments]
    env = {**os.environ, **training.QUIET_RASA}
    out = subprocess.PIPE if capture else None
    try:
        done = subprocess.run(command, cwd=ROOT, env=env, stdout=out, check=False)
    except FileNotFoundError as error:
        typer.echo("the bot's environment is missing: run make install", err=True)
        raise typer.Exit(2) from error
    if done.returncode:
        raise typer.Exit(done.returncode)
    return done.stdout.decode() if capture else ""
