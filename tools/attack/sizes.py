"""How large the attacks are."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    """The defaults are the full size, for a machine with two cores and 8 GB: about an hour for all."""

    seed: int = 1
    requests: int = 20_000
    connections: int = 2_000
    orders: int = 1_000_000
    count: int = 1_000_000
    seconds: int = 3_600


MEANINGS = {
    "seed": "of everything random",
    "requests": "unread-log: requests in each part",
    "connections": "silent-connections: of each kind",
    "orders": "million: orders in one account",
    "count": "bad-inputs: inputs in all",
    "seconds": "bad-inputs: how long it may take at each of its two servers",
}
