from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from haero.client.results.money import (
    Margin,
    Profit,
    ProfitTotals,
    SettledCash,
    SettledHolding,
    SettledTotals,
    TradeTotals,
)
from haero.client.results.questions import BY_NAME
from haero.kis.reply_types import ForeignMarginOutput, InquirePaymtStdrBalanceOutput1
from haero.terms import KST, Currency, Side
from tests.client.results.asking import ask, ask_row
from tests.support import running


async def test_what_was_bought_and_sold_and_gained(tmp_path: Path) -> None:
    async with running(tmp_path / "data") as house:
        real = house.real
        await real.quote("99.90", 500, "100.10", 500)
        await real.buy(ORD_QTY="30", OVRS_ORD_UNPR="100.10")
        await real.sell(ORD_QTY="10", OVRS_ORD_UNPR="99.90")
        asked: dict[str, Any] = {"since": "2026-11-20", "until": date(2026, 11, 20)}
        reply, _ = await ask(real, BY_NAME["TRADES"], **asked)
        sold, bought = BY_NAME["TRADES"].rows(reply)
        assert (sold.side, sold.quantity, sold.price, sold.amount) == (Side.SELL, 10, Decimal("99.9"), Decimal(999))
        assert (sold.commission, sold.settled_amount) == (Decimal("2.5"), Decimal("996.5"))
        assert (bought.side, bought.quantity, bought.amount) == (Side.BUY, 30, Decimal(3003))
        assert (bought.trade_date, bought.settlement_date) == (date(2026, 11, 20), date(2026, 11, 23))
        (sums,) = BY_NAME["TRADES"].also(reply, TradeTotals)
        assert (sums.bought, sums.sold) == (Decimal(3003 * 1380), Decimal(999 * 1380))
        reply, _ = await ask(real, BY_NAME["TRADES"], **asked, side="buy")
        assert [row.side for row in BY_NAME["TRADES"].rows(reply)] == [Side.BUY]

        reply, _ = await ask(
            real, BY_NAME["PROFITS"], since="20261101", until="20261130", currency="USD", exchange="NASD"
        )
        assert BY_NAME["PROFITS"].also(reply, ProfitTotals)[0].profit == sum(
            row.profit for row in BY_NAME["PROFITS"].rows(reply)
        )

        power = await ask_row(real, BY_NAME["BUYING_POWER"], exchange="NASD", symbol="AAPL", price=Decimal(100))
        assert (power.currency, power.reusable_sales) == (Currency.USD, Decimal("996.5"))
        assert power.cash == power.foreign_cash + power.reusable_sales
        assert power.quantity == int(power.cash / Decimal("100.25"))

        reply, _ = await ask(real, BY_NAME["MARGINS"])
        dollars = next(row for row in BY_NAME["MARGINS"].rows(reply) if row.currency is Currency.USD)
        assert (dollars.usable, dollars.unsettled_sales) == (power.cash, Decimal("996.5"))

        assert (await ask_row(real, BY_NAME["WON_CASH"], price=1000)).cash == Decimal(100_000_000)


async def test_what_has_settled(tmp_path: Path) -> None:
    async with running(tmp_path / "data") as house:
        await house.real.quote("99.90", 500, "100.10", 500)
        await house.real.buy(ORD_QTY="30", OVRS_ORD_UNPR="100.10")
        assert (await house.real.control("POST", "/control/clock", {"to": "2026-11-27T10:00:00-05:00"})).status == 200
        question = BY_NAME["SETTLED"]
        reply, _ = await ask(house.real, question, on="2026-11-25")
        (held,) = question.rows(reply)
        assert isinstance(held, SettledHolding)
        assert (held.symbol, held.quantity, held.average_price, held.cost) == (
            "AAPL",
            30,
            Decimal("100.1"),
            Decimal(3003),
        )
        assert held.changed_at == datetime.fromisoformat("2026-11-20T10:00:00-05:00")
        cash = {row.currency: row.amount for row in question.also(reply, SettledCash)}
        assert cash[Currency.USD] == Decimal("96989.49")
        (sums,) = question.also(reply, SettledTotals)
        assert sums.holdings_cost == Decimal(3003 * 1380)
        reply, _ = await ask(house.real, BY_NAME["PROFITS"], since="20261101", until="20261130")
        assert BY_NAME["PROFITS"].row_type is Profit


def test_a_country_whose_currency_haero_does_not_know_is_a_row_too() -> None:
    row = Margin(ForeignMarginOutput(natn_name="영국", crcy_cd="GBP", frcr_dncl_amt1="0.00"))
    assert (row.currency_code, row.cash) == ("GBP", Decimal(0))
    assert row.to_dict()["currency"] is None
    assert Margin(ForeignMarginOutput()).currency is None


def test_a_time_with_milliseconds() -> None:
    row = SettledHolding(InquirePaymtStdrBalanceOutput1(oprt_dtl_dtime="20261121000000123"))
    assert row.changed_at == datetime(2026, 11, 21, 0, 0, 0, 123_000, tzinfo=KST)
