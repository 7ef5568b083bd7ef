"""A connection that a loop reads: its one timer."""

import asyncio
import threading
from collections.abc import Callable

import pytest

from haero.client.transport.address import read_address
from haero.client.transport.asynchronous import AsyncConnections
from haero.client.transport.wire import Broken, Timeouts
from tests.client.transport.raw_server import ORDER, RawServer, Served, always, reply


async def test_one_timer_serves_many_exchanges() -> None:
    loop = asyncio.get_running_loop()
    set_, original = [], loop.call_later

    def counted(delay: float, callback: Callable[..., object], *given: object) -> asyncio.TimerHandle:
        set_.append(callback)
        return original(delay, callback, *given)

    loop.call_later = counted  # type: ignore[method-assign, assignment]
    with RawServer(always(reply())) as server:
        async with AsyncConnections(read_address(server.url, environ={})) as pool:
            await pool.exchange(ORDER)
            set_.clear()
            for _ in range(50):
                await pool.exchange(ORDER)
            assert not set_


async def test_the_time_of_an_earlier_exchange_is_not_the_time_of_a_later_one() -> None:
    """The timer that the first set rings in the middle of others, and ends none that has time left."""

    def serve(served: Served) -> None:
        for number in range(8):
            if served.read() is None:
                return
            if number == 7:
                served.until_gone()
            else:
                threading.Event().wait(0.08)  # seven of them are longer than the time of one exchange
                served.send(reply())

    with RawServer(serve) as server:
        pool = AsyncConnections(read_address(server.url, environ={}), Timeouts(read=0.4))
        for _ in range(7):
            assert (await pool.exchange(ORDER)).status == 200
        with pytest.raises(Broken, match=r"0\.4 s"):
            await pool.exchange(ORDER)
        await pool.close()
        assert (server.opened, len(server.requests)) == (1, 8)
