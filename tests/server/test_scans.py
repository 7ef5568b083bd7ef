"""Long looks: they give way to others, and show one moment all the same."""

import asyncio
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from multidict import CIMultiDict

from haero.desk.commands import CancelOrder, ReserveOrder
from haero.house.house import House
from haero.kis import catalogue, transactions
from haero.server.auth.apps import App
from haero.server.call import Answer, Call, Hub, Scan
from haero.server.operations import OPERATIONS
from haero.server.quotations import _history
from haero.server.trading import _orders
from haero.server.wire import Request
from haero.terms import Environment, Exchange, OrderType, Side
from tests.makers import ALICE, NASDAQ, D, house, place
from tests.support import PRICE, running

DAILY, SEARCH, CHART, BY_VALUE, MANY, MINUTES, DETAIL = (
    "v1_해외주식-010",
    "v1_해외주식-015",
    "v1_해외주식-012",
    "해외주식-047",
    "해외주식-multprice",
    "v1_해외주식-030",
    "v1_해외주식-029",
)
ASKED = {
    DAILY: {"EXCD": "NAS", "SYMB": "AAPL", "GUBN": "1"},
    SEARCH: {"EXCD": "NAS", "CO_YN_RATE": "1"},
    CHART: dict(
        zip(
            ("FID_COND_MRKT_DIV_CODE", "FID_INPUT_ISCD", "FID_INPUT_DATE_1", "FID_INPUT_DATE_2", "FID_PERIOD_DIV_CODE"),
            ("N", "AAPL", "20250101", "20261231", "D"),
            strict=True,
        )
    ),
    BY_VALUE: {"EXCD": "NAS", "CURR_GB": "0"},
    MANY: {"NREC": "1", "EXCD_01": "NAS", "SYMB_01": "AAPL"},
    DETAIL: {"EXCD": "NAS", "SYMB": "AAPL"},
    MINUTES: {"EXCD": "NAS", "SYMB": "AAPL", "NMIN": "5", "NREC": "10", "PINC": "1"},
}
ORDERS, OPEN, RESERVATIONS = "v1_해외주식-007", "v1_해외주식-005", "v1_해외주식-013"
ALGO, NUMBERS = "해외주식-070", "해외주식-071"
_OWN = dict(zip(("CANO", "ACNT_PRDT_CD"), ALICE.split("-"), strict=True))
OWN_ASKED = {
    ORDERS: _OWN | {"ORD_STRT_DT": "20261101", "ORD_END_DT": "20261130", "PDNO": "AAPL", "CCLD_NCCS_DVSN": "02"},
    OPEN: _OWN | {"OVRS_EXCG_CD": "NASD"},
    RESERVATIONS: _OWN | {"INQR_STRT_DT": "20261101", "INQR_END_DT": "20261130"},
    ALGO: _OWN | {"ORD_DT": "20261120", "ODNO": "1"},
    NUMBERS: _OWN | {"TRAD_DT": "20261120"},
}
MOST_SLICES = 10_000


@pytest.fixture
def synthetic(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path / "synthetic", market="synthetic") as opened:
        yield opened


@pytest.fixture
def manual(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path / "manual") as opened:
        yield opened


def begin(opened: House, api_id: str, **changes: str) -> Scan:
    """The operation, not yet begun, at the house's moment."""
    api, broker = catalogue.api(api_id), opened.broker
    transaction = transactions.lookup("real", "GET", api.path, next(iter(api.tr_ids["real"].values())))
    request = Request(
        "GET",
        api.path,
        dict.fromkeys((f.name for f in api.request), "") | (ASKED | OWN_ASKED)[api_id] | changes,
        CIMultiDict(),
        b"",
    )
    books = Hub(opened, None).books  # type: ignore[arg-type]
    app = App("key", "secret", Environment.REAL, ALICE, "h8100001")
    found = OPERATIONS[api_id](Call(Environment.REAL, transaction, request, app, books, broker, broker.advance()))
    assert not isinstance(found, Answer)
    return found


def end(scan: Scan) -> tuple[int, Answer]:
    """(in how many slices, the answer)."""
    for slices in range(1, MOST_SLICES):
        try:
            next(scan)
        except StopIteration as done:
            return slices, done.value
    raise AssertionError("it does not end")


@pytest.mark.parametrize("api", ASKED)
def test_time_that_goes_on_meanwhile_does_not_show(synthetic: House, api: str) -> None:
    _, at_once = end(begin(synthetic, api))
    scan, broker = begin(synthetic, api), synthetic.broker
    next(scan)
    broker.move_clock(broker.market.clock.now() + timedelta(minutes=30))
    slices, answer = end(scan)
    assert slices > 1
    assert answer.reply == at_once.reply
    _, later = end(begin(synthetic, api))
    assert later.reply != at_once.reply
    assert at_once.seq < answer.seq == later.seq == broker.market_seq


@pytest.mark.parametrize("api", ASKED)
def test_where_prices_are_posted_nothing_comes_in_between(
    manual: House, api: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A price could be posted at the very moment that is shown."""
    monkeypatch.setattr(_history, "_DAYS_AT_ONCE", 1)
    monkeypatch.setattr(_history, "_MINUTES_AT_ONCE", 1)
    for _ in range(3):
        manual.broker.post_print(Exchange.NASDAQ, "AAPL", D(100), 5)
        manual.broker.move_clock(manual.broker.market.clock.now() + timedelta(days=7))
    slices, answer = end(begin(manual, api))
    assert slices == 1
    assert (b'"output":{"rsym":"D' if api == DETAIL else b'"output2":[{') in answer.reply.body


def test_a_manual_market_with_a_past_gives_way_too(tmp_path: Path) -> None:
    """The days of the past are worked out when they are asked for."""
    with house(tmp_path / "past", manual_past=True) as opened:
        slices, answer = end(begin(opened, DAILY))
        assert slices > 1
        assert len(json.loads(answer.reply.body)["output2"]) == 100
        assert end(begin(opened, BY_VALUE))[0] > 1


async def test_others_are_served_while_a_scan_goes_on(tmp_path: Path) -> None:
    async with running(tmp_path / "data", market="synthetic") as started:
        caller, api = await started.direct("real"), catalogue.api(SEARCH)
        query = dict.fromkeys((field.name for field in api.request), "") | ASKED[SEARCH]
        scan = asyncio.ensure_future(caller.get(api.path, "HHDFS76410000", query))
        await asyncio.sleep(0)
        assert (await caller.get(PRICE, "HHDFS00000300", {"AUTH": "", "EXCD": "NAS", "SYMB": "AAPL"})).json[
            "rt_cd"
        ] == "0"
        assert not scan.done()
        assert (await scan).json["rt_cd"] == "0"


# Inquiries into an account


def listed(answer: Answer, block: str = "output", name: str = "odno") -> list[str]:
    return [row[name] for row in json.loads(answer.reply.body)[block]]


def test_a_walk_over_many_orders_gives_way(manual: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes meanwhile is not in it; what is not what was asked for any more is not either."""
    monkeypatch.setattr(_orders, "WALKED_AT_ONCE", 2)
    broker = manual.broker
    for _ in range(5):
        broker.submit(place())
    broker.submit(place(symbol="MSFT"))
    scan = begin(manual, ORDERS)
    next(scan)
    broker.submit(CancelOrder(ALICE, NASDAQ, "AAPL", 1, 10))
    newest = broker.submit(place()).event.number
    slices, answer = end(scan)
    assert slices >= 3
    assert listed(answer) == [f"{number:010}" for number in (2, 3, 4, 5)]
    assert f"{newest:010}" in listed(end(begin(manual, ORDERS))[1])


@pytest.mark.parametrize("order", ["DS", "AS"])
def test_a_walk_over_many_open_orders_gives_way(manual: House, monkeypatch: pytest.MonkeyPatch, order: str) -> None:
    """What comes meanwhile is not in it, nor what is not open any more; rows and their order are those of a walk over few."""
    monkeypatch.setattr(_orders, "WALKED_AT_ONCE", 2)
    broker = manual.broker
    for symbol in ("AAPL", "MSFT", "AAPL", "AAPL", "MSFT", "AAPL"):
        broker.submit(place(symbol=symbol))
    broker.submit(CancelOrder(ALICE, NASDAQ, "AAPL", 1, 10))
    scan = begin(manual, OPEN, SORT_SQN=order)
    next(scan)
    broker.submit(CancelOrder(ALICE, NASDAQ, "AAPL", 4, 10))
    newest = broker.submit(place()).event.number
    rows = listed(end(scan)[1])
    assert rows == [f"{number:010}" for number in ((2, 3, 5, 6) if order == "DS" else (6, 5, 3, 2))]
    later = listed(end(begin(manual, OPEN, SORT_SQN=order))[1])
    monkeypatch.undo()
    slices, few = end(begin(manual, OPEN, SORT_SQN=order))
    assert slices == 1
    assert listed(few) == later
    assert set(later) == {*rows, f"{newest:010}"}


def test_a_walk_over_many_executions_gives_way(manual: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """What fills meanwhile is in it, as it is in the sum."""
    monkeypatch.setattr(_orders, "WALKED_AT_ONCE", 1)
    broker = manual.broker
    broker.submit(place(quantity=4))
    for _ in range(2):
        broker.post_print(NASDAQ, "AAPL", D("99.00"), 1)
    scan = begin(manual, ALGO)
    next(scan)
    broker.post_print(NASDAQ, "AAPL", D("99.00"), 1)
    answer = end(scan)[1]
    body = json.loads(answer.reply.body)
    assert sum(int(row["FT_CCLD_QTY"]) for row in body["output"]) == int(body["output3"][0]["FT_CCLD_QTY"]) == 3
    assert body["output3"][0]["CCLD_CNT"] == "3"


def test_a_walk_for_few_algo_orders_gives_way(manual: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """An order that comes meanwhile is not in it."""
    monkeypatch.setattr(_orders, "WALKED_AT_ONCE", 2)
    broker = manual.broker
    for kind in (OrderType.TWAP, *[OrderType.LIMIT] * 5, OrderType.VWAP):
        broker.submit(place(type=kind))
    scan = begin(manual, NUMBERS)
    next(scan)
    broker.submit(place(type=OrderType.TWAP))
    slices, answer = end(scan)
    assert slices >= 3
    assert listed(answer) == ["0000000001", "0000000007"]
    assert listed(end(begin(manual, NUMBERS))[1]) == ["0000000001", "0000000007", "0000000008"]


def test_a_walk_over_many_reservations_gives_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_orders, "WALKED_AT_ONCE", 2)
    with house(tmp_path / "early", at="2026-11-20T20:00:00+09:00") as early:
        reserve = ReserveOrder(ALICE, NASDAQ, "AAPL", Side.BUY, OrderType.LIMIT, 3, D("1.00"))
        for _ in range(5):
            early.broker.submit(reserve)
        scan = begin(early, RESERVATIONS)
        next(scan)
        early.broker.submit(reserve)
        assert len(listed(end(scan)[1], name="ovrs_rsvn_odno")) == 5
