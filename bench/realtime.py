"""Time from an order to its notice, and quotes pushed to 200 subscribers: a haero in its own process, all clients in this one."""

import asyncio
import json
import tempfile
import time
from pathlib import Path
from typing import Any

import aiohttp

from bench import servers
from bench.report import emit, median, say

SUBSCRIBERS, POSTS_A_SECOND, SECONDS = 200, 25, 4
ORDERS = 200


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


async def notices(http: aiohttp.ClientSession, ready: dict[str, Any], request: bytes) -> None:
    """One order after the other; each is timed until its notice of acceptance is here."""
    keys = ready["real"]
    port = int(ready["rest_real"].rpartition(":")[2])
    from_send, from_reply = [], []
    async with http.ws_connect(ready["ws_real"]) as socket:
        await socket.send_str(subscribe(await approval(http, ready, keys), "H0GSCNI0", keys["hts_id"]))
        await socket.receive()
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(ORDERS):
            sent = time.perf_counter()
            writer.write(request)
            await reader.readuntil(b"}}")
            replied = time.perf_counter()
            while not (await socket.receive_str()).startswith("1|"):
                pass
            now = time.perf_counter()
            from_send.append((now - sent) * 1000)
            from_reply.append((now - replied) * 1000)
        writer.close()
    for name, found in (("order", from_send), ("reply", from_reply)):
        emit(f"realtime.{name}_to_notice.p50", median(found), "ms", higher_is_better=False)
        emit(f"realtime.{name}_to_notice.p99", sorted(found)[len(found) * 99 // 100], "ms", higher_is_better=False)


async def quotes(http: aiohttp.ClientSession, ready: dict[str, Any]) -> None:
    """Every post goes to every subscriber: 25 posts a second to 200 are 5,000 frames a second."""
    posted: list[float] = []
    delays: list[float] = []
    sockets = []
    for _ in range(SUBSCRIBERS):
        keys = await control(http, ready, "/control/accounts", {"environment": "real", "cash": {}})
        socket = await http.ws_connect(ready["ws_real"])
        await socket.send_str(subscribe(await approval(http, ready, keys), "HDFSCNT0", "DNASAAPL"))
        await socket.receive()
        sockets.append(socket)

    async def listen(socket: aiohttp.ClientWebSocketResponse) -> None:
        seen = 0
        while seen < POSTS_A_SECOND * SECONDS:
            text = await socket.receive_str()
            now = time.perf_counter()
            if text.startswith("0|"):
                for _ in range(int(text.split("|", 3)[2])):
                    delays.append(now - posted[seen])
                    seen += 1

    listeners = [asyncio.create_task(listen(socket)) for socket in sockets]
    started = time.perf_counter()
    for number in range(POSTS_A_SECOND * SECONDS):
        await asyncio.sleep(max(0.0, started + number / POSTS_A_SECOND - time.perf_counter()))
        posted.append(time.perf_counter())
        body = {"exchange": "NASD", "symbol": "AAPL", "price": f"{150 + number % 7}.00", "size": 100}
        await control(http, ready, "/control/market/print", body)
    _, late = await asyncio.wait(listeners, timeout=20)
    elapsed = time.perf_counter() - started
    for task in late:
        task.cancel()
    wanted = SUBSCRIBERS * POSTS_A_SECOND * SECONDS
    delays.sort()
    emit("realtime.quotes.frames", len(delays) / elapsed, "frames/s", higher_is_better=True)
    emit("realtime.quotes.dropped", wanted - len(delays), "frames", higher_is_better=False)
    emit("realtime.quotes.delay.p50", delays[len(delays) // 2] * 1000, "ms", higher_is_better=False)
    emit("realtime.quotes.delay.p99", delays[len(delays) * 99 // 100] * 1000, "ms", higher_is_better=False)
    for socket in sockets:
        await socket.close()


async def _run(folder: Path) -> None:
    with servers.haero(folder) as (target, ready):
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(connector=connector) as http:
            say(f"{ORDERS} orders, each timed until its notice")
            await notices(http, ready, target.request)
            say(f"{SUBSCRIBERS} subscribers, {SUBSCRIBERS * POSTS_A_SECOND} frames a second")
            await quotes(http, ready)


def run() -> None:
    with tempfile.TemporaryDirectory() as name:
        asyncio.run(_run(Path(name)))
