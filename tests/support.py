"""What many tests need: a haero in this process, a haero in a process of its own, and a plain KIS caller."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp
from multidict import CIMultiDict

from haero.desk.fees import DEFAULT_RATES, FeeRate
from haero.house.settings import Settings
from haero.server.auth.apps import App
from haero.server.wire import Reply, Request
from haero.service.addresses import ANY_PORTS, Listening
from haero.service.service import Service
from haero.terms import Environment

TRADING = "/uapi/overseas-stock/v1/trading"
PRICE = "/uapi/overseas-price/v1/quotations/price"
OPEN_TIME = "2026-11-20T10:00:00-05:00"
"""A Friday, half an hour into the regular US session: 2026-11-21 00:00 in Korea."""


COMMISSION_ONLY = {exchange: FeeRate(rate.commission) for exchange, rate in DEFAULT_RATES.items()}
"""Round numbers to work with by hand. What the taxes do is tested in test_fees, test_exchange_rules and test_accounting."""


class Answer(NamedTuple):
    """A reply as a client sees it. `json` is the decoded body."""

    status: int
    headers: Any
    json: dict[str, Any]

    @property
    def code(self) -> str:
        return str(self.json.get("msg_cd") or self.json.get("error_code") or "")


class Caller:
    """Calls one environment of a running haero as a KIS program would."""

    def __init__(self, http: aiohttp.ClientSession, urls: dict[str, str], app: App, control_token: str) -> None:
        self.http, self.urls, self.app = http, urls, app
        self.base = urls[f"rest_{app.environment}"]
        self.account = dict(zip(("CANO", "ACNT_PRDT_CD"), app.account.split("-"), strict=True))
        self._control = {"authorization": f"Bearer {control_token}"}
        self.token = ""

    async def log_in(self) -> "Caller":
        keys = {"grant_type": "client_credentials", "appkey": self.app.appkey, "appsecret": self.app.appsecret}
        self.token = (await self.raw("POST", "/oauth2/tokenP", {}, json.dumps(keys).encode())).json["access_token"]
        return self

    def headers(self, tr_id: str, **more: str) -> dict[str, str]:
        return {
            "authorization": f"Bearer {self.token}",
            "appkey": self.app.appkey,
            "appsecret": self.app.appsecret,
            "tr_id": tr_id,
            "custtype": "P",
            "Content-Type": "application/json",
        } | more

    async def raw(
        self, method: str, path: str, headers: dict[str, str], body: Any = None, query: dict[str, str] | None = None
    ) -> Answer:
        async with self.http.request(method, self.base + path, headers=headers, data=body, params=query) as reply:
            text = await reply.read()
            return Answer(reply.status, reply.headers, json.loads(text) if text.startswith(b"{") else {"text": text})

    async def post(self, path: str, tr_id: str, body: dict[str, Any] | bytes, **headers: str) -> Answer:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return await self.raw("POST", path, self.headers(tr_id, **headers), data)

    async def get(self, path: str, tr_id: str, query: dict[str, str], **headers: str) -> Answer:
        return await self.raw("GET", path, self.headers(tr_id, **headers), None, query)

    def order_body(self, **changes: str) -> dict[str, str]:
        """A US limit order of 10 AAPL at 100.00; a change of "-" leaves the field out."""
        body = self.account | {
            "OVRS_EXCG_CD": "NASD",
            "PDNO": "AAPL",
            "ORD_QTY": "10",
            "OVRS_ORD_UNPR": "100.00",
            "ORD_SVR_DVSN_CD": "0",
            "ORD_DVSN": "00",
        }
        return {name: value for name, value in (body | changes).items() if value != "-"}

    def tr(self, real: str, mock: str) -> str:
        return real if self.app.environment is Environment.REAL else mock

    async def buy(self, **changes: str) -> Answer:
        return await self.post(f"{TRADING}/order", self.tr("TTTT1002U", "VTTT1002U"), self.order_body(**changes))

    async def sell(self, **changes: str) -> Answer:
        return await self.post(f"{TRADING}/order", self.tr("TTTT1006U", "VTTT1001U"), self.order_body(**changes))

    async def change(self, original: str, division: str, **changes: str) -> Answer:
        """Revises ("01") or cancels ("02") a US order."""
        body = self.order_body(
            ORD_DVSN="-", MGCO_APTM_ODNO="", ORGN_ODNO=original, RVSE_CNCL_DVSN_CD=division, **changes
        )
        return await self.post(f"{TRADING}/order-rvsecncl", self.tr("TTTT1004U", "VTTT1004U"), body)

    async def control(self, method: str, path: str, body: dict[str, Any] | None = None) -> Answer:
        url = self.urls["control"] + path
        data = None if body is None else json.dumps(body).encode()
        async with self.http.request(method, url, headers=self._control, data=data) as reply:
            return Answer(reply.status, reply.headers, await reply.json())

    async def quote(self, bid: str, bid_size: int, ask: str, ask_size: int, symbol: str = "AAPL") -> None:
        body = {
            "exchange": "NASD",
            "symbol": symbol,
            "bid": bid,
            "bid_size": bid_size,
            "ask": ask,
            "ask_size": ask_size,
        }
        assert (await self.control("POST", "/control/market/quote", body)).status == 200

    async def print(self, price: str, size: int, symbol: str = "AAPL") -> None:
        body = {"exchange": "NASD", "symbol": symbol, "price": price, "size": size}
        assert (await self.control("POST", "/control/market/print", body)).status == 200

    async def pages(
        self, path: str, tr_id: str, query: dict[str, str], back: Callable[[str], str] = str, *, small: bool = False
    ) -> list[Answer]:
        """All pages of an inquiry. `back` is what the client does to the two CTX_AREA values; `small` writes their keys small."""
        query, more, found = dict(query), dict[str, str](), list[Answer]()
        areas = [name.lower() if small else name for name in ("CTX_AREA_FK200", "CTX_AREA_NK200")]
        query |= dict.fromkeys(areas, "")
        while True:
            answer = await self.get(path, tr_id, query, **more)
            assert answer.json["rt_cd"] == "0", answer
            found.append(answer)
            assert len(found) < 100, "paging does not end"
            if answer.headers["tr_cont"] not in {"F", "M"}:
                return found
            more = {"tr_cont": "N"}
            query |= {area: back(answer.json[area.lower()]) for area in areas}

    async def orders(self) -> list[dict[str, str]]:
        """All rows of inquire-ccnl, over all pages."""
        rows: list[dict[str, str]] = []
        query = self.account | {
            "PDNO": "", "ORD_STRT_DT": "20000101", "ORD_END_DT": "20991231", "SLL_BUY_DVSN": "00", "CCLD_NCCS_DVSN": "00",
            "OVRS_EXCG_CD": "", "SORT_SQN": "DS", "ORD_DT": "", "ORD_GNO_BRNO": "", "ODNO": "", "CTX_AREA_FK200": "",
            "CTX_AREA_NK200": "",
        }  # fmt: skip
        more: dict[str, str] = {}
        while True:
            answer = await self.get(f"{TRADING}/inquire-ccnl", self.tr("TTTS3035R", "VTTS3035R"), query, **more)
            assert answer.json["rt_cd"] == "0", answer
            rows += answer.json["output"]
            if answer.headers["tr_cont"] not in {"F", "M"}:
                return rows
            more = {"tr_cont": "N"}
            for area in ("CTX_AREA_FK200", "CTX_AREA_NK200"):
                query[area] = answer.json[area.lower()]


class Direct(Caller):
    """Calls the handlers of a haero in this process without HTTP between: for tables of thousands of requests."""

    def __init__(self, started: "Running", app: App) -> None:
        super().__init__(started.real.http, started.urls, app, started.service.vault.control_token)
        self.service, self._ports = started.service, started.service._ports

    async def send(self, request: Request, port: str = "") -> Reply:
        """One request to a port: rest_real, rest_mock or control; by default the REST port of the caller's environment."""
        return await self._ports[port or f"rest_{self.app.environment}"]._handler(request)

    async def raw(
        self, method: str, path: str, headers: dict[str, str], body: Any = None, query: dict[str, str] | None = None
    ) -> Answer:
        reply = await self.send(Request(method, path, query or {}, CIMultiDict(headers), body or b""))
        return Answer(reply.status, CIMultiDict(reply.headers), json.loads(reply.body))

    async def control(self, method: str, path: str, body: Any = None) -> Answer:
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        reply = await self.send(Request(method, path, {}, CIMultiDict(self._control), data), "control")
        return Answer(reply.status, CIMultiDict(reply.headers), json.loads(reply.body))


class Running(NamedTuple):
    """A haero in this process, and a logged-in caller for each environment."""

    service: Service
    urls: dict[str, str]
    real: Caller
    mock: Caller

    async def direct(self, environment: str = "real") -> Direct:
        """A logged-in caller without HTTP. Same app and token as the one with."""
        app = (self.real if environment == "real" else self.mock).app
        caller = Direct(self, app)
        await caller.log_in()
        return caller


@contextlib.asynccontextmanager
async def running(folder: Path, **settings: Any) -> AsyncIterator[Running]:
    """Starts a haero here: manual market, standing clock at OPEN_TIME, no limits, no taxes, unless told otherwise."""
    usual = {"market": "manual", "speed": 0.0, "at": OPEN_TIME, "unlimited": True, "fees": COMMISSION_ONLY}
    usual["reply_latency_ms"] = 0
    chosen: dict[str, Any] = usual | settings
    service = Service(folder, Settings(**chosen), quiet=True)
    await service.start(Listening(ports=ANY_PORTS))
    urls = service.urls
    try:
        async with aiohttp.ClientSession() as http:
            apps = service.credentials()
            token = service.vault.control_token
            callers = [Caller(http, urls, apps[environment], token) for environment in Environment]
            for caller in callers:
                await caller.log_in()
            yield Running(service, urls, *callers)
    finally:
        await service.stop()


class Process:
    """A haero in a process of its own, for what only a process shows: start, stop, kill, exit status."""

    def __init__(self, folder: Path, *flags: str, preexec: Any = None) -> None:
        self.folder = folder
        self.ready_file = folder.parent / f"{folder.name}.ready"
        self.ready_file.unlink(missing_ok=True)
        ports = [
            text for name in ("rest-real", "rest-mock", "ws-real", "ws-mock", "control") for text in (f"--{name}", "0")
        ]
        command = [sys.executable, "-m", "haero.cli", "serve", "--data", str(folder), *ports]
        self._log = (folder.parent / f"{folder.name}.log").open("ab")
        self.process = subprocess.Popen(
            [*command, "--ready-file", str(self.ready_file), *flags],
            stdout=self._log,
            stderr=self._log,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
            preexec_fn=preexec,
        )
        self.ready: dict[str, Any] = {}

    def wait_ready(self, seconds: float = 30.0) -> dict[str, Any]:
        deadline = time.monotonic() + seconds
        while not self.ready_file.exists():
            if self.process.poll() is not None:
                raise AssertionError(f"haero ended with {self.process.returncode}:\n{self.log()}")
            assert time.monotonic() < deadline, f"haero is not ready:\n{self.log()}"
            time.sleep(0.01)
        self.ready = json.loads(self.ready_file.read_text())
        return self.ready

    def log(self) -> str:
        return (self.folder.parent / f"{self.folder.name}.log").read_text(errors="replace")

    def stop(self) -> int:
        """Asks it to stop, and returns its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(30)
        self._log.close()
        return status

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(30)
        self._log.close()


@contextlib.contextmanager
def process(folder: Path, *flags: str, preexec: Any = None) -> Iterator[Process]:
    """A ready haero process, ended at the end."""
    started = Process(folder, *flags, preexec=preexec)
    try:
        started.wait_ready()
        yield started
    finally:
        if started.process.poll() is None:
            started.kill()


def caller_of(http: aiohttp.ClientSession, ready: dict[str, Any], environment: str) -> Caller:
    """A caller for a haero process, from what its ready file says."""
    keys = ready[environment]
    app = App(keys["appkey"], keys["appsecret"], Environment(environment), keys["account"], keys["hts_id"])
    return Caller(
        http, {name: ready[name] for name in ("rest_real", "rest_mock", "control")}, app, ready["control_token"]
    )
