"""CPU of an order's notice, and of quotes pushed to 200 subscribers: a haero in its own process, all clients in this one."""

import asyncio
import json
import tempfile
import time
from pathlib import Path
from typing import Any

import aiohttp

from bench import servers
from bench.effort import FULL, Effort
from bench.report import Rounds, emit, emit_rounds, say

ROUNDS, ORDERS, POSTS = 5, 100, 20
SUBSCRIBERS = {0: "MSFT", 1: "NVDA", 200: "AAPL"}
"""How many listen to which symbol."""


def subscribe(key: str, tr_id: str, tr_key: str) -> str:
    header = {"approval_key": key, "custtype": "P", "tr_type": "1", "content-type": "utf-8"}
    return json.dumps({"header": header, "body": {"input": {"tr_id": tr_id, "tr_key": tr_key}}})


async def approval(http: aiohttp.ClientSession, ready: dict[str, Any], keys: dict[str, str]) -> str:
    body = {"grant_type": "client_credentials", "appkey": keys["appkey"], "secretkey": keys["appsecret"]}
    async with http.post(ready["rest_real"] + "/oauth2/Approval", json=body) as reply:
        return str((await reply.json())["approval_key"])


async def control(
    http: aiohttp.ClientSession, ready: dict[str, Any], path: str, body: dict[str, Any]
) -> dict[str, Any]:
    headers = {"authorization": f"Bearer {ready['control_token']}"}
    async with http.post(ready["control"] + path, json=body, headers=headers) as reply:
        reply.raise_for_status()
        return dict(await reply.json())


async def notices(http: aiohttp.ClientSession, ready: dict[str, Any], target: servers.Target, rounds: int) -> None:
    """Orders of which somebody is told at once, in turn with orders of which nobody is: CPU of the server."""
    told, alone, delays = Rounds(), Rounds(), list[float]()
    for number in range(rounds):
        alone.append(await _orders(target, None, []))
        async with http.ws_connect(ready["ws_real"]) as socket:
            key = await approval(http, ready, ready["real"])
            await socket.send_str(subscribe(key, "H0GSCNI0", ready["real"]["hts_id"]))
            await socket.receive()
            told.append(await _orders(target, socket, delays))
        say(f"notices, round {number + 1}/{rounds}: {told[-1]:.0f} µs CPU an order, {alone[-1]:.0f} without its notice")
    emit_rounds("realtime.order_with_notice", told, "µs CPU/order", vs="order without a notice", base=alone)
    delays.sort()
    for mark, place in (("p50", len(delays) // 2), ("p99", len(delays) * 99 // 100)):  # how long it takes is the point
        emit(f"realtime.order_to_notice.{mark}", delays[place] * 1000, "ms wall", higher_is_better=False)


async def _orders(target: servers.Target, socket: aiohttp.ClientWebSocketResponse | None, delays: list[float]) -> float:
    """One order after the other, each until its notice is here, if there is one: microseconds of CPU of an order."""
    reader, writer = await asyncio.open_connection("127.0.0.1", target.port)
    before = servers.cpu_seconds(target.pid)
    for _ in range(ORDERS):
        sent = time.perf_counter()
        writer.write(target.request)
        await reader.readuntil(b"}}")
        while socket is not None and not (await socket.receive_str()).startswith("1|"):
            pass
        delays.append(time.perf_counter() - sent)
    writer.close()
    return (servers.cpu_seconds(target.pid) - before) / ORDERS * 1e6


class Crowd:
    """Who subscribes to a symbol, and how many frames have come to them."""

    def __init__(self, symbol: str) -> None:
        self.symbol = symbol
        self.frames = 0
        self._sockets: list[aiohttp.ClientWebSocketResponse] = []
        self._listeners: list[asyncio.Task[None]] = []

    async def join(self, http: aiohttp.ClientSession, ready: dict[str, Any], size: int) -> None:
        for _ in range(size):
            keys = await control(http, ready, "/control/accounts", {"environment": "real", "cash": {}})
            socket = await http.ws_connect(ready["ws_real"])
            await socket.send_str(subscribe(await approval(http, ready, keys), "HDFSCNT0", f"DNAS{self.symbol}"))
            await socket.receive()
            self._sockets.append(socket)
            self._listeners.append(asyncio.create_task(self._listen(socket)))

    async def _listen(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for message in socket:
            if message.data.startswith("0|"):
                self.frames += int(message.data.split("|", 3)[2])

    async def told(self, http: aiohttp.ClientSession, ready: dict[str, Any], posts: int, pid: int) -> tuple[float, int]:
        """Posts prints and waits until everybody has them: microseconds of the server's CPU a post, and what never came."""
        wanted = self.frames + posts * len(self._sockets)
        before = servers.cpu_seconds(pid)
        for number in range(posts):
            body = {"exchange": "NASD", "symbol": self.symbol, "price": f"{150 + number % 7}.00", "size": 100}
            await control(http, ready, "/control/market/print", body)
        for _ in range(200):
            if self.frames >= wanted:
                break
            await asyncio.sleep(0.05)
        return (servers.cpu_seconds(pid) - before) / posts * 1e6, wanted - self.frames

    async def leave(self) -> None:
        for task in self._listeners:
            task.cancel()
        for socket in self._sockets:
            await socket.close()


async def quotes(http: aiohttp.ClientSession, ready: dict[str, Any], target: servers.Target, rounds: int) -> None:
    """A print that nobody, one and all subscribers hear of, in turn. What a frame more costs is the difference."""
    crowds = {size: Crowd(symbol) for size, symbol in SUBSCRIBERS.items()}
    found: dict[int, Rounds] = {size: [] for size in crowds}
    dropped = 0
    for size, crowd in crowds.items():
        await crowd.join(http, ready, size)
    for number in range(rounds):
        for size, crowd in crowds.items():
            cost, lost = await crowd.told(http, ready, POSTS, target.pid)
            found[size].append(cost)
            dropped += lost
        say(f"quotes, round {number + 1}/{rounds}")
    for crowd in crowds.values():
        await crowd.leave()
    none, *_, most = crowds
    for size, costs in found.items():
        vs = "nobody listens" if size != none else None
        emit_rounds(
            f"realtime.print.{size} subscribers", costs, "µs CPU/print", vs=vs, base=found[none] if vs else None
        )
    frames = [(all_ - base) / most for all_, base in zip(found[most], found[none], strict=True)]
    emit_rounds("realtime.frame", frames, "µs CPU/frame", vs="print that nobody hears of", base=found[none])
    emit("realtime.dropped", dropped, "frames", higher_is_better=False)


async def _run(folder: Path, effort: Effort) -> None:
    with servers.haero(folder) as (target, ready):
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(connector=connector) as http:
            await notices(http, ready, target, effort.rounds(ROUNDS))
            await quotes(http, ready, target, effort.rounds(ROUNDS))


def run(effort: Effort = FULL) -> None:
    with tempfile.TemporaryDirectory() as name:
        asyncio.run(_run(Path(name), effort))
