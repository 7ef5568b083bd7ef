"""A trader's program of its own: orders once as its input says, and says what it was told. May be stopped or killed."""

import json
import sys

import haero


def main() -> None:
    """Reads {"client": {...}, "key": "..."}, says "ready", waits for a line, orders, says [what, number]."""
    told = json.loads(sys.stdin.readline())
    kis = haero.Client(**told["client"])
    kis.token_expires_at()
    say("ready")
    sys.stdin.readline()
    try:
        order = kis.buy("AAPL", 10, "100", key=told["key"])
        said = ["done", order.odno]
    except haero.OrderOutcomeUnknown:
        said = ["unknown", ""]
    except KeyboardInterrupt:
        said = ["stopped", *(error.key for error in kis.unknowns())]
    say(json.dumps(said))


def say(text: str) -> None:
    """One line for who started this."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
