"""Runs the desk, the bot and the action server as children of one process."""
