"""`python -m bench [NAME]…`: all benchmarks, or those named.

http desk scale queries quotations realtime engines replay start restart growth memory
client_orders client_store client_start

`python -m bench quick [NAME]…`: with a tenth of everything, to see that they run; its figures say little. Without names:
all but the engines, which want environments of their own.
`python -m bench against REV NAME…`: those named, in turn with the same of another revision (bench/against.py).
"""

import sys

from bench import (
    against,
    client_orders,
    client_start,
    client_store,
    engines,
    growth,
    http_orders,
    in_process,
    memory,
    queries,
    quotations,
    realtime,
    replay,
    restart,
    scale,
    start,
)
from bench.effort import FULL, QUICK
from bench.report import say

RUNS = {
    "http": http_orders.run,
    "desk": in_process.run,
    "scale": scale.run,
    "queries": queries.run,
    "quotations": quotations.run,
    "realtime": realtime.run,
    "engines": engines.run,
    "replay": replay.run,
    "start": start.run,
    "restart": restart.run,
    "growth": growth.run,
    "memory": memory.run,
    "client_orders": client_orders.run,
    "client_store": client_store.run,
    "client_start": client_start.run,
}


def main() -> int:
    if sys.argv[1:2] == ["against"]:
        return against.main(sys.argv[2:])
    quick = sys.argv[1:2] == ["quick"]
    wanted = sys.argv[2 if quick else 1 :] or [name for name in RUNS if not quick or name != "engines"]
    for name in wanted:
        if name not in RUNS:
            say(f"{name}: no such benchmark; there are {', '.join(RUNS)}")
            return 2
    for name in wanted:
        say(f"running {name}")
        RUNS[name](QUICK if quick else FULL)
    return 0


sys.exit(main())
