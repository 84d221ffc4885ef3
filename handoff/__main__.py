"""`python -m handoff`: the same as `firstline serve`."""

from handoff.cli.serve import serve

if __name__ == "__main__":
    serve()
