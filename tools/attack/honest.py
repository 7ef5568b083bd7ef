"""An honest customer in a process of his own: one order after the other, each timed. What an attack costs others, he feels."""

import http.client
import json
import multiprocessing
import time
from collections import Counter
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from tools.attack.wire import signed

PATIENCE = 120.0
ORDER = "/uapi/overseas-stock/v1/trading/order"
_BUYS = {"real": "TTTT1002U", "mock": "VTTT1002U"}


class Latencies(NamedTuple):
    """Of the orders since the last look: how long replies took, in milliseconds, and what was answered."""

    orders: int
    p50: float
    p99: float
    longest: float
    codes: dict[str, int]

    def __str__(self) -> str:
        times = f"p50 {self.p50:.1f}, p99 {self.p99:.1f}, max {self.longest:.1f} ms"
        return f"{self.orders} orders, {times}, answers {self.codes}"

    @property
    def served(self) -> bool:
        """He was answered, and with nothing but acknowledgements."""
        return self.orders > 0 and set(self.codes) == {"0"}


class Honest:
    """Orders of the first account of an environment (or of `keys`), a pause of `pause` seconds between them."""

    def __init__(
        self,
        ready: dict[str, Any],
        environment: str = "real",
        *,
        keys: dict[str, str] | None = None,
        pause: float = 0.005,
    ) -> None:
        here, there = multiprocessing.get_context("spawn").Pipe()
        self._line = here
        self._child = multiprocessing.get_context("spawn").Process(
            target=_orders,
            args=(there, ready[f"rest_{environment}"], keys or ready[environment], environment, pause),
            daemon=True,
        )

    def __enter__(self) -> "Honest":
        self._child.start()
        self.look()  # he is logged in, and has ordered
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, stack: TracebackType | None
    ) -> None:
        self._child.terminate()
        self._child.join(10)

    def look(self) -> Latencies:
        """What he felt since the last look. Waits until the order at hand is answered."""
        self._line.send("look")
        if not self._line.poll(2 * PATIENCE):
            raise TimeoutError("the honest customer says nothing")
        times, codes = self._line.recv()
        return summary(times, codes)


def summary(times: list[float], codes: dict[str, int]) -> Latencies:
    """Seconds to milliseconds."""
    ranked = sorted(times) or [0.0]
    near_the_end = ranked[min(len(ranked) - 1, int(len(ranked) * 0.99))]
    return Latencies(len(times), ranked[len(ranked) // 2] * 1e3, near_the_end * 1e3, ranked[-1] * 1e3, codes)


class Talker:
    """A plain KIS client on one kept connection, made anew where it was lost."""

    def __init__(self, address: str, keys: dict[str, str], seconds: float = PATIENCE) -> None:
        place = urlsplit(address)
        self._line = http.client.HTTPConnection(str(place.hostname), place.port, timeout=seconds)
        self.keys, self.token = keys, ""

    def ask(self, method: str, path: str, headers: dict[str, str], body: Any = None) -> tuple[int, dict[str, Any]]:
        """The status and the body of one reply. Raises OSError or HTTPException where none comes."""
        try:
            self._line.request(method, path, None if body is None else json.dumps(body).encode(), headers)
            reply = self._line.getresponse()
            return reply.status, json.loads(reply.read())
        except (OSError, http.client.HTTPException):
            self._line.close()
            raise

    def log_in(self) -> None:
        keys = {"grant_type": "client_credentials", "appkey": self.keys["appkey"], "appsecret": self.keys["appsecret"]}
        self.token = str(self.ask("POST", "/oauth2/tokenP", {}, keys)[1]["access_token"])

    def headers(self, tr_id: str) -> dict[str, str]:
        return signed(self.keys, self.token, tr_id)

    def buy(self, environment: str, price: str = "1.00") -> dict[str, Any]:
        """One share of AAPL, far below the market: it rests."""
        number, product = self.keys["account"].split("-")
        order = {"CANO": number, "ACNT_PRDT_CD": product, "OVRS_EXCG_CD": "NASD", "PDNO": "AAPL", "ORD_QTY": "1"}
        order |= {"OVRS_ORD_UNPR": price, "ORD_SVR_DVSN_CD": "0", "ORD_DVSN": "00"}
        return self.ask("POST", ORDER, self.headers(_BUYS[environment]), order)[1]


def _orders(line: Connection, address: str, keys: dict[str, str], environment: str, pause: float) -> None:
    """What the child does until it is ended."""
    talker = Talker(address, keys)
    times: list[float] = []
    codes: Counter[str] = Counter()
    while True:
        started = time.monotonic()
        try:
            if not talker.token:
                talker.log_in()
            reply = talker.buy(environment)
            codes["0" if reply["rt_cd"] == "0" else str(reply["msg_cd"])] += 1
        except (OSError, http.client.HTTPException, ValueError, KeyError) as error:
            codes[type(error).__name__] += 1
        times.append(time.monotonic() - started)
        if line.poll(pause):
            line.recv()
            line.send((times, dict(codes)))
            times, codes = [], Counter()
