"""Thousands of connections that promise and don't deliver: no body, headers a byte at a time, WebSockets without a word."""

import asyncio
import base64
import contextlib
import resource
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import NamedTuple

import aiohttp

from haero.kis.realtime import PINGPONG
from haero.server.adapter import BODY_SECONDS, KEEP_ALIVE_SECONDS
from haero.server.websocket.stream import FIRST_QUESTION_SECONDS
from tests.server.websocket.client import approval_of
from tests.support import Caller, Process, caller_of
from tools.attack.sizes import Sizes
from tools.attack.verdict import Verdict
from tools.attack.victim import QUIET_MARKET, defects, descriptors, log_of, settled, victim

USUAL_DESCRIPTORS = 1_024
"""What a shell gives a program, unless somebody raised it."""
DRIBBLE_SECONDS = 2.0
WATCH_SECONDS = 12.0
HONEST_SECONDS = 5.0
SLACK = 30  # descriptors that an idle haero may have more than before
_OPENED_AT_ONCE = 100


class Kind(NamedTuple):
    """One way to be silent: at which ports, what is sent first, what then every DRIBBLE_SECONDS, when all must be gone."""

    name: str
    ports: tuple[str, ...]
    opening: bytes
    more: bytes
    seconds: float
    share: float = 1.0


_HANDSHAKE = (
    b"GET /tryitout HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: " + base64.b64encode(b"0123456789abcdef") + b"\r\n\r\n"
)
_BODY = b"POST /oauth2/tokenP HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n{"
_ALL = ("rest_real", "control", "ws_real")
KINDS = (
    Kind("a body that never comes", _ALL, _BODY, b"", BODY_SECONDS + 10),
    Kind("a body a byte at a time", _ALL, _BODY, b" ", BODY_SECONDS + 10),
    Kind("no byte at all", _ALL, b"", b"", KEEP_ALIVE_SECONDS + 30),
    Kind("headers a byte at a time", _ALL, b"GET / HTTP/1.1\r\nx: ", b"a", KEEP_ALIVE_SECONDS + 30),
    Kind("a WebSocket without a question", ("ws_real",), _HANDSHAKE, b"", FIRST_QUESTION_SECONDS + 15, 0.5),
    Kind(
        "a WebSocket with half a frame",
        ("ws_real",),
        _HANDSHAKE + b"\x81\xfe\x20",
        b"",
        FIRST_QUESTION_SECONDS + 15,
        0.5,
    ),
)


def attack(verdict: Verdict, folder: Path, sizes: Sizes) -> None:
    """Thousands of connections at each port that say nothing more: an honest client is served, and the ports are free again."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    most = (hard - 200) // len(_ALL)
    count = min(sizes.connections, most)
    if count < sizes.connections:
        verdict.skip(f"{sizes.connections:,} connections", f"this system allows {hard:,} files: {count:,} instead")

    def usual() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (USUAL_DESCRIPTORS, min(hard, 4_096)))

    try:
        with victim(folder / "many", *QUIET_MARKET) as started:
            for kind in KINDS:
                asyncio.run(_silence(verdict, started, kind, int(count * kind.share)))
            _end(verdict, started, "")
        with victim(folder / "few", *QUIET_MARKET, preexec=usual) as started:
            asyncio.run(_silence(verdict, started, KINDS[0], count, f", with {USUAL_DESCRIPTORS:,} descriptors"))
            _end(verdict, started, f", with {USUAL_DESCRIPTORS:,} descriptors")
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def _end(verdict: Verdict, started: Process, where: str) -> None:
    found = defects(log_of(started))
    verdict.promise(f"no defect in the log{where}", not found, found[:3])
    verdict.promise(f"it stops in order{where}", (status := started.stop()) == 0, status)


class Crowd:
    """The silent ones."""

    def __init__(self, kind: Kind) -> None:
        self._kind = kind
        self.writers: list[asyncio.StreamWriter] = []
        self.turned_away = 0
        self._dribbling: asyncio.Task[None] | None = None

    async def gather(self, started: Process, count: int) -> None:
        """Opens `count` connections at each of the ports."""
        for port in self._kind.ports:
            number = int(started.ready[port].rsplit(":", 1)[1])
            for first in range(0, count, _OPENED_AT_ONCE):
                await asyncio.gather(*(self._open(number) for _ in range(min(_OPENED_AT_ONCE, count - first))))
        self._dribbling = asyncio.create_task(self._dribble())

    async def _open(self, number: int) -> None:
        try:
            async with asyncio.timeout(10):
                _, writer = await asyncio.open_connection("127.0.0.1", number)
            writer.write(self._kind.opening)
            self.writers.append(writer)
        except (OSError, TimeoutError):
            self.turned_away += 1

    async def _dribble(self) -> None:
        while self._kind.more:
            await asyncio.sleep(DRIBBLE_SECONDS)
            for writer in self.writers:
                if not writer.is_closing():
                    writer.write(self._kind.more)

    async def leave(self) -> None:
        if self._dribbling is not None:
            self._dribbling.cancel()
        for writer in self.writers:
            writer.transport.abort()
        await asyncio.sleep(0.5)


async def _silence(verdict: Verdict, started: Process, kind: Kind, count: int, where: str = "") -> None:
    name = f"{kind.name}{where}"
    pid = started.process.pid
    before = descriptors(pid)
    async with aiohttp.ClientSession() as http:
        caller = await caller_of(http, started.ready, "real").log_in()
        caller.urls["ws_real"] = started.ready["ws_real"]
    crowd = Crowd(kind)
    began = time.monotonic()
    await crowd.gather(started, count)
    verdict.figure(
        f"{name}: connections at each of {len(kind.ports)} ports, turned away, seconds to open, descriptors of haero",
        f"{count:,}, {crowd.turned_away:,}, {time.monotonic() - began:.1f}, {descriptors(pid):,}",
    )
    began = time.monotonic()  # the last of them has come
    await _honest(verdict, caller, name)
    left = kind.seconds - (time.monotonic() - began)
    seen, _ = await asyncio.to_thread(settled, lambda: descriptors(pid), lambda seen: seen <= before + SLACK, left)
    verdict.promise(
        f"{name}: all are gone within {kind.seconds:.0f} s", seen <= before + SLACK, f"{before} before, {seen} now"
    )
    verdict.figure(f"{name}: seconds from the last one until the ports were free", time.monotonic() - began)
    await crowd.leave()


async def _honest(verdict: Verdict, caller: Caller, name: str) -> None:
    """Somebody who comes anew each time, at every port, while all others are silent."""
    asks: dict[str, Callable[[Caller], Awaitable[bool]]] = {"REST": _order, "control": _state, "WebSocket": _question}
    times: dict[str, list[float]] = {port: [] for port in asks}
    failures: dict[str, list[str]] = {port: [] for port in asks}
    ends = time.monotonic() + WATCH_SECONDS
    while time.monotonic() < ends:
        for port, ask in asks.items():
            began = time.monotonic()
            try:
                async with asyncio.timeout(HONEST_SECONDS), aiohttp.ClientSession() as http:
                    caller.http = http
                    if not await ask(caller):
                        failures[port].append("a wrong answer")
            except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
                failures[port].append(type(error).__name__)
            times[port].append(time.monotonic() - began)
        await asyncio.sleep(0.1)
    for port, taken in times.items():
        bad = failures[port]
        verdict.promise(
            f"{name}: a newcomer at {port} is served, {len(taken)} of {len(taken)} times",
            not bad,
            f"{len(bad)} not: {bad[:5]}",
        )
    verdict.figure(
        f"{name}: longest wait of a newcomer",
        ", ".join(f"{port} {max(taken) * 1e3:.0f} ms" for port, taken in times.items()),
    )


async def _order(caller: Caller) -> bool:
    answer = await caller.buy(ORD_QTY="1", OVRS_ORD_UNPR="1.00")
    return answer.json.get("rt_cd") == "0"


async def _state(caller: Caller) -> bool:
    answer = await caller.control("GET", "/control/state")
    return answer.json.get("health") == "ok"


async def _question(caller: Caller) -> bool:
    """Registers for trades, and reads the answer."""
    key = await approval_of(caller)
    head = {"approval_key": key, "custtype": "P", "tr_type": "1", "content-type": "utf-8"}
    async with caller.http.ws_connect(
        caller.urls["ws_real"] + "/tryitout", timeout=aiohttp.ClientWSTimeout(ws_close=1.0)
    ) as ws:
        await ws.send_json({"header": head, "body": {"input": {"tr_id": "HDFSCNT0", "tr_key": "DNASAAPL"}}})
        while (said := await ws.receive_json())["header"]["tr_id"] == PINGPONG:
            pass
        with contextlib.suppress(aiohttp.ClientError):
            await ws.close()
        return str(said["body"]["msg_cd"]) in {"OPSP0000", "OPSP8996"}  # it may still know the one before
