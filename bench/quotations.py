"""(k) inquiries into the market, in the default one: CPU of a call, and of the longest slice in which nobody else may go on.

Each call is asked of a market that was never asked before (`first`: every price, bar and day is worked out), and a few seconds of
market later again and again (`again`). A slice is what an inquiry does in one turn (server/turns.py); there is one event loop, and
while a slice lasts, no order is taken. All calls take their rounds in turn, with the price of one symbol, which they are held
against. One ranking is that of an exchange as large as a master file makes it.
"""

import dataclasses
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from multidict import CIMultiDict

from bench.effort import FULL, Effort
from bench.in_process import OPEN_TIME
from bench.report import Rounds, emit, emit_rounds, say
from haero.house.house import House
from haero.house.settings import Settings
from haero.kis import transactions
from haero.server.auth.apps import App
from haero.server.call import Answer, Call, Hub, Scan
from haero.server.operations import OPERATIONS
from haero.server.wire import Request
from haero.service.service import calm_collector
from haero.terms import Environment, Exchange

try:
    from haero.server.turns import turns
except ImportError:  # a revision before it, which gave way at each yield

    def turns(scan: Scan) -> Scan:
        return scan


ROUNDS, SLOW_ROUNDS, AGAIN, MANY = 3, 2, 5, 2_000
LONGEST_MS = 5.0
"""What a slice may take."""
STEP = timedelta(seconds=3)
PRICES, RANKING = "/uapi/overseas-price/v1/quotations/", "/uapi/overseas-stock/v1/ranking/"
REFERENCE = "price of one symbol"
MANY_SYMBOLS = "ranking of today, many symbols"


class Inquiry(NamedTuple):
    """What is asked: path, TR and fields."""

    path: str
    tr_id: str
    fields: dict[str, str]


def _ranking(name: str, tr_id: str, exchange: str = "NAS", **fields: str) -> Inquiry:
    asked = {"AUTH": "", "EXCD": exchange, "KEYB": "", "VOL_RANG": "0", "PRC1": "", "PRC2": ""}
    return Inquiry(RANKING + name, tr_id, asked | fields)


def _chart(period: str, since: str) -> Inquiry:
    fields = {"FID_COND_MRKT_DIV_CODE": "N", "FID_INPUT_ISCD": "AAPL", "FID_INPUT_DATE_1": since}
    fields |= {"FID_INPUT_DATE_2": "20261120", "FID_PERIOD_DIV_CODE": period}
    return Inquiry(PRICES + "inquire-daily-chartprice", "FHKST03030100", fields)


def _minutes(per: str) -> Inquiry:
    fields = {
        "AUTH": "",
        "EXCD": "NAS",
        "SYMB": "AAPL",
        "NMIN": per,
        "PINC": "1",
        "NEXT": "",
        "NREC": "120",
        "FILL": "",
    }
    return Inquiry(PRICES + "inquire-time-itemchartprice", "HHDFS76950200", fields | {"KEYB": ""})


_SEARCH = {f"CO_YN_{name}": "" for name in ("PRICECUR", "RATE", "VALX", "SHAR", "VOLUME", "AMT", "EPS", "PER")}
_SEARCH |= {name.replace("YN", end): "" for name in _SEARCH for end in ("ST", "EN")}
_TEN = ("AAPL", "MSFT", "NVDA", "AMZN", "META", "GOOGL", "TSLA", "QQQ", "PYPL", "TQQQ")
_MULTPRICE = {"AUTH": "", "NREC": "10"} | {f"EXCD_{n:02d}": "NAS" for n in range(1, 11)}
_MULTPRICE |= {f"SYMB_{n:02d}": symbol for n, symbol in enumerate(_TEN, 1)}
_INDEX = {"FID_COND_MRKT_DIV_CODE": "N", "FID_INPUT_ISCD": "AAPL", "FID_HOUR_CLS_CODE": "0", "FID_PW_DATA_INCU_YN": "Y"}
_TRADES = {"AUTH": "", "EXCD": "NAS", "SYMB": "AAPL", "TDAY": "1", "KEYB": ""}
_DAILY = {"AUTH": "", "EXCD": "NAS", "SYMB": "AAPL", "BYMD": "", "MODP": "0"}

INQUIRIES: dict[str, Inquiry] = {
    REFERENCE: Inquiry(PRICES + "price", "HHDFS00000300", {"AUTH": "", "EXCD": "NAS", "SYMB": "AAPL"}),
    "price-detail": Inquiry(PRICES + "price-detail", "HHDFS76200200", {"AUTH": "", "EXCD": "NAS", "SYMB": "AAPL"}),
    "ranking of today": _ranking("trade-vol", "HHDFS76310010", NDAY="0"),
    "ranking of a year": _ranking("trade-vol", "HHDFS76310010", NDAY="9"),
    "new-highlow of a year": _ranking("new-highlow", "HHDFS76300000", NDAY="7", GUBN="1", GUBN2="0"),
    "updown-rate of a year": _ranking("updown-rate", "HHDFS76290000", NDAY="9", GUBN="1"),
    "price-fluct": _ranking("price-fluct", "HHDFS76260000", MINX="9", GUBN="1"),
    "volume-power of two hours": _ranking("volume-power", "HHDFS76280000", NDAY="9"),
    "inquire-search": Inquiry(PRICES + "inquire-search", "HHDFS76410000", {"AUTH": "", "EXCD": "NAS", "KEYB": ""} | _SEARCH),
    "multprice of ten": Inquiry(PRICES + "multprice", "HHDFS76220000", _MULTPRICE),
    "dailyprice, days": Inquiry(PRICES + "dailyprice", "HHDFS76240000", _DAILY | {"GUBN": "0"}),
    "dailyprice, months": Inquiry(PRICES + "dailyprice", "HHDFS76240000", _DAILY | {"GUBN": "2"}),
    "chart of days": _chart("D", "20260601"),
    "chart of years": _chart("Y", "20200101"),
    "minutes, 120 of 1": _minutes("1"),
    "minutes, 120 of 60": _minutes("60"),
    "index minutes": Inquiry(PRICES + "inquire-time-indexchartprice", "FHKST03030200", _INDEX),
    "trades": Inquiry(PRICES + "inquire-ccnl", "HHDFS76200300", _TRADES),
    MANY_SYMBOLS: _ranking("trade-vol", "HHDFS76310010", "AMS", NDAY="0"),
}  # fmt: skip

SLOW = ("ranking of a year", "new-highlow of a year", "multprice of ten", "dailyprice, months", "chart of years")
"""What takes seconds when it is asked first: fewer rounds, and not in a quick run."""


class Asked(NamedTuple):
    """Milliseconds of CPU of the slices of one call."""

    slices: list[float]

    @property
    def whole(self) -> float:
        return sum(self.slices)


def slices(call: Call) -> Iterator[float]:
    """Carries out an inquiry; milliseconds of CPU of each slice."""
    cpu = time.process_time
    started = cpu()
    found = OPERATIONS[call.transaction.api_id](call)
    scan = None if isinstance(found, Answer) else turns(found)
    while scan is not None:
        try:
            next(scan)
        except StopIteration as done:
            found, scan = done.value, None
        else:
            yield (cpu() - started) * 1000
            started = cpu()
    assert isinstance(found, Answer)
    assert found.reply.status == 200
    yield (cpu() - started) * 1000


class Scene:
    """A house in the default market, half an hour into the day, and an app that asks."""

    def __init__(self, folder: Path, many: int) -> None:
        self.house = House(folder, Settings(market="synthetic", speed=0.0, at=OPEN_TIME.isoformat()), OPEN_TIME)
        self.house.open_first_accounts()
        self._hub = Hub(self.house, None)  # type: ignore[arg-type]  # no reply waits here
        self._app = App("x", "x", Environment.REAL, next(iter(self.house.broker.state.accounts)), "bench")
        book = self.house.broker.market.instruments
        spy = book.get(Exchange.AMEX, "SPY")
        assert spy is not None
        for number in range(many):
            book.add(dataclasses.replace(spy, symbol=f"X{number:05d}"))

    def ask(self, inquiry: Inquiry) -> Asked:
        """One call, at the market's moment."""
        path, tr_id, fields = inquiry
        broker = self.house.broker
        found = transactions.lookup("real", "GET", path, tr_id)
        request = Request("GET", path, fields, CIMultiDict({"tr_cont": ""}), b"")
        return Asked(
            list(slices(Call(Environment.REAL, found, request, self._app, self._hub.books, broker, broker.advance())))
        )

    def later(self) -> None:
        """The market goes on a little."""
        clock = self.house.broker.market.clock
        clock.move_to(clock.now() + STEP)


def run(effort: Effort = FULL) -> None:
    """Prints for each inquiry CPU when asked first and again; then what the slices of all of them took."""
    first: dict[str, list[Asked]] = {name: [] for name in INQUIRIES if effort == FULL or name not in SLOW}
    again: dict[str, list[Asked]] = {name: [] for name in first}
    rounds = effort.rounds(ROUNDS)
    with tempfile.TemporaryDirectory() as place:
        for number in range(rounds):
            for name in first:  # a market each: what one works out helps no other
                if number >= SLOW_ROUNDS and name in SLOW:
                    continue
                scene = Scene(Path(place) / f"{number} {name}", effort.some(MANY) if name == MANY_SYMBOLS else 0)
                calm_collector()
                first[name].append(scene.ask(INQUIRIES[name]))
                for _ in range(effort.rounds(AGAIN)):
                    scene.later()
                    again[name].append(scene.ask(INQUIRIES[name]))
                scene.house.close()
            say(f"quotations, round {number + 1}/{rounds}")
    for when, found in (("first", first), ("again", again)):
        base = _wholes(found[REFERENCE])
        for name, asked in found.items():
            vs = None if name == REFERENCE else REFERENCE
            ours = _wholes(asked)
            emit_rounds(f"quotations.{name}.{when}", ours, "ms CPU/call", vs=vs, base=base[: len(ours)] if vs else None)
    taken = {name: [one for asked in first[name] + again[name] for one in asked.slices] for name in first}
    for name, of_one in taken.items():
        _say_slices(f"quotations.slices.{name}", of_one)
    _say_slices("quotations.slices", [one for of_one in taken.values() for one in of_one])


def _wholes(asked: list[Asked]) -> Rounds:
    return [one.whole for one in asked]


def _say_slices(name: str, found: list[float]) -> None:
    """Milliseconds that the loop was held, beside what it may be."""
    found.sort()
    for mark, at in (("p50", len(found) // 2), ("p99", len(found) * 99 // 100), ("longest", -1)):
        ratio = found[at] / LONGEST_MS
        emit(f"{name}.{mark}", found[at], "ms CPU", higher_is_better=False, vs=f"{LONGEST_MS:g} ms", ratio=ratio)
