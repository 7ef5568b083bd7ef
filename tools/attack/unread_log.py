"""A log that nobody reads, or whose reader has gone: `Popen(stderr=PIPE)`, `|& less`, Ctrl-S, a log shipper that hangs."""

import asyncio
import contextlib
import json
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import aiohttp

from tests.support import Process
from tools.attack.sizes import Sizes
from tools.attack.verdict import Verdict
from tools.attack.victim import QUIET_MARKET, ends_in_order, victim

CLIENTS = 16
PATH = "/uapi/" + "x" * 110
END_SECONDS = 20
PATIENCE = 10.0


def attack(verdict: Verdict, folder: Path, sizes: Sizes) -> None:
    """stderr is a pipe that nobody reads, or whose reader has gone: replies go on, SIGTERM ends it, lost lines are counted."""
    with _logging_into_a_pipe(folder / "stuck") as (started, reading):
        _ask(verdict, started, sizes.requests, "nobody reads the log")
        _counted(verdict, started, reading, sizes.requests)
    with _logging_into_a_pipe(folder / "ended") as (started, _):
        _ask(verdict, started, sizes.requests, "nobody reads the log, again")
        ends_in_order(verdict, started, "SIGTERM while nobody reads the log", END_SECONDS)
    with _logging_into_a_pipe(folder / "gone") as (started, reading):
        reading.close()
        _ask(verdict, started, sizes.requests, "the reader of the log has gone")
        ends_in_order(verdict, started, "SIGTERM where the reader of the log has gone", END_SECONDS)


@contextlib.contextmanager
def _logging_into_a_pipe(folder: Path) -> Iterator[tuple[Process, IO[bytes]]]:
    """A haero whose stdout and stderr are a pipe, and the end of it that nobody reads."""
    end, writing = os.pipe()

    def into_the_pipe() -> None:
        os.dup2(writing, 1)
        os.dup2(writing, 2)

    with os.fdopen(end, "rb", buffering=0) as reading, victim(folder, *QUIET_MARKET, preexec=into_the_pipe) as started:
        os.close(writing)
        yield started, reading


def _ask(verdict: Verdict, started: Process, requests: int, how: str) -> None:
    began = time.monotonic()
    statuses, longest = asyncio.run(_requests(started.ready["rest_real"], requests))
    seconds = time.monotonic() - began
    verdict.promise(f"{how}: each of {requests:,} requests is answered", statuses == {404: requests}, dict(statuses))
    verdict.figure(f"{how}: requests a second, longest reply", f"{requests / seconds:,.0f}, {longest * 1e3:,.0f} ms")


async def _requests(address: str, requests: int) -> tuple[Counter[object], float]:
    """What was answered how often, and the longest wait in seconds."""
    statuses: Counter[object] = Counter()
    longest = 0.0

    async def ask(http: aiohttp.ClientSession, count: int) -> None:
        nonlocal longest
        for _ in range(count):
            began = time.monotonic()
            try:
                async with http.get(address + PATH) as reply:
                    await reply.read()
                    statuses[reply.status] += 1
            except (aiohttp.ClientError, TimeoutError) as error:
                statuses[type(error).__name__] += 1
                return
            longest = max(longest, time.monotonic() - began)

    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE)) as http:
        await asyncio.gather(*(ask(http, requests // CLIENTS + (n < requests % CLIENTS)) for n in range(CLIENTS)))
    return statuses, longest


def _counted(verdict: Verdict, started: Process, reading: IO[bytes], requests: int) -> None:
    """Now somebody reads: every request has its line, or is among those that the log says it has lost."""
    text = bytearray()

    def read() -> None:
        while block := reading.read(1 << 16):
            text.extend(block)

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    started.process.send_signal(signal.SIGTERM)
    status = started.process.wait(END_SECONDS)
    reader.join(END_SECONDS)
    lines = [json.loads(line) for line in text.decode().splitlines() if line.startswith("{")]
    written = sum(1 for line in lines if line.get("path", "").startswith("/uapi/x"))
    dropped = sum(line.get("dropped_lines", 0) for line in lines)
    verdict.figure("lines written, lines counted as lost", f"{written:,}, {dropped:,}")
    verdict.promise(
        "every request is a line of the log, or counted as lost",
        written + dropped == requests,
        f"{written} + {dropped} != {requests}",
    )
    verdict.promise("it ends with 0", status == 0, status)
