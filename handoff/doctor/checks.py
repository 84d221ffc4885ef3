"""All checks, in the order in which their cures are best applied."""

from handoff.doctor import database, environments, files, network, timers
from handoff.doctor.finding import Check, Finding, Place

CHECKS: tuple[Check, ...] = (
    environments.pythons,
    environments.packages,
    files.encoder,
    files.model,
    files.triage,
    files.sqlite,
    files.data_dir,
    database.database,
    database.mail,
    database.dead_letters,
    timers.timers,
    network.ports,
    network.exposure,
)


def examine(place: Place) -> list[Finding]:
    """The findings of every check."""
    return [finding for check in CHECKS for finding in check(place)]
