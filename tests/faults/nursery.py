"""Forks real desks on request: `python -m tests.faults.nursery [MUTANT]`.

A line on standard input, empty or a crash point, starts a desk by the environment's
settings; its process id and later its exit status are written back. Forking spares
each new life the second that importing takes; all else is `firstline serve`.
"""

import os
import sys

from handoff import server
from handoff.config import Settings
from tests.faults import mutants, outbox_mutants


def main(names: list[str]) -> None:
    """Desks have lived, one after another, until standard input was closed."""
    for name in names:
        plant = outbox_mutants.PLANTS.get(name) or mutants.MUTANTS[name].plant
        plant()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _live(line.strip() or None)
        _say("started", child)
        _, status = os.waitpid(child, 0)
        _say("ended", os.waitstatus_to_exitcode(status))


def _say(word: str, number: int) -> None:
    sys.stdout.write(f"{word} {number}\n")
    sys.stdout.flush()


def _live(crash_at: str | None) -> None:
    status = 1
    try:
        server.run(Settings.from_env(os.environ), crash_at=crash_at)
        status = 0
    finally:
        # The parent's loop must never run on in the child.
        os._exit(status)


if __name__ == "__main__":
    main(sys.argv[1:])
