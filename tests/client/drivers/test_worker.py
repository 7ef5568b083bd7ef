"""The thread of the store: what was handed to it is done, whoever waits."""

import asyncio
import threading
from typing import Any

import pytest

from haero.client.drivers.worker import Worker

MACHINE: Any = object()


async def test_it_does_the_work_in_a_thread_of_its_own() -> None:
    worker = Worker()
    names = [await worker.do(lambda machine: (machine is MACHINE, threading.current_thread().name), MACHINE)] * 2
    assert names == [((True, "haero-store"), None)] * 2
    worker.close()
    worker.close()


async def test_what_the_work_raises_is_raised() -> None:
    worker = Worker()

    def fails(machine: Any) -> None:
        raise KeyError("k")

    with pytest.raises(KeyError):
        await worker.do(fails, MACHINE)
    assert await worker.do(lambda machine: 1, MACHINE) == (1, None)
    worker.close()


async def test_a_cancelled_task_gets_what_was_done() -> None:
    """However often it is cancelled while the work lasts."""
    worker, began, go = Worker(), threading.Event(), threading.Event()

    def work(machine: Any) -> str:
        began.set()
        go.wait(10)
        return "written"

    task = asyncio.ensure_future(worker.do(work, MACHINE))
    await asyncio.to_thread(began.wait, 10)
    for _ in range(3):
        task.cancel()
        await asyncio.sleep(0)
        assert not task.done()
    go.set()
    given, stop = await task
    assert given == "written"
    assert isinstance(stop, asyncio.CancelledError)
    worker.close()


async def test_a_cancellation_in_the_moment_in_which_the_work_ends() -> None:
    """The result is there, and the task has not run since."""
    worker = Worker()

    class Now:
        def put(self, job: Any) -> None:
            loop, future, work, machine = job
            loop.call_soon(future.set_result, work(machine))
            loop.call_soon(task.cancel)

    worker._jobs, worker._thread = Now(), threading.current_thread()  # type: ignore[assignment]
    task = asyncio.ensure_future(worker.do(lambda machine: "written", MACHINE))
    given, stop = await task
    assert given == "written"
    assert isinstance(stop, asyncio.CancelledError)


def test_a_loop_that_has_ended_is_no_end_of_the_thread() -> None:
    worker, began, go = Worker(), threading.Event(), threading.Event()

    def work(machine: Any) -> None:
        began.set()
        go.wait(10)

    loop = asyncio.new_event_loop()
    task = loop.create_task(worker.do(work, MACHINE))
    loop.run_until_complete(asyncio.sleep(0))
    assert began.wait(10)
    task._log_destroy_pending = False  # type: ignore[attr-defined]
    loop.close()
    go.set()
    assert asyncio.run(worker.do(lambda machine: 7, MACHINE)) == (7, None)
    worker.close()


async def test_close_waits_for_what_was_handed_over() -> None:
    worker, done = Worker(), []
    task = asyncio.ensure_future(worker.do(lambda machine: done.append(1), MACHINE))
    await asyncio.sleep(0)
    worker.close()
    assert done == [1]
    await task
