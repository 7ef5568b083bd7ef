"""The driver of asyncio: what it gives and raises for each kind of effect, and what a cancelled task leaves behind."""

import asyncio
import threading
from collections.abc import Generator
from typing import Any

import pytest

from haero.client.core.effects import Disconnecting, Effect, Exchanging, Interrupted, Local, Sleeping
from haero.client.drivers.asynchronous import AsyncDriver
from haero.client.transport.wire import Broken, Departure, WireReply, WireRequest

REQUEST, REPLY = WireRequest("GET", "/", ()), WireReply(200, (), b"")
MACHINE: Any = object()


class Line:
    """Connections whose exchange waits until it is let go."""

    def __init__(self, left: bool = True, fails: Exception | None = None, waits: bool = False) -> None:
        self.left, self.fails, self.waits, self.closed = left, fails, waits, 0
        self.close_waits = False
        self.at = asyncio.Event()

    async def exchange(self, request: WireRequest, departure: Departure) -> WireReply:
        departure.left = self.left
        self.at.set()
        if self.waits:
            await asyncio.Event().wait()
        if self.fails is not None:
            raise self.fails
        return REPLY

    async def close(self) -> None:
        self.closed += 1
        self.at.set()
        if self.close_waits:
            await asyncio.Event().wait()


class Told:
    """An operation of given effects, and what came back for each."""

    def __init__(self, *effects: Effect) -> None:
        self.effects, self.came = effects, list[Any]()

    def operation(self, then: tuple[Effect, ...] = ()) -> Generator[Effect, Any, str]:
        for effect in self.effects:
            try:
                self.came.append((yield effect))
            except Interrupted as stopped:
                self.came.append(stopped)
                for one in then:
                    self.came.append((yield one))
                raise
            except Exception as error:
                self.came.append(error)
        return "end"


async def test_each_effect() -> None:
    line = Line()
    driver = AsyncDriver(line, MACHINE)  # type: ignore[arg-type]
    name = Local(lambda machine: (machine is MACHINE, threading.current_thread() is threading.main_thread()))
    slow = Local(lambda machine: (machine is MACHINE, threading.current_thread() is threading.main_thread()), slow=True)
    told = Told(Exchanging(REQUEST), name, slow, Sleeping(0.0), Disconnecting())
    assert await driver.run(told.operation()) == "end"
    assert told.came == [REPLY, (True, True), (True, False), None, None]
    assert line.closed == 1
    await driver.close()


async def test_errors_pass_into_the_operation_and_out_of_it() -> None:
    broken = Broken("cut")
    driver = AsyncDriver(Line(fails=broken), MACHINE)  # type: ignore[arg-type]

    def fails(machine: Any) -> None:
        raise KeyError("k")

    told = Told(Exchanging(REQUEST), Local(fails), Local(fails, slow=True))
    assert await driver.run(told.operation()) == "end"
    assert told.came[0] is broken
    assert [type(one) for one in told.came[1:]] == [KeyError, KeyError]

    def raises() -> Generator[Effect, Any, None]:
        yield Sleeping(0.0)
        raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        await driver.run(raises())
    await driver.close()


@pytest.mark.parametrize("left", [False, True])
async def test_cancelled_while_bytes_are_out(left: bool) -> None:
    line = Line(left, waits=True)
    driver = AsyncDriver(line, MACHINE)  # type: ignore[arg-type]
    told = Told(Exchanging(REQUEST))
    task = asyncio.ensure_future(driver.run(told.operation(then=(Local(lambda machine: "written", slow=True),))))
    await line.at.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert task.cancelled()
    assert told.came[0].left is left
    assert told.came[1] == "written"
    await driver.close()


@pytest.mark.parametrize("left", [False, True])
async def test_cancelled_while_connections_are_closed_after_an_exchange(left: bool) -> None:
    """The bytes that left before are out all the same."""
    line = Line(left)
    line.close_waits = True
    driver = AsyncDriver(line, MACHINE)  # type: ignore[arg-type]
    told = Told(Exchanging(REQUEST), Disconnecting())
    task = asyncio.ensure_future(driver.run(told.operation()))
    while not line.closed:
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert told.came[1].left is left


async def test_cancelled_while_it_sleeps() -> None:
    driver = AsyncDriver(Line(), MACHINE)  # type: ignore[arg-type]
    told = Told(Sleeping(1000.0))
    task = asyncio.ensure_future(driver.run(told.operation()))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (told.came[0].left, told.came[0].given) == (False, None)


async def test_cancelled_while_the_store_works() -> None:
    """The operation is told what the store did."""
    began, go = threading.Event(), threading.Event()

    def work(machine: Any) -> str:
        began.set()
        go.wait(10)
        return "entered"

    driver = AsyncDriver(Line(), MACHINE)  # type: ignore[arg-type]
    told = Told(Local(work, slow=True))
    task = asyncio.ensure_future(driver.run(told.operation()))
    await asyncio.to_thread(began.wait, 10)
    task.cancel()
    await asyncio.sleep(0)
    go.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (told.came[0].left, told.came[0].given) == (False, "entered")
    await driver.close()


async def test_a_cancellation_is_raised_also_where_the_operation_ends_well() -> None:
    line = Line(waits=True)
    driver = AsyncDriver(line, MACHINE)  # type: ignore[arg-type]

    def swallows() -> Generator[Effect, Any, str]:
        try:
            yield Exchanging(REQUEST)
        except Interrupted:
            return "well"
        raise AssertionError

    task = asyncio.ensure_future(driver.run(swallows()))
    await line.at.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_timeout_around_a_call_is_a_timeout() -> None:
    driver = AsyncDriver(Line(waits=True), MACHINE)  # type: ignore[arg-type]
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await driver.run(Told(Exchanging(REQUEST)).operation())
