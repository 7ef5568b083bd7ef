"""A running haero in a thread of its own: programs of this process, blocking or not, use it as they use one on their machine."""

import asyncio
import threading
from collections.abc import Coroutine, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import haero
from haero.desk.accounts import Account
from haero.server.wire import Request
from tests.support import Answer, Running, running

T = TypeVar("T")
QUICK = 20.0
"""Seconds of a call. No test waits for it; the machine may be busy."""
QUOTES = {
    "NASD:AAPL": ("184.90", "185.00"), "NYSE:IBM": ("229.90", "230.00"), "AMEX:SPY": ("599.90", "600.00"),
    "SEHK:00700": ("409.8", "410.0"), "SHAA:600519": ("1499.90", "1500.00"), "SZAA:000001": ("11.00", "11.01"),
    "TKSE:7203": ("2799", "2800"), "HASE:SHS": ("20000", "20100"), "VNSE:VNM": ("60000", "60100"),
}  # fmt: skip
"""One stock of each exchange with its bid and ask, in its currency."""


class Keys(NamedTuple):
    """An app and its account, as POST /control/accounts tells them."""

    environment: str
    account: str
    hts_id: str
    appkey: str
    appsecret: str


class Asked(NamedTuple):
    """A request that haero saw."""

    method: str
    path: str
    tr_id: str
    tr_cont: str
    query: dict[str, str]
    body: bytes


class House:
    """A haero with a manual market unless told otherwise, its clock standing at `at`. Start and stop it with `with`."""

    def __init__(self, folder: Path, at: str, **settings: Any) -> None:
        self.folder, self._at, self._settings = folder, at, settings
        self.data = folder / "data"
        self._loop = asyncio.new_event_loop()
        self._ready, self._end = threading.Event(), asyncio.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._run(),), name="haero")
        self._asked: dict[str, list[Asked]] = {}
        self._failed: BaseException | None = None

    def __enter__(self) -> "House":
        self._thread.start()
        self._ready.wait()
        if self._failed is not None:
            raise self._failed
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join()
        self._loop.close()

    async def _run(self) -> None:
        try:
            async with running(self.data, at=self._at, **self._settings) as self._started:
                for name in ("rest_real", "rest_mock"):
                    self._listen(name)
                self._started.service.write_addresses(None)
                self._ready.set()
                await self._end.wait()
        except BaseException as error:
            self._failed = error
            self._ready.set()
            raise

    def _listen(self, name: str) -> None:
        port = self._started.service._ports[name]
        handler = port._handler

        def handle(request: Request) -> Any:
            headers = request.headers
            told = (headers.get("tr_id", ""), headers.get("tr_cont", ""), dict(request.query), request.body)
            self._asked.setdefault(headers.get("appkey", ""), []).append(Asked(request.method, request.path, *told))
            return handler(request)

        port._handler = handle

    @property
    def started(self) -> Running:
        """What runs; only its own thread may use the callers."""
        return self._started

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Performs something in the thread of haero."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    def control(self, path: str, **body: Any) -> dict[str, Any]:
        """A control call, which must succeed."""
        answer: Answer = self.do(self._started.real.control("POST", f"/control/{path}", body))
        assert answer.status == 200, answer
        return answer.json

    def quote(self, symbol: str, bid: str, ask: str, size: int = 10_000) -> None:
        """Somebody buys at the bid and sells at the ask."""
        exchange, _, name = symbol.rpartition(":")
        self.control(
            "market/quote", exchange=exchange, symbol=name, bid=bid, bid_size=size, ask=ask, ask_size=size
        )  # fmt: skip

    def quote_all(self) -> None:
        """Both sides of QUOTES."""
        for symbol, (bid, ask) in QUOTES.items():
            self.quote(symbol, bid, ask)

    def trade(self, symbol: str, price: str, size: int) -> None:
        """Somebody trades."""
        exchange, _, name = symbol.rpartition(":")
        self.control("market/print", exchange=exchange, symbol=name, price=price, size=size)

    def keys(self, environment: str = "real", cash: Mapping[str, str] | None = None) -> Keys:
        """A fresh account with an app of its own; with the usual opening cash of every currency."""
        asked: dict[str, Any] = {"environment": environment} | ({} if cash is None else {"cash": dict(cash)})
        return Keys(**self.control("accounts", **asked))

    def held(self, keys: Keys) -> Account:
        """What the broker has of an account: the truth."""
        hub = self._started.service.hub
        assert hub is not None
        return hub.broker.state.accounts[keys.account]

    def asked(self, keys: Keys, ending: str = "") -> list[Asked]:
        """What came from one app so far, but for tokens; of one service of KIS by the end of its path."""
        return [one for one in self._asked.get(keys.appkey, []) if one.path.endswith(ending)]

    def arguments(self, keys: Keys, **more: Any) -> dict[str, Any]:
        """How a client of an account is made."""
        urls, half = self._started.urls, keys.environment
        given = keys._asdict() | {"base_url": urls[f"rest_{half}"], "ws_url": urls[f"ws_{half}"], "pace": 0}
        return given | {"state": self.folder / "state" / keys.account, "timeout": QUICK} | more

    def client(self, keys: Keys, **more: Any) -> haero.Client:
        """A blocking client of an account."""
        return haero.Client(**self.arguments(keys, **more))

    def async_client(self, keys: Keys, **more: Any) -> haero.AsyncClient:
        """An asynchronous client of an account."""
        return haero.AsyncClient(**self.arguments(keys, **more))
