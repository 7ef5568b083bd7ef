"""A forked child has copies of its parent's sockets. Using one would mix two programs' bytes on one connection."""

import os
from typing import Protocol
from weakref import WeakSet


class Forkable(Protocol):
    """What holds sockets."""

    def forked(self) -> None:
        """Called in the child, before anything else runs there: let go of the parent's sockets."""


_watched: WeakSet[Forkable] = WeakSet()


def watch(pool: Forkable) -> None:
    """Has a pool told of forks for as long as it lives."""
    _watched.add(pool)


def _after_fork() -> None:
    for pool in list(_watched):
        pool.forked()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
