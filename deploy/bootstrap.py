"""Sets a checkout up and starts things in it; needs nothing but a Python.

python3 deploy/bootstrap.py install | lock | run | test | clean
"""

# Written for any Python 3, so that an old one gets a clear sentence and no traceback.
import sys
from pathlib import Path

NEWEST = (3, 13)
OLDEST = (3, 11)


def main(arguments: "list[str]") -> int:
    """Run the verb in `arguments` and return the exit code."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        found = "{}.{} ({})".format(*sys.version_info[:2], sys.executable)
        print(
            "Firstline needs Python 3.11, 3.12 or 3.13; this one is " + found + ".\n"
            "Name another one:  make PYTHON=/path/to/python3.11 run",
            file=sys.stderr,
        )
        return 2
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    from deploy.verbs import dispatch

    return dispatch(arguments)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
