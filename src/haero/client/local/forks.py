"""What a fork does to open files: before it they come to rest, after it the child opens its own.

A lock of a file, and a connection of SQLite, must not be shared by two processes. So whoever holds one rests before a fork, and the
child closes what it inherited (which frees nothing in the parent) and opens its own when it needs it.
"""

import os
from threading import Lock
from typing import Protocol
from weakref import WeakSet


class AtRest(Protocol):
    """Something with open files of its own."""

    def before_fork(self) -> None:
        """Comes to rest: no other thread is inside until one of the next two is called."""

    def after_fork(self) -> None:
        """Goes on, in the parent."""

    def after_fork_in_child(self) -> None:
        """Closes what was inherited, and goes on."""


_changing = Lock()
_known: WeakSet[AtRest] = WeakSet()
_inmost: WeakSet[AtRest] = WeakSet()
_resting: list[AtRest] = []


def know(one: AtRest, *, inmost: bool = False) -> None:
    """From now on `one` is told of forks, as long as it lives.

    `inmost`: others take its lock while they hold their own, so that it must rest after them: else a thread inside waits for it,
    and the fork for that thread.
    """
    with _changing:
        (_inmost if inmost else _known).add(one)


def _before() -> None:
    _changing.acquire()
    for one in [*_known, *_inmost]:
        one.before_fork()
        _resting.append(one)


def _in_parent() -> None:
    while _resting:
        _resting.pop().after_fork()
    _changing.release()


def _in_child() -> None:
    while _resting:
        _resting.pop().after_fork_in_child()
    _changing.release()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_before, after_in_parent=_in_parent, after_in_child=_in_child)
