"""`python -m handoff`: the same as `firstline serve`."""

import typer

from handoff.cli.serve import serve

if __name__ == "__main__":
    typer.run(serve)
