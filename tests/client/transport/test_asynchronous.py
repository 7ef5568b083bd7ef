"""What is the asynchronous transport's own: tasks, loops, cancellation. The rest is in test_exchange.py."""

import asyncio
import gc
import threading
import warnings
from collections.abc import Callable

import pytest
import uvloop

from haero.client.transport.address import read_address
from haero.client.transport.asynchronous import AsyncConnections
from haero.client.transport.wire import Broken, Departure, Timeouts, Unreached
from tests.client.transport.raw_server import ORDER, RawServer, Served, always, reply
from tests.client.transport.test_blocking import echo

Loops = Callable[[], asyncio.AbstractEventLoop]


@pytest.fixture(params=[asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
def loops(request: pytest.FixtureRequest) -> Loops:
    """Makes loops of one kind."""
    made: Loops = request.param
    return made


def connections(server: RawServer, most: int = 16, timeouts: Timeouts = Timeouts()) -> AsyncConnections:  # noqa: B008
    return AsyncConnections(read_address(server.url, environ={}), timeouts, most=most)


@pytest.mark.parametrize("most", [1, 3, 16])
def test_tasks_share_connections_and_get_their_own_replies(loops: Loops, most: int) -> None:
    async def main(server: RawServer) -> None:
        async with connections(server, most) as pool:
            bodies = [b"%d" % number for number in range(300)]
            got = await asyncio.gather(*(pool.exchange(ORDER._replace(body=body)) for body in bodies))
            assert [each.body for each in got] == bodies

    with RawServer(echo) as server, asyncio.Runner(loop_factory=loops) as runner:
        runner.run(main(server))
        assert server.opened <= most
        assert len(server.requests) == len(set(server.requests)) == 300


def test_who_finds_all_connections_at_work_waits_so_long(loops: Loops) -> None:
    async def main(server: RawServer) -> None:
        async with connections(server, 1) as pool:
            first = asyncio.create_task(pool.exchange(ORDER))
            while not server.requests:
                await asyncio.sleep(0.001)
            pool._timeouts = Timeouts(total=0.1)
            with pytest.raises(Unreached, match=r"all 1 connections were at work for 0\.1 s"):
                await pool.exchange(ORDER)
            pool._timeouts = Timeouts()
            waiting = [asyncio.create_task(pool.exchange(ORDER)) for _ in range(3)]
            await asyncio.sleep(0)
            waiting[0].cancel()
            end.set()
            assert (await first).status == 200
            done = await asyncio.gather(*waiting, return_exceptions=True)
            assert [isinstance(each, BaseException) for each in done] == [True, False, False]

    end = threading.Event()

    def serve(served: Served) -> None:
        while served.read() is not None:
            assert end.wait(10)
            served.send(reply())

    with RawServer(serve) as server, asyncio.Runner(loop_factory=loops) as runner:
        runner.run(main(server))
        assert (server.opened, len(server.requests)) == (1, 3)


def test_a_cancelled_exchange_says_whether_it_left_and_closes_its_connection(loops: Loops) -> None:
    def serve(served: Served) -> None:
        if served.number == 1:
            served.read()
            served.send(reply(b"late")[:-1])
            served.until_gone()
        else:
            always(reply(b"own"))(served)

    async def main(server: RawServer) -> None:
        async with connections(server, 1) as pool:
            left, waits = Departure(), Departure()
            task = asyncio.create_task(pool.exchange(ORDER, left))
            while not server.requests:
                await asyncio.sleep(0.001)
            other = asyncio.create_task(pool.exchange(ORDER, waits))
            await asyncio.sleep(0)
            for each in (other, task):
                each.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await each
            assert (left.left, waits.left) == (True, False)
            assert (await pool.exchange(ORDER)).body == b"own"

    with RawServer(serve) as server, asyncio.Runner(loop_factory=loops) as runner:
        runner.run(main(server))
        assert len(server.requests) == 2


def test_cancelled_at_any_step_nothing_is_kept_and_nothing_sent_twice(loops: Loops) -> None:
    async def main(server: RawServer) -> None:
        async with connections(server, 2) as pool:
            for steps in range(12):
                await pool.close()
                departure = Departure()
                task = asyncio.create_task(pool.exchange(ORDER, departure))
                for _ in range(steps):
                    await asyncio.sleep(0)
                task.cancel()
                before = len(server.requests)
                try:
                    await task
                except asyncio.CancelledError:
                    if not departure.left:
                        assert len(server.requests) == before
                assert (await pool.exchange(ORDER)).status == 200

    with RawServer(always(reply())) as server, asyncio.Runner(loop_factory=loops) as runner:
        runner.run(main(server))
        assert len(server.requests) <= 24


def test_another_loop_gets_connections_of_its_own(loops: Loops) -> None:
    with RawServer(always(reply())) as server:
        pool = connections(server)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            for _ in range(3):  # each loop ends without close
                with asyncio.Runner(loop_factory=loops) as runner:
                    assert runner.run(pool.exchange(ORDER)).status == 200
                    assert runner.run(pool.exchange(ORDER)).status == 200
            del pool
            gc.collect()
        assert (server.opened, len(server.requests)) == (3, 6)


def test_a_loop_that_lost_its_connections_to_another_hears_of_it(loops: Loops) -> None:
    def serve(served: Served) -> None:
        served.read()
        if served.number == 1:
            served.until_gone()
        served.send(reply())

    async def first(pool: AsyncConnections, server: RawServer) -> None:
        task = asyncio.create_task(pool.exchange(ORDER))
        while not server.requests:
            await asyncio.sleep(0.001)

        def other() -> None:
            with asyncio.Runner(loop_factory=loops) as runner:
                assert runner.run(pool.exchange(ORDER)).status == 200

        await asyncio.to_thread(other)
        with pytest.raises(Broken, match="another event loop"):
            await task

    with RawServer(serve) as server, asyncio.Runner(loop_factory=loops) as runner:
        runner.run(first(connections(server), server))
        assert len(server.requests) == 2
