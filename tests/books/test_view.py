"""The parts that the replies of the inquiries do not show alone; the rest is in tests/test_accounting.py."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from haero.books import Cash, SettledBooks, Valuation, floor, percent
from haero.desk.commands import PlaceOrder
from haero.house.house import House
from haero.terms import Currency, Environment, Exchange, OrderType, Side
from tests.makers import ALICE, D, house

SHANGHAI = Exchange.SHANGHAI


def view_of(opened: House, account: str = ALICE) -> Valuation:
    broker = opened.broker
    return Valuation(
        broker.market, broker.desk.account(account), opened.settings.exchange_rates, broker.market.clock.now()
    )


def buy(opened: House, exchange: Exchange, symbol: str, price: str, quantity: int = 100) -> None:
    opened.broker.post_quote(exchange, symbol, D(price) - D("0.01"), 10_000, D(price), 10_000)
    opened.broker.submit(PlaceOrder(ALICE, exchange, symbol, Side.BUY, OrderType.LIMIT, quantity, D(price)))


def test_cash() -> None:
    """Bought for 30, sold for 50, neither settled: 80 had settled; 10 are held. More is out than in where sales came late."""
    cash = Cash(D(100), D(10), D(50), D(30))
    assert (cash.settled, cash.available, cash.free, cash.missing) == (D(80), D(90), D(80), D(0))
    late = Cash(D(20), D(0), D(50), D(0))
    assert (late.settled, late.available, late.free, late.missing) == (D(-30), D(20), D(0), D(30))


@pytest.mark.parametrize(
    ("amount", "decimals", "cut"), [("1.99", 0, "1"), ("-1.99", 0, "-1"), ("134.0391", 2, "134.03")]
)
def test_floor(amount: str, decimals: int, cut: str) -> None:
    assert floor(D(amount), decimals) == D(cut)


def test_percent() -> None:
    assert percent(D(5), D(20)) == 25
    assert percent(D(5), D(0)) == 0


def test_a_currency_that_was_never_there(tmp_path: Path) -> None:
    with house(tmp_path / "data") as opened:
        account = opened.open_account(Environment.REAL, {})
        view = view_of(opened, account)
        assert view.cash(Currency.USD) == Cash(D(0), D(0), D(0), D(0))
        assert view.traded_today(Side.BUY, Currency.KRW) == 0
        assert view.unsettled == []
        assert SettledBooks(view, view.now.date()).holdings() == []


def test_a_trade_at_the_end_of_its_calendar_does_not_hide_the_account(tmp_path: Path) -> None:
    """China's calendar ends with 2027. In 2028 the holding is valued at its last price and has settled by weekdays."""
    with house(tmp_path / "data", at="2027-12-31T03:00:00+00:00") as opened:
        buy(opened, SHANGHAI, "600519", "1500.00")
        opened.broker.post_print(SHANGHAI, "600519", D("1510.00"), 100)
        assert view_of(opened).holding(view_of(opened).account.positions["SHANGHAI:600519"]).settled == 0
        opened.broker.move_clock(datetime(2027, 12, 31, 15, 0, tzinfo=UTC))
        buy(opened, Exchange.NASDAQ, "AAPL", "100.00")
        opened.broker.move_clock(datetime(2028, 1, 4, 16, 0, tzinfo=UTC))
        view = view_of(opened)
        chinese, apple = (view.holding(position) for position in view.account.positions.values())
        assert (chinese.settled, chinese.bought) == (100, None)
        assert chinese.price == 1510
        assert apple.settled == 100
        assert view.cash(Currency.CNY).to_go == 0
        assert {held.position.symbol for held in SettledBooks(view, view.now.date()).holdings()} == {"600519", "AAPL"}
