"""The clients that are compared: each buys one AAPL at a limit, as its own documentation does it, and looks at the order's number.

The plain HTTP libraries get the body ready-made and headers that never change: they do the least that a program must.
"""

import asyncio
import json
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench import servers
from bench.client_stub import LOGIN

KEYS = {"appkey": "P" * 36, "appsecret": "s" * 180, "account": "12345678-01"}
PACE = 250
"""Calls a second: more than a round sends, so that nobody waits."""

LINE = b"x" * 255 + b"\n"

Buy = Callable[[], object]
BuyLater = Callable[[], Awaitable[object]]


def message(url: str) -> tuple[bytes, dict[str, str]]:
    """Body and headers of an order as a plain library sends it."""
    login = {"grant_type": "client_credentials"} | {name: KEYS[name] for name in ("appkey", "appsecret")}
    token = servers.post(url + LOGIN, login, {})["access_token"]
    head, _, body = servers.request(0, KEYS, token, price="185.20").partition(b"\r\n\r\n")
    headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
    for name in ("Host", "Content-Length"):
        del headers[name]
    return body, headers


def number_of(reply: Any) -> str:
    """ODNO of a reply that was read as JSON."""
    assert reply["rt_cd"] == "0"
    return str(reply["output"]["ODNO"])


@contextmanager
def haero_client(url: str, folder: Path, pace: int = PACE) -> Iterator[Buy]:
    """haero.Client with all that it does: checks, the store on disk, the shared pace, the typed order."""
    import haero

    with haero.Client(base_url=url, **KEYS, state=folder, pace=pace) as kis:  # type: ignore[arg-type]
        yield lambda: kis.buy("AAPL", 1, "185.20").odno


@contextmanager
def haero_unpaced(url: str, folder: Path) -> Iterator[Buy]:
    with haero_client(url, folder, 0) as buy:
        yield buy


@contextmanager
def haero_memory(url: str, folder: Path) -> Iterator[Buy]:
    """Without the disk: what is left is what the client itself does."""
    import haero

    with haero.Client(base_url=url, **KEYS, state=folder, pace=0, store=":memory:") as kis:  # type: ignore[arg-type]
        yield lambda: kis.buy("AAPL", 1, "185.20").odno


@contextmanager
def http_client(url: str, folder: Path) -> Iterator[Buy]:
    from http.client import HTTPConnection

    body, headers = message(url)
    connection = HTTPConnection(url.removeprefix("http://"))

    def buy() -> str:
        connection.request("POST", servers.ORDER, body, headers)
        return number_of(json.loads(connection.getresponse().read()))

    yield buy
    connection.close()


@contextmanager
def http_client_synced(url: str, folder: Path) -> Iterator[Buy]:
    """The same, with every order written to a file and synced first: what the disk alone takes of the processor."""
    with http_client(url, folder) as buy_at_once, (folder / "orders.log").open("ab", buffering=0) as file:

        def buy() -> object:
            file.write(LINE)
            os.fdatasync(file.fileno())
            return buy_at_once()

        yield buy


@contextmanager
def requests_session(url: str, folder: Path) -> Iterator[Buy]:
    import requests

    body, headers = message(url)
    with requests.Session() as session:
        yield lambda: number_of(session.post(url + servers.ORDER, body, headers=headers).json())


@contextmanager
def httpx_client(url: str, folder: Path) -> Iterator[Buy]:
    import httpx

    body, headers = message(url)
    with httpx.Client() as client:
        yield lambda: number_of(client.post(url + servers.ORDER, content=body, headers=headers).json())


@contextmanager
def python_kis(url: str, folder: Path) -> Iterator[Buy]:
    """Its address is set from outside, its own limit of calls is off."""
    import pykis.kis
    from pykis import KisAuth, PyKis

    pykis.kis.REAL_DOMAIN = url
    pykis.kis.REAL_API_REQUEST_PER_SECOND = 10**9
    kis = PyKis(
        KisAuth("trader", KEYS["appkey"], KEYS["appsecret"], KEYS["account"], virtual=False), use_websocket=False
    )
    account = kis.account()
    yield lambda: account.buy("NASDAQ", "AAPL", price=185.20, qty=1).number
    kis.close()


@contextmanager
def kis_trader(url: str, folder: Path) -> Iterator[Buy]:
    """Its address is set from outside, its throttle is off."""
    import kis_trader._internal._endpoints as endpoints
    from kis_trader import KISClient

    endpoints._BASE_URL_BY_ENVIRONMENT["real"] = url
    kis = KISClient(
        app_key=KEYS["appkey"], app_secret=KEYS["appsecret"], account=KEYS["account"], environment="real",
        token_cache_dir=str(folder / "tokens"), throttle=False,
    )  # fmt: skip
    apple = kis.overseas.stock("AAPL", exchange="NAS")
    yield lambda: apple.buy(quantity=1, limit_price="185.20").order_id
    kis.close()


class HaeroLater:
    """haero.AsyncClient."""

    async def open(self, url: str, folder: Path) -> BuyLater:
        import haero

        self._kis = haero.AsyncClient(base_url=url, **KEYS, state=folder, pace=PACE)  # type: ignore[arg-type]
        return lambda: self._kis.buy("AAPL", 1, "185.20")

    async def close(self) -> None:
        await self._kis.close()


class AiohttpLater:
    """aiohttp."""

    async def open(self, url: str, folder: Path) -> BuyLater:
        import aiohttp

        body, headers = await asyncio.to_thread(message, url)
        self._session = session = aiohttp.ClientSession()

        async def buy() -> str:
            async with session.post(url + servers.ORDER, data=body, headers=headers) as reply:
                return number_of(await reply.json())

        return buy

    async def close(self) -> None:
        await self._session.close()


class HttpxLater:
    """httpx.AsyncClient."""

    async def open(self, url: str, folder: Path) -> BuyLater:
        import httpx

        body, headers = await asyncio.to_thread(message, url)
        self._client = client = httpx.AsyncClient()

        async def buy() -> str:
            return number_of((await client.post(url + servers.ORDER, content=body, headers=headers)).json())

        return buy

    async def close(self) -> None:
        await self._client.aclose()


Later = HaeroLater | AiohttpLater | HttpxLater
BLOCKING: dict[str, Callable[[str, Path], Any]] = {
    "haero.Client": haero_client,
    "haero.Client, no pace": haero_unpaced,
    "haero.Client, no pace, store in memory": haero_memory,
    "http.client": http_client,
    "http.client, each order synced to disk": http_client_synced,
    "requests": requests_session,
    "httpx": httpx_client,
    "python-kis": python_kis,
    "kis-trader": kis_trader,
}
LATER: dict[str, type[Later]] = {
    "haero.AsyncClient": HaeroLater,
    "aiohttp": AiohttpLater,
    "httpx.AsyncClient": HttpxLater,
}
