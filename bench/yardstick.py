"""What other costs are held against: plain Python that never changes, done in the same rounds and on the same processor.

A turn makes a price from text, adds it up by symbol and writes a line of JSON. A figure's ratio to it is the same on a slow machine
as on a fast one, or nearly so.
"""

import json
import time
from decimal import Decimal

NAME = "turn of plain Python"
_TURNS = 10_000


def turn_cost() -> float:
    """Microseconds of CPU of one turn."""
    totals: dict[str, Decimal] = {}
    started, size = time.process_time(), 0
    for turn in range(_TURNS):
        symbol = f"S{turn % 100:03d}"
        totals[symbol] = totals.get(symbol, Decimal(0)) + Decimal(f"{turn % 977}.{turn % 100:02d}")
        size += len(json.dumps({"symbol": symbol, "total": str(totals[symbol]), "turn": turn}))
    assert size
    return (time.process_time() - started) / _TURNS * 1e6
