"""`python -m bot ...`: Rasa's command line, lean, without its libraries' warnings."""

import sys
import warnings
from pathlib import Path

from bot.lean import make_lean

lean = make_lean(sys.argv[1:], Path("config.yml"))

# Sanic shows every deprecation again when it is imported: first it, then the filter.
import sanic.app  # noqa: F401, E402 - imported for what it does

warnings.filterwarnings("ignore", category=DeprecationWarning)

# Warns when it is imported; later Rasa would show that, as it shows user warnings.
import matplotlib  # noqa: F401, E402 - imported for what it does

if lean:
    # Known by their names, as if Rasa's list of components had been imported.
    import rasa.core.policies.memoization
    import rasa.core.policies.rule_policy  # noqa: F401 - imported for what it does

if __name__ == "__main__":
    from rasa.__main__ import main

    main()
