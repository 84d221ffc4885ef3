"""`python -m handoff.cli`: the same as `firstline`."""

from handoff.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
