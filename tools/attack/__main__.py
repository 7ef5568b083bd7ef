"""`python -m tools.attack`."""

import sys

from tools.attack.run import main

if __name__ == "__main__":  # the honest customers are processes that import this again
    sys.exit(main())
