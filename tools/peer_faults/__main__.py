"""`python -m tools.peer_faults`."""

import sys

from tools.peer_faults.run import main

if __name__ == "__main__":
    sys.exit(main())
