"""A day of the desk in a second: the real rules on a moved clock, no database."""
