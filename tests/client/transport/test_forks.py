"""A forked child never speaks on its parent's connections."""

import asyncio
import os
import warnings
from collections.abc import Callable

import pytest

from haero.client.transport.address import read_address
from haero.client.transport.asynchronous import AsyncConnections
from haero.client.transport.blocking import Connections
from tests.client.transport.raw_server import ORDER, RawServer, always, reply

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")


def in_a_child(work: Callable[[], bool]) -> bool:
    """Whether `work` was true in a forked child."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of forks beside threads: the test's server has some
        child = os.fork()
    if not child:
        good = False
        try:
            good = work()
        finally:
            os._exit(0 if good else 1)
    return os.waitpid(child, 0)[1] == 0


def test_a_child_opens_its_own_and_leaves_the_parents_alone() -> None:
    with RawServer(always(reply())) as server:
        with Connections(read_address(server.url, environ={})) as pool:
            pool.exchange(ORDER)
            assert in_a_child(lambda: pool.exchange(ORDER).status == 200 and pool.exchange(ORDER).status == 200)
            assert server.opened == 2
            assert pool.exchange(ORDER).status == 200
            assert (server.opened, len(server.requests)) == (2, 4)


def test_a_lock_held_during_the_fork_is_not_held_in_the_child() -> None:
    with RawServer(always(reply())) as server, Connections(read_address(server.url, environ={})) as pool:
        with pool._freed:
            assert in_a_child(lambda: pool.exchange(ORDER).status == 200)


def test_the_asynchronous_ones_too() -> None:
    with RawServer(always(reply())) as server, asyncio.Runner() as runner:
        pool = AsyncConnections(read_address(server.url, environ={}))
        assert runner.run(pool.exchange(ORDER)).status == 200

        def child() -> bool:
            with asyncio.Runner() as own:
                return own.run(pool.exchange(ORDER)).status == 200

        assert in_a_child(child)
        assert server.opened == 2
        assert runner.run(pool.exchange(ORDER)).status == 200
        assert (server.opened, len(server.requests)) == (2, 3)
