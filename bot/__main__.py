"""`python -m bot ...`: Rasa's command line, without its libraries' warnings."""

import warnings

# Sanic shows every deprecation again when it is imported: first it, then the filter.
import sanic.app  # noqa: F401 - imported for what it does

warnings.filterwarnings("ignore", category=DeprecationWarning)

# Warns when it is imported; later Rasa would show that, as it shows user warnings.
import matplotlib  # noqa: F401, E402 - imported for what it does

if __name__ == "__main__":
    from rasa.__main__ import main

    main()
