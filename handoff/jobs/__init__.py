"""Loops that run beside the sockets: bot turns, triage, the bot's readiness."""

from handoff.jobs.running import running_jobs

__all__ = ["running_jobs"]
