"""Each exchange's ticks, lots and daily limits through the order API, with the codes of both environments.

The prices are worked out by hand from the base prices of the built-in symbols, which the first test holds fast.
"""

from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest
import pytest_asyncio

from haero.kis import words
from haero.market.listing.instruments import builtin
from haero.terms import Currency
from tests.server.test_matrix_table import ASIA_TIME, ROWS
from tests.support import TRADING, Answer, Caller, Running, running

pytestmark = pytest.mark.asyncio(loop_scope="module")

TICK = {"real": "APBK0506", "mock": "40030000"}
LOT = {"real": "APBK0506", "mock": "40030000"}
BAND = {"real": "APBK0506", "mock": "40270000"}
TOO_LOW = {"real": "APBK1507", "mock": "40270000"}
TAKEN = {"real": "APBK0013", "mock": "40600000"}
SOLD = {"real": "APBK0013", "mock": "40590000"}


class Rules(NamedTuple):
    """A symbol, its base price, prices off the tick, quantities in and off lots, the day's limits and one tick beyond each."""

    exchange: str
    symbol: str
    base: str
    off_tick: str
    good_sizes: str
    bad_sizes: str
    limits: str = ""
    beyond: str = ""


CASES = [
    Rules("SEHK", "00700", "600", "600.2 600.25", "100 300", "1 50 150"),
    Rules("SEHK", "00883", "19", "19.005", "1000", "100 1500"),
    Rules("SEHK", "02800", "26", "26.01 26.03", "500", "100 600"),
    Rules("TKSE", "7203", "2800", "2800.1 2799.9", "100 200", "1 99 150", "2300 3300", "2299.5 3301"),
    Rules("TKSE", "1306", "3200", "3200.5", "10 30", "1 15", "2500 3900", "2499.5 3901"),
    Rules("SHAA", "600519", "1450", "1450.001 1450.005", "100 300", "1 150", "1305.00 1595.00", "1304.99 1595.01"),
    Rules("SHAA", "688981", "110", "110.005", "200 201", "1 100 199", "88.00 132.00", "87.99 132.01"),
    Rules("SZAA", "000001", "12", "12.005", "100", "1 199", "10.80 13.20", "10.79 13.21"),
    Rules("SZAA", "300750", "280", "280.005", "100", "50", "224.00 336.00", "223.99 336.01"),
    Rules("HASE", "PVS", "34000", "34050 34010", "100", "10 150", "30600 37400", "30500 37500"),
    Rules("VNSE", "FPT", "100000", "100050 100010", "100", "10 150", "93000 107000", "92900 107100"),
    Rules("VNSE", "HPG", "27000", "27010 27025", "100", "10", "25150 28850", "25100 28900"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    rich = dict.fromkeys(Currency, Decimal(10**12))
    async with running(Path(tmp_path_factory.mktemp("rules")) / "data", at=ASIA_TIME, cash=rich) as started:
        yield started


def caller_of(house: Running, environment: str) -> Caller:
    return house.real if environment == "real" else house.mock


async def place(
    caller: Caller, side: str, exchange: str, symbol: str, price: str, quantity: str, division: str = "00"
) -> Answer:
    row = next(row for row in ROWS if row.side == side and exchange in row.exchanges)
    body = caller.order_body(
        OVRS_EXCG_CD=exchange, PDNO=symbol, OVRS_ORD_UNPR=price, ORD_QTY=quantity, ORD_DVSN=division
    )
    return await caller.post(f"{TRADING}/order", row.trs[caller.app.environment], body)


async def hold(caller: Caller, exchange: str, symbol: str, price: str, bought: str, shares: int) -> None:
    """Buys, and gets only a part of it: the way to an odd number of shares."""
    number = (await place(caller, "buy", exchange, symbol, price, bought)).json["output"]["ODNO"]
    body = {"exchange": exchange, "symbol": symbol, "price": str(Decimal(price) - 1), "size": shares}
    assert (await caller.control("POST", "/control/market/print", body)).status == 200
    row = {"SEHK": "TTTS1003U", "SHAA": "TTTS0302U"}[exchange]
    cancel = caller.order_body(
        OVRS_EXCG_CD=exchange, PDNO=symbol, ORGN_ODNO=number, RVSE_CNCL_DVSN_CD="02", ORD_QTY="0", OVRS_ORD_UNPR="0",
        ORD_DVSN="-",
    )  # fmt: skip
    answer = await caller.post(f"{TRADING}/order-rvsecncl", row, cancel)
    assert answer.code == "APBK0013", answer


async def test_the_base_prices_are_those_that_the_figures_are_made_for() -> None:
    book = builtin()
    for case in CASES:
        found = book.get(words.EXCHANGES[case.exchange], case.symbol)
        assert found is not None
        assert found.base_price == Decimal(case.base), case


@pytest.mark.parametrize("environment", ["real", "mock"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.exchange}-{case.symbol}")
async def test_ticks_lots_and_limits(house: Running, case: Rules, environment: str) -> None:
    caller = caller_of(house, environment)
    lot = case.good_sizes.split()[0]

    async def code(price: str, quantity: str) -> str:
        return (await place(caller, "buy", case.exchange, case.symbol, price, quantity)).code

    for quantity in case.good_sizes.split():
        assert await code(case.base, quantity) == TAKEN[environment], quantity
    for quantity in case.bad_sizes.split():
        assert await code(case.base, quantity) == LOT[environment], quantity
    for price in case.off_tick.split():
        assert await code(price, lot) == TICK[environment], price
    for price in case.limits.split():
        assert await code(price, lot) == TAKEN[environment], price
    for price in case.beyond.split():
        assert await code(price, lot) == BAND[environment], price


@pytest.mark.parametrize("environment", ["real", "mock"])
async def test_hong_kong_has_no_limits_and_a_lowest_price(house: Running, environment: str) -> None:
    caller = caller_of(house, environment)
    for price, want in (("0.010", TAKEN), ("5000", TAKEN), ("0.009", TOO_LOW), ("0", TOO_LOW)):
        assert (await place(caller, "buy", "SEHK", "00700", price, "100")).code == want[environment], price


@pytest.mark.parametrize(
    ("exchange", "symbol", "tr_id", "price", "moves"),
    [
        (
            "TKSE", "7203", "TTTS0309U", "2700",
            [("2700.1", "200", "tick"), ("2750", "150", "lot"), ("3301", "200", "band"), ("3300", "100", "taken")],
        ),
        ("SEHK", "00700", "TTTS1003U", "590", [("590.2", "200", "tick"), ("591", "50", "lot"), ("500.5", "200", "taken")]),
    ],
)  # fmt: skip
async def test_revisions_obey_the_same_rules(
    house: Running, exchange: str, symbol: str, tr_id: str, price: str, moves: list[tuple[str, str, str]]
) -> None:
    caller = house.real
    number = (await place(caller, "buy", exchange, symbol, price, "200")).json["output"]["ODNO"]
    wanted = {"tick": "APBK0506", "lot": "APBK0506", "band": "APBK0506", "taken": "APBK0013"}
    texts = {"tick": "호가단위", "lot": "수량단위", "band": "상/하한가", "taken": "주문"}
    for new, quantity, what in moves:
        body = caller.order_body(
            OVRS_EXCG_CD=exchange, PDNO=symbol, ORGN_ODNO=number, RVSE_CNCL_DVSN_CD="01", ORD_QTY=quantity,
            OVRS_ORD_UNPR=new, ORD_DVSN="-",
        )  # fmt: skip
        answer = await caller.post(f"{TRADING}/order-rvsecncl", tr_id, body)
        assert answer.code == wanted[what], (new, answer)
        assert texts[what] in answer.json["msg1"]


async def test_china_sells_what_is_left_beside_the_lots_at_once(house: Running) -> None:
    caller = house.real
    await hold(caller, "SHAA", "601988", "5.50", "200", 130)
    for quantity, want in (
        ("20", LOT),
        ("29", LOT),
        ("120", LOT),
        ("31", LOT),
        ("30", SOLD),
        ("30", LOT),
        ("100", SOLD),
    ):
        answer = await place(caller, "sell", "SHAA", "601988", "6.00", quantity)
        assert answer.code == want["real"], (quantity, answer)


async def test_hong_kong_sells_odd_lots_by_their_own_division(house: Running) -> None:
    caller = house.real
    await hold(caller, "SEHK", "00005", "99.00", "800", 650)
    for quantity, division, want in (
        ("250", "00", LOT),
        ("650", "00", LOT),
        ("400", "50", LOT),
        ("100", "50", SOLD),
        ("150", "50", SOLD),
        ("400", "00", SOLD),
    ):
        answer = await place(caller, "sell", "SEHK", "00005", "120.0", quantity, division)
        assert answer.code == want["real"], (quantity, division, answer)


async def test_the_limits_are_in_the_price_detail(house: Running) -> None:
    for exchange, symbol, low, high, tick in (
        ("TSE", "7203", "2300.0", "3300.0", "0.5"),
        ("SHS", "600519", "1305.000", "1595.000", "0.010"),
        ("HSX", "FPT", "93000", "107000", "100"),
        ("HKS", "00700", "0.000", "0.000", "0.500"),
    ):
        query = {"AUTH": "", "EXCD": exchange, "SYMB": symbol}
        answer = await house.real.get("/uapi/overseas-price/v1/quotations/price-detail", "HHDFS76200200", query)
        output = answer.json["output"]
        assert (output["dnlp"], output["uplp"], output["e_hogau"]) == (low, high, tick)


async def test_taxes_are_taken_from_both_sides(tmp_path: Path) -> None:
    """100 Tencent at 600.00 with the usual rates: 0.4085 % of 60,000 is 245.10, when bought and when sold."""
    async with running(tmp_path / "data", at=ASIA_TIME, fees={}) as started:
        caller = started.real
        for side in ("buy", "sell"):
            assert (await place(caller, side, "SEHK", "00700", "600.0", "100")).code == "APBK0013"
            better = "599.5" if side == "buy" else "600.5"
            body = {"exchange": "SEHK", "symbol": "00700", "price": better, "size": 100}
            assert (await caller.control("POST", "/control/market/print", body)).status == 200
        state = (await caller.control("GET", "/control/state")).json
        assert str(state).count("799509.80"), state


async def test_the_synthetic_market_shows_prices_that_orders_may_name(tmp_path: Path) -> None:
    """A lot of every Asian symbol, at the bid and at the ask that the market shows."""
    rich = dict.fromkeys(Currency, Decimal(10**12))
    async with running(tmp_path / "data", market="synthetic", at=ASIA_TIME, cash=rich) as started:
        assert started.service.hub is not None
        caller, broker = started.real, started.service.hub.broker
        for one in broker.market.instruments:
            exchange = words.CODES[one.exchange].order_code
            if exchange in {"NASD", "NYSE", "AMEX"}:
                continue
            quote = broker.market.quote(one.exchange, one.symbol, broker.advance())
            assert quote is not None
            quantity = str(max(one.lot, 200) // one.lot * one.lot)
            for price in (quote.bid, quote.ask):
                answer = await place(caller, "buy", exchange, one.symbol, str(price), quantity)
                assert answer.code == "APBK0013", (one.symbol, price, answer)
