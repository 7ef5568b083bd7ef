"""kis-trader 0.12.2 asks for the account: settled balance, trades by day, realised profit, margin by currency."""

from datetime import date
from decimal import Decimal

import pytest
from kis_trader.errors import KISUsageError

from tests.peers.conftest import House, Wire
from tests.peers.test_kis_trader import Connect, apple, connect

__all__ = ["connect"]
pytestmark = pytest.mark.peer
TODAY = date(2026, 11, 20)
DAYS = {"start": "20261101", "end": "20261130"}


def test_trades_by_day(house: House, connect: Connect, wire: Wire) -> None:
    kis = connect(house, house.open_account("real"))
    apple(kis).buy(quantity=10, limit_price="151")
    apple(kis).sell(quantity=4, limit_price="149")
    sale, purchase = kis.account.overseas.transactions(**DAYS)
    assert (purchase.side, purchase.symbol, purchase.filled_quantity, purchase.currency) == ("buy", "AAPL", 10, "USD")
    assert (purchase.trade_date, purchase.settlement_date) == (TODAY, date(2026, 11, 23))
    assert (purchase.price.amount, purchase.trade_amount.amount) == (151, 1510)
    assert (purchase.settlement_amount.amount, purchase.domestic_won_fee) == (Decimal("1513.78"), 5216)
    assert (sale.side, sale.settlement_amount.amount, sale.loan_type) == ("sell", Decimal("594.50"), "현금")
    assert [row.side for row in kis.account.overseas.transactions(**DAYS, side="sell", symbol="AAPL")] == ["sell"]
    assert wire.last("CTOS4001R").query["CTX_AREA_FK100"] == ""


def test_trades_by_day_run_over_pages(house: House, connect: Connect, wire: Wire) -> None:
    """Its cursor is 100 characters wide here, and it walks until there is no more."""
    kis = connect(house, house.open_account("real"))
    apple(kis).buy(quantity=1, limit_price="151")
    assert len(kis.account.overseas.transactions(**DAYS)) == 1
    assert len(wire.last("CTOS4001R").reply["ctx_area_nk100"]) == 100


def test_what_has_settled(house: House, connect: Connect) -> None:
    """Nothing today; by Monday the ten shares and what they cost."""
    kis = connect(house, house.open_account("real"))
    apple(kis).buy(quantity=10, limit_price="151")
    house.trade("150.00", 1)
    today = kis.account.overseas.settlement_balance(basis_date="20261121", won_basis=False)
    assert (today.positions, today.total_deposit) == ((), 138_000_000)
    monday = kis.account.overseas.settlement_balance(basis_date="20261123", won_basis=False)
    (held,) = monday.positions
    assert (held.symbol, held.balance_quantity, held.average_purchase_price.amount) == ("AAPL", 10, 151)
    assert (monday.total_purchase_amount, monday.total_won_evaluation) == (1510 * 1380, 1500 * 1380)
    assert (monday.total_unrealized_pnl, monday.total_loan_amount) == (-13_800, 0)
    assert monday.total_asset_amount == Decimal("98486.22") * 1380 + 1500 * 1380
    assert [c.currency for c in monday.currencies] == ["USD"]


def test_profit_of_a_day_that_is_not_over(house: House, connect: Connect, wire: Wire) -> None:
    """A day shows from the next day on; its 01 is 외화, the reverse of the balances."""
    kis = connect(house, house.open_account("real"))
    apple(kis).buy(quantity=10, limit_price="151")
    apple(kis).sell(quantity=4, limit_price="149")
    history = kis.account.overseas.trade_profits(**DAYS, exchange="NASD", currency="USD")
    assert (history.trades, history.total_realized_pnl, history.exchange_rate) == ((), 0, 1380)
    assert history.base_date == date(2026, 11, 21)
    assert wire.last("TTTS3039R").query["WCRC_FRCR_DVSN_CD"] == "01"


def test_margin_by_currency(house: House, connect: Connect) -> None:
    kis = connect(house, house.open_account("real"))
    apple(kis).buy(quantity=10, limit_price="151")
    apple(kis).sell(quantity=4, limit_price="149")
    apple(kis).buy(quantity=1, limit_price="100")
    rows = kis.account.overseas.foreign_margin()
    assert len(rows) == 12  # the empty ones it leaves out
    america = next(row for row in rows if row.country_name == "미국")
    assert (america.currency, america.deposit.amount, america.exchange_rate) == ("USD", 100_000, 1380)
    assert (america.unsettled_buy_amount.amount, america.unsettled_sell_amount.amount) == (
        Decimal("1513.78"),
        Decimal("594.50"),
    )
    assert america.margin_amount.amount == Decimal("100.25")
    assert america.general_orderable_amount.amount == Decimal("98980.47")


def test_it_does_not_ask_paper(house: House, connect: Connect) -> None:
    account = connect(house, house.open_account("mock")).account.overseas
    for ask in (
        lambda: account.transactions(**DAYS),
        lambda: account.settlement_balance(basis_date="20261121"),
        lambda: account.trade_profits(**DAYS),
        account.foreign_margin,
    ):
        with pytest.raises(KISUsageError):
            ask()
