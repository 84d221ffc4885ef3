"""What the bot does besides talking: triage every message, look up orders, hand over.

Served to Rasa by `python -m actions`. The modules here stay flat but for `triage/`, a
pure library; actions are registered one by one in `registry.py`.
"""
