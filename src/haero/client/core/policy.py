"""How patient a client is. All times in seconds."""

from typing import NamedTuple


class Policy(NamedTuple):
    """`tries` is how often a question is asked before it is given up; between tries `backoff` doubles up to `most`, with jitter.

    A new token is asked for at `renewal` of its life, at most once in `token_gap` by all programs together. While another program
    fetches it, `token_wait` is how long to wait for it. `settling` is how long after an order's connection broke its absence at the
    broker begins to count, `between_looks` how far two looks must lie apart that prove it. What a program left behind that ended
    in the middle is taken to have been on its way for `in_flight`.
    """

    tries: int = 5
    backoff: float = 0.25
    most: float = 4.0
    renewal: float = 0.8
    token_gap: float = 61.0
    token_wait: float = 90.0
    settling: float = 4.0
    between_looks: float = 5.0
    fresh_clock: float = 2.0
    """How old the clock of a haero may be when an order goes out. It says which orders of a list are older than that one."""
    longest_clock: float = 3600.0
    """The same of KIS, whose clock goes on as any does."""
    in_flight: float = 30.0
    """How long an order under the same key may be on its way in another thread or program before it counts as unknown."""


USUAL = Policy()
