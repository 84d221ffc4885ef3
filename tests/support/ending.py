"""How a conversation ended, as a console says it."""

SETTLED = {"outcome": "solved", "remedy": "apology", "root_cause": "carrier_late"}
