"""Promise 2, fail stop, with a disk that really fails: the files of the process may not grow beyond a limit."""

import asyncio
import contextlib
import os
import resource
from pathlib import Path
from typing import Any

import aiohttp
import apsw
import pytest

from haero.journal.sqlite.verify import CLEAN, verify
from tests.support import OPEN_TIME, Answer, Process, caller_of, process

FLAGS = ("--unlimited", "--speed", "0", "--market", "manual", "--at", OPEN_TIME)
LIMIT = 300_000  # bytes: enough to start, and for some hundred orders in the write-ahead log
CONNECTIONS = 8


def full_disk() -> None:
    """In the child, before haero starts: writes beyond the limit fail with EFBIG."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, LIMIT))


class Heard:
    """What the customers were told until the end."""

    def __init__(self) -> None:
        self.acknowledged: dict[int, str] = {}
        self.failed: list[Answer] = []
        self.lost_connections = 0
        self.after_failure = 0


async def fire(caller: Any, first: int, heard: Heard) -> None:
    """Orders one after the other, each with a price of its own, until nobody answers any more."""
    for n in range(5_000):
        price = f"{10 + (first + n * CONNECTIONS) * 0.01:.2f}"
        seen = len(heard.failed)
        try:
            answer = await caller.buy(ORD_QTY="1", OVRS_ORD_UNPR=price)
        except (aiohttp.ClientError, ConnectionError):
            heard.lost_connections += 1
            return
        if answer.json.get("rt_cd") == "0":
            heard.acknowledged[int(answer.json["output"]["ODNO"])] = price
            heard.after_failure += seen > 0
        elif answer.code != "APBK0952":  # the cash of the account is not what is tested
            heard.failed.append(answer)
            await asyncio.sleep(0.01)


async def fire_until_the_end(ready: dict[str, Any]) -> Heard:
    heard = Heard()
    async with aiohttp.ClientSession() as http:
        caller = await caller_of(http, ready, "real").log_in()
        await asyncio.gather(*(fire(caller, first, heard) for first in range(CONNECTIONS)))
    return heard


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> tuple[Process, Heard, int]:
    """A process that ran into the end of its disk, what was heard of it, and its exit status."""
    folder = tmp_path_factory.mktemp("disk") / "data"
    with process(folder, *FLAGS):
        pass  # the first start, with all its files, has room
    with process(folder, *FLAGS, preexec=full_disk) as started:
        heard = asyncio.run(fire_until_the_end(started.ready))
        started.process.wait(30)  # by itself
        status = started.stop()
    return started, heard, status


def test_the_process_says_why_and_ends_with_a_status(ended: tuple[Process, Heard, int]) -> None:
    started, _, status = ended
    assert status == 3
    log = started.log()
    assert "haero stopped by itself" in log
    assert "No order was acknowledged after this" in log
    assert "Traceback" not in log


def test_nothing_is_acknowledged_after_the_first_failure(ended: tuple[Process, Heard, int]) -> None:
    _, heard, _ = ended
    assert len(heard.acknowledged) > 20
    assert heard.after_failure == 0
    assert heard.failed or heard.lost_connections
    for answer in heard.failed:
        assert (answer.status, answer.code) == (500, "EGW00301")


async def test_with_room_again_everything_acknowledged_is_there(ended: tuple[Process, Heard, int]) -> None:
    first, heard, _ = ended
    report = verify(first.folder)
    assert (report.status, report.findings) == (CLEAN, [])
    with process(first.folder, *FLAGS) as started:
        async with aiohttp.ClientSession() as http:
            caller = await caller_of(http, started.ready, "real").log_in()
            rows = {int(row["odno"]): row for row in await caller.orders()}
        assert started.stop() == 0
    lost = {number for number in heard.acknowledged if number not in rows}
    assert lost == set()
    assert all(float(rows[number]["ft_ord_unpr3"]) == float(price) for number, price in heard.acknowledged.items())
    assert verify(first.folder).status == CLEAN


async def test_a_journal_that_was_deleted_ends_haero_before_anything_more_is_acknowledged(tmp_path: Path) -> None:
    with process(tmp_path / "data", *FLAGS) as started:
        async with aiohttp.ClientSession() as http:
            caller = await caller_of(http, started.ready, "real").log_in()
            assert (await caller.buy()).json["rt_cd"] == "0"
            for path in (tmp_path / "data").glob("haero.db*"):
                path.unlink()
            answer = await caller.buy()
        assert (answer.status, answer.code) == (500, "EGW00301")
        started.process.wait(30)
        assert started.stop() == 3
    assert "haero.db was moved, renamed or deleted while haero wrote to it" in started.log()


async def test_a_stop_waits_for_nobodys_lock(tmp_path: Path) -> None:
    """Nor does it say that all is well: the order that waited for the disk is not on it."""
    with process(tmp_path / "data", *FLAGS) as started:
        with contextlib.closing(apsw.Connection(str(tmp_path / "data" / "haero.db"))) as stranger:
            async with aiohttp.ClientSession() as http:
                caller = await caller_of(http, started.ready, "real").log_in()
                stranger.execute("BEGIN IMMEDIATE")
                order = asyncio.ensure_future(caller.buy())
                while "is locked by" not in started.log():
                    await asyncio.sleep(0.1)
                status = await asyncio.to_thread(started.stop)  # within 30 s, where the lock is waited for 60
                with contextlib.suppress(aiohttp.ClientError):
                    assert (await order).json["rt_cd"] == "1"
            stranger.execute("ROLLBACK")
        assert status == 3
        assert f"is locked by process {os.getpid()}" in started.log()
        assert "No order was acknowledged after this" in started.log()
    assert verify(tmp_path / "data").status == CLEAN
