"""Other processes seen from the desk: the bot and the triage worker."""
