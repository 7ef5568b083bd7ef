"""What the tests of plans share: an order of every kind that is right on an exchange, and what the server reads from a plan."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from haero.client.orders.plan import Plan
from haero.client.orders.seat import Seat
from haero.client.orders.symbol import as_ticker
from haero.client.orders.types import (
    AnyKind,
    Limit,
    LimitOnClose,
    LimitOnOpen,
    MarketOnClose,
    MarketOnOpen,
    OddLot,
    Twap,
    Vwap,
)
from haero.kis import catalogue
from haero.kis.request_types import REQUESTS
from haero.kis.requests import decode_body, encode_body
from haero.kis.transactions import Transaction, lookup
from haero.kis.words import CODES
from haero.terms import Currency, Environment, Exchange
from tests.support import Direct, running

ACCOUNT = "81234567"
PHONE = "01098765432"
SEATS = {environment: Seat(environment, ACCOUNT, "01", PHONE) for environment in Environment}
REAL, MOCK = SEATS[Environment.REAL], SEATS[Environment.MOCK]


class Stock(NamedTuple):
    """A symbol with a price on its tick and a lot."""

    symbol: str
    price: str
    lot: int


STOCKS = {
    Exchange.NASDAQ: Stock("NASD:AAPL", "100.05", 10),
    Exchange.NYSE: Stock("NYSE:F", "10.01", 10),
    Exchange.AMEX: Stock("AMEX:SPY", "500.00", 10),
    Exchange.HONG_KONG: Stock("SEHK:700", "500.5", 100),
    Exchange.SHANGHAI: Stock("SHAA:600519", "1400.01", 100),
    Exchange.SHENZHEN: Stock("SZAA:000001", "11.02", 100),
    Exchange.TOKYO: Stock("TKSE:7203", "2700", 100),
    Exchange.HANOI: Stock("HASE:PVS", "33000", 100),
    Exchange.HO_CHI_MINH: Stock("VNSE:FPT", "95000", 100),
}


def kinds(price: str) -> list[AnyKind]:
    """All eight order types at a price."""
    return [
        Limit(price), LimitOnOpen(price), MarketOnOpen(), LimitOnClose(price), MarketOnClose(), Twap(price), Vwap(price),
        OddLot(price),
    ]  # fmt: skip


def read_back(plan: Plan) -> Transaction:
    """The transaction that the server finds for a plan, once its body is read; what is read is what was planned."""
    transaction = lookup(plan.environment.value, plan.method, plan.path, plan.tr_id)
    kind = REQUESTS[transaction.api_id]
    assert decode_body(catalogue.api(transaction.api_id), kind, plan.encoded()) == plan.body
    assert plan.encoded() == encode_body(plan.body)
    return transaction


def shows_no_account(plan: Plan) -> bool:
    """Nothing that a person or a log sees of a plan has the account or the phone number."""
    seen = [repr(plan), str(plan), plan.describe(), plan.tag, str(plan.shown()), str(plan.content), repr(plan.body)]
    return not any(secret in text for text in [*seen, *plan.checks] for secret in (ACCOUNT, PHONE))


@asynccontextmanager
async def seated(folder: Path, at: str) -> AsyncIterator[dict[Environment, tuple[Direct, Seat]]]:
    """A haero with money and an offer of every stock, and who sits at its two doors."""
    rich = dict.fromkeys(Currency, Decimal(10**12))
    async with running(folder, at=at, cash=rich) as started:
        doors = {}
        for environment in Environment:
            caller = await started.direct(environment.value)
            doors[environment] = caller, Seat(environment, caller.account["CANO"], caller.account["ACNT_PRDT_CD"])
        for exchange, stock in STOCKS.items():
            symbol = as_ticker(stock.symbol).symbol
            quote = {"exchange": CODES[exchange].order_code, "symbol": symbol, "bid": "0", "bid_size": 0}
            quote |= {"ask": stock.price, "ask_size": 1_000_000}
            assert (await caller.control("POST", "/control/market/quote", quote)).status == 200
        yield doors


async def send(caller: Direct, plan: Plan) -> dict[str, Any]:
    """What a haero answers to a plan."""
    answer = await caller.post(plan.path, plan.tr_id, plan.encoded())
    return dict(answer.json)
