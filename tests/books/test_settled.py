"""Backwards from now to any day: two days of trading and a payment, asked for before, between and after."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from haero.books import SettledBooks, Valuation
from haero.desk.commands import MoveCash, PlaceOrder
from haero.terms import Currency, Exchange, OrderType, Side
from tests.makers import ALICE, D, house

NASDAQ = Exchange.NASDAQ


@pytest.mark.parametrize(
    ("basis", "shares", "cost", "cash"),
    [
        (date(2026, 11, 20), 0, "0", "0"),  # the first payment came on the 21st by Korean time
        (date(2026, 11, 21), 0, "0", "100000"),
        (date(2026, 11, 23), 10, "1000", "98997.50"),
        (
            date(2026, 11, 24),
            7,
            "700",
            "98947.49",
        ),  # 300 less 0.76 (0.75 and 0.00618 of tax), and 349.25 paid out in the night of the 23rd
        (date(2026, 12, 31), 7, "700", "98947.49"),
    ],
)
def test_any_day(tmp_path: Path, basis: date, shares: int, cost: str, cash: str) -> None:
    with house(tmp_path / "data") as opened:
        broker = opened.broker
        broker.post_quote(NASDAQ, "AAPL", D("99"), 100, D("100"), 100)
        broker.submit(PlaceOrder(ALICE, NASDAQ, "AAPL", Side.BUY, OrderType.LIMIT, 10, D("100")))
        broker.move_clock(broker.market.clock.now() + timedelta(days=3))
        broker.post_quote(NASDAQ, "AAPL", D("100"), 100, D("101"), 100)
        broker.submit(PlaceOrder(ALICE, NASDAQ, "AAPL", Side.SELL, OrderType.LIMIT, 3, D("100")))
        broker.submit(MoveCash(ALICE, Currency.USD, D("-349.25")))
        now = broker.market.clock.now()
        view = Valuation(broker.market, broker.desk.account(ALICE), opened.settings.exchange_rates, now)
        books = SettledBooks(view, basis)
        found = [(one.quantity, one.cost, one.average_price) for one in books.holdings()]
        assert found == ([(shares, D(cost), D(100))] if shares else [])
        assert books.cash(Currency.USD) == D(cash)
