from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from haero.books import SETTLEMENT_DAYS, Holding, Valuation
from haero.house.house import House
from haero.house.settings import DEFAULT_RATES_KRW
from haero.terms import Currency, Exchange, Side
from tests.makers import ALICE, NASDAQ, NOW, D, house, place

HONG_KONG, SHANGHAI = Exchange.HONG_KONG, Exchange.SHANGHAI
USD = Currency.USD


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path / "data") as made:
        yield made


def look(opened: House) -> Valuation:
    market = opened.broker.market
    return Valuation(market, opened.broker.state.accounts[ALICE], DEFAULT_RATES_KRW, market.clock.now())


def held(opened: House, key: str = "NASDAQ:AAPL") -> Holding:
    view = look(opened)
    return view.holding(view.account.positions[key])


def trade(opened: House, side: Side = Side.BUY, quantity: int = 10, price: str = "100.00", **where: Any) -> None:
    """An order that fills at its limit at once."""
    command = place(side, quantity, price, **where)
    opened.broker.submit(command)
    better = command.price - 1 if side is Side.BUY else command.price + 1
    opened.broker.post_print(command.exchange, command.symbol, better, quantity)


def go_to(opened: House, text: str) -> None:
    opened.broker.move_clock(NOW.fromisoformat(text))


@pytest.mark.parametrize(
    ("exchange", "traded", "settles"),
    [
        (NASDAQ, date(2026, 11, 19), date(2026, 11, 20)),
        (NASDAQ, date(2026, 11, 20), date(2026, 11, 23)),  # over a weekend
        (Exchange.NYSE, date(2026, 11, 25), date(2026, 11, 27)),  # over Thanksgiving
        (HONG_KONG, date(2026, 11, 20), date(2026, 11, 24)),
        (SHANGHAI, date(2026, 9, 30), date(2026, 10, 8)),  # over the golden week
        (Exchange.TOKYO, date(2026, 11, 19), date(2026, 11, 24)),  # a weekend and a Monday holiday
    ],
)
def test_a_trade_settles_after_the_business_days_of_its_own_exchange(
    opened: House, exchange: Exchange, traded: date, settles: date
) -> None:
    assert look(opened).settlement_date(exchange, traded) == settles


def test_every_exchange_has_its_settlement_days() -> None:
    assert set(SETTLEMENT_DAYS) == set(Exchange)


def test_a_buy_is_to_be_paid_until_it_settles(opened: House) -> None:
    trade(opened)
    cash, holding = look(opened).cash(USD), held(opened)
    assert (cash.to_come, cash.to_go, cash.settled) == (D(0), D("1002.50"), D(100_000))
    assert cash.available == cash.free == D("98997.50")
    assert holding.settled == 0
    assert holding.bought is not None
    assert holding.bought.quantity == 10
    go_to(opened, "2026-11-22T12:00:00-05:00")  # the Sunday after
    assert look(opened).cash(USD).to_go == D("1002.50")
    go_to(opened, "2026-11-23T03:59:59-05:00")
    assert look(opened).trading_date(NASDAQ) == date(2026, 11, 23)  # Monday has begun with its daytime session in Korea
    go_to(opened, "2026-11-23T04:00:00-05:00")
    assert look(opened).cash(USD).to_go == 0
    assert held(opened).settled == 10
    assert held(opened).bought is None


def test_a_sale_is_to_come_and_its_shares_are_still_there_until_it_settles(opened: House) -> None:
    trade(opened)
    go_to(opened, "2026-11-23T10:00:00-05:00")
    trade(opened, Side.SELL, 4, "120.00")
    cash = look(opened).cash(USD)
    assert cash.to_come == D("480.00") - D("1.21")  # 1.20 and 0.009888 of tax
    assert cash.settled == cash.balance - cash.to_come == cash.free
    assert held(opened).settled == 10
    go_to(opened, "2026-11-24T10:00:00-05:00")
    assert (look(opened).cash(USD).to_come, held(opened).settled) == (D(0), 6)


def test_sales_may_be_spent_at_once_but_not_paid_out(opened: House) -> None:
    """All the money goes into shares, which are sold again on the same day: nothing has settled, so nothing can leave."""
    trade(opened, quantity=997)  # 99,700 and a fee of 249.25
    trade(opened, Side.SELL, 997, "100.00")
    cash = look(opened).cash(USD)
    assert cash.available == cash.balance == D(100_000) - D("249.25") - D("251.30")  # 2.05 of tax
    assert (cash.settled, cash.free, cash.missing) == (D(100_000), cash.balance, D(0))
    trade(opened, quantity=900)
    cash = look(opened).cash(USD)
    assert cash.settled == D(100_000)
    assert cash.free == cash.available == cash.balance


def test_a_holding_is_worth_the_last_price(opened: House) -> None:
    trade(opened)
    opened.broker.post_print(NASDAQ, "AAPL", D("150.00"), 1)
    holding = held(opened)
    assert (holding.price, holding.value, holding.profit) == (D("150.00"), D("1500.00"), D("500.00"))


def test_currencies_and_exchanges_are_kept_apart(tmp_path: Path) -> None:
    with house(tmp_path, at="2026-11-20T10:00:00+08:00") as opened:
        trade(opened, Side.BUY, 100, "300.00", exchange=HONG_KONG, symbol="00700")
        go_to(opened, "2026-11-20T10:00:00-05:00")
        trade(opened)
        assert look(opened).cash(Currency.HKD).to_go == D("30122.55")
        assert look(opened).cash(USD).to_go == D("1002.50")
        assert look(opened).cash(Currency.JPY).to_go == 0
        go_to(opened, "2026-11-23T12:00:00-05:00")  # T+1: the US trade has settled, Hong Kong's T+2 has not
        assert look(opened).cash(USD).to_go == 0
        assert look(opened).cash(Currency.HKD).to_go == D("30122.55")


def test_today_is_the_day_of_each_exchange(tmp_path: Path) -> None:
    def today(opened: House) -> list[bool]:
        places = ((NASDAQ, "AAPL"), (HONG_KONG, "00700"))
        return [look(opened).today(Side.BUY, *place) is not None for place in places]

    with house(tmp_path, at="2026-11-20T10:00:00+08:00") as opened:
        trade(opened, Side.BUY, 100, "300.00", exchange=HONG_KONG, symbol="00700")
        go_to(opened, "2026-11-20T10:00:00-05:00")
        trade(opened)
        assert today(opened) == [True, True]
        go_to(opened, "2026-11-22T21:00:00-05:00")  # Monday morning in Asia: both have moved on
        assert today(opened) == [False, False]


def test_today_of_an_exchange_in_a_long_holiday_is_its_last_day(tmp_path: Path) -> None:
    with house(tmp_path, at="2026-09-30T10:00:00+08:00") as opened:
        trade(opened, Side.BUY, 100, "40.00", exchange=SHANGHAI, symbol="600036")
        go_to(opened, "2026-10-01T10:00:00-04:00")
        trade(opened)
        go_to(opened, "2026-10-06T10:00:00-04:00")
        view = look(opened)
        assert view.trading_date(SHANGHAI) == date(2026, 9, 30)
        assert view.today(Side.BUY, SHANGHAI, "600036") is not None
        assert view.today(Side.BUY, NASDAQ, "AAPL") is None
        assert view.cash(Currency.CNY).to_go == D("4012.34")  # 0.3 % and 0.00841 %


def test_what_is_long_settled_is_not_looked_at_again(opened: House) -> None:
    trade(opened)
    opened.broker.move_clock(NOW + timedelta(days=40))
    trade(opened, quantity=3)
    assert [done.quantity for done in look(opened).unsettled] == [3]
    assert held(opened).settled == 10


def test_won_at_the_set_rate(opened: House) -> None:
    assert look(opened).won(D("10.50"), USD) == D("14490.00")
    assert look(opened).won(D(7), Currency.KRW) == 7
