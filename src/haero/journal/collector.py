"""The garbage collector, while millions of objects are made that all stay."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

MANY = 50_000  # containers: below this, looking at them now and then costs nothing that counts


@contextmanager
def collector_off() -> Iterator[None]:
    """Keeps the collector from looking at what is being made, again and again, and finding nothing.

    Where much was made, it is never looked at afterwards either: it is there for as long as the process is.
    The collector is as it was at the end; inside another one of these, nothing happens.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
        if gc.get_count()[0] > MANY:
            gc.freeze()
    finally:
        gc.enable()
