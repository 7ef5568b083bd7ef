"""What holds for every command: where haero runs, and an output that survives its terminal and its reader."""

import contextlib
import os
import sys
from collections.abc import Iterator

from haero.cli.texts import text

UNSUPPORTED = 2


def refuse_windows(platform: str) -> None:
    """Ends the process where locks, signals and file modes are not those that haero needs: before anything imports them."""
    if platform == "win32":
        sys.stderr.write(text("windows"))
        raise SystemExit(UNSUPPORTED)


@contextlib.contextmanager
def tolerant_output() -> Iterator[None]:
    """Characters that a terminal doesn't know become question marks; a reader that goes away ends nothing with a stack."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        yield
    except BrokenPipeError:
        raise SystemExit(1) from None
    finally:
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except BrokenPipeError:
                silence()


def silence() -> None:
    """Nobody reads the output any more: what is still written goes nowhere, at the end of the process too."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except BrokenPipeError:
                os.dup2(nowhere, stream.fileno())
    finally:
        os.close(nowhere)
