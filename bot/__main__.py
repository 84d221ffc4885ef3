"""`python -m bot ...`: Rasa's command line, without its libraries' warnings."""

import warnings

# Sanic shows every deprecation again when it is imported: first it, then the filter.
import sanic.app  # noqa: F401 - imported for what it does

warnings.filterwarnings("ignore", category=DeprecationWarning)

if __name__ == "__main__":
    from rasa.__main__ import main

    main()
