import asyncio
import contextlib

import pytest

from haero.journal.gate import Gate
from haero.journal.journal import Journal, JournalFailed
from tests.journal.test_journal import EVENTS, Slow


async def begun(store: Slow) -> None:
    """Waits until the committer has taken a batch."""
    assert await asyncio.to_thread(store.begun.acquire, True, 10)


def waiters(gate: Gate, *numbers: int) -> tuple[list[asyncio.Task[None]], list[int]]:
    woken: list[int] = []

    async def wait(number: int) -> None:
        await gate.durable(number)
        woken.append(number)

    return [asyncio.create_task(wait(number)) for number in numbers], woken


async def test_waiters_wake_in_order_and_only_when_their_event_is_on_disk() -> None:
    store = Slow(free=False)
    journal = Journal(store)
    gate = Gate(journal, asyncio.get_running_loop())
    journal.append(*EVENTS[0])
    await begun(store)
    for event in EVENTS[1:4]:
        journal.append(*event)
    tasks, woken = waiters(gate, 1, 2, 3, 4)
    await asyncio.sleep(0)
    assert woken == []
    store.go.release()
    await tasks[0]
    assert woken == [1]
    await begun(store)
    assert woken == [1]
    store.go.release()
    await asyncio.gather(*tasks)
    assert woken == [1, 2, 3, 4]
    journal.close()


async def test_what_is_on_disk_already_needs_no_waiting() -> None:
    journal = Journal(Slow())
    gate = Gate(journal, asyncio.get_running_loop())
    journal.append(*EVENTS[0])
    journal.flush()
    coroutine = gate.durable(1)
    with pytest.raises(StopIteration):  # it does not even give the turn away
        coroutine.send(None)
    journal.close()


async def test_a_waiter_that_went_away_does_not_hold_up_the_others() -> None:
    store = Slow(free=False)
    journal = Journal(store)
    gate = Gate(journal, asyncio.get_running_loop())
    for event in EVENTS[:3]:
        journal.append(*event)
    tasks, woken = waiters(gate, 1, 2, 3)
    await asyncio.sleep(0)
    tasks[0].cancel()
    tasks[1].cancel()
    store.go.release(10)
    await tasks[2]
    for task in tasks[:2]:
        with contextlib.suppress(asyncio.CancelledError):
            await task
        assert task.cancelled()
    assert woken == [3]
    journal.close()


async def test_a_failure_is_told_to_everybody_who_waits_and_to_all_who_come_later() -> None:
    store = Slow(fail_at=2, free=False)
    journal = Journal(store)
    gate = Gate(journal, asyncio.get_running_loop())
    journal.append(*EVENTS[0])
    await begun(store)
    for event in EVENTS[1:4]:
        journal.append(*event)
    tasks, woken = waiters(gate, 1, 2, 3, 4)
    await asyncio.sleep(0)
    tasks[1].cancel()
    store.go.release()
    await tasks[0]
    store.go.release(10)
    for task in tasks[2:]:
        with pytest.raises(JournalFailed, match="No space left"):
            await task
    assert gate.failed.is_set()
    assert woken == [1]
    with pytest.raises(JournalFailed):
        await gate.durable(1)
    journal.close()


async def test_requests_of_one_turn_share_one_batch() -> None:
    store = Slow()
    journal = Journal(store)
    gate = Gate(journal, asyncio.get_running_loop())

    async def request(number: int) -> None:
        await gate.durable(journal.append(*EVENTS[number]))

    await asyncio.gather(*(request(number) for number in range(10)))
    assert [len(batch) for batch in store.batches] == [10]
    journal.close()


def test_a_commit_after_the_loop_has_ended_harms_nobody() -> None:
    async def leave() -> tuple[Journal, Slow]:
        store = Slow(free=False)
        journal = Journal(store)
        Gate(journal, asyncio.get_running_loop())
        journal.append(*EVENTS[0])
        await begun(store)
        return journal, store

    journal, store = asyncio.run(leave())
    store.go.release(10)
    journal.close()
    assert journal.durable == 1
    assert journal.failure is None


async def test_a_listener_hears_what_is_on_disk_behind_those_who_waited() -> None:
    journal = Journal(Slow())
    order: list[str] = []
    tasks: list[asyncio.Task[None]] = []
    gate = Gate(
        journal,
        asyncio.get_running_loop(),
        lambda seq: order.append(f"heard {seq}, {[task.done() for task in tasks]}"),
    )
    for event in EVENTS[:2]:
        journal.append(*event)
    tasks, woken = waiters(gate, 1, 2)
    await asyncio.gather(*tasks)
    async with asyncio.timeout(10):
        while not order or not order[-1].startswith("heard 2"):
            await asyncio.sleep(0.001)
    assert woken == [1, 2]
    journal.close()


async def test_a_listener_hears_nothing_of_a_batch_that_failed() -> None:
    store = Slow(free=False)
    journal = Journal(store)
    heard: list[int] = []
    gate = Gate(journal, asyncio.get_running_loop(), heard.append)
    journal.failure = OSError("full")
    gate._release()
    assert heard == []
    journal.failure = None
    store.go.release()
    journal.close()
