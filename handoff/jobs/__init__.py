"""Loops that run beside the sockets: bot turns, triage, the bot's readiness."""
