"""`python leash.py PARENT COMMAND...`: becomes COMMAND, which ends with its parent.

Imports nothing but the standard library: it runs once before each child.
"""

import ctypes
import os
import signal
import sys

# linux/prctl.h: the signal this process gets when its parent is gone, however it
# went. It survives exec; elsewhere than on Linux a killed parent leaves its children.
PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> None:
    """Lead a new process group and exec the command; never returns."""
    parent, command = int(arguments[0]), arguments[1:]
    os.setsid()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died before the line above
            raise SystemExit(1)
    try:
        os.execvp(command[0], command)
    except OSError as error:
        raise SystemExit(f"{command[0]} cannot be started: {error}") from error


if __name__ == "__main__":
    main(sys.argv[1:])
