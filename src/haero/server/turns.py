"""How long a scan may go on before others have their turn."""

import gc
import time

from haero.server.call import Answer, Scan

LONGEST = 0.001
"""Seconds after which a scan gives way at its next yield; what lies between two yields is meant to take no longer than this."""


def turns(scan: Scan) -> Scan:
    """The same scan, giving way only where it has had its turn: yields are frequent, and most steps take next to no time.

    What it finds does not depend on where it gives way.
    """
    began = time.perf_counter()
    while True:
        try:
            next(scan)
        except StopIteration as done:
            answer: Answer = done.value
            return answer
        if time.perf_counter() - began >= LONGEST:
            # Left alone, the collector counts what is made less what is thrown away: caches that are full do both, so that it
            # sleeps until it has tens of thousands of young objects to look at, and holds everybody up for as many microseconds.
            gc.collect(0)
            yield
            began = time.perf_counter()
