"""A forked child has copies of its parent's open files and of its locks, held or not: it must use neither."""

import os
from typing import Protocol
from weakref import WeakSet


class Forkable(Protocol):
    """What holds open files or a lock."""

    def forked(self) -> None:
        """Called in the child, where no other thread is: let go of what is the parent's, with new locks."""


_watched: WeakSet[Forkable] = WeakSet()


def watch(one: Forkable) -> None:
    """Has something told of forks for as long as it lives."""
    _watched.add(one)


def _after_fork() -> None:
    for one in list(_watched):
        one.forked()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
