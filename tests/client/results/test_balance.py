from decimal import Decimal
from pathlib import Path

import pytest

from haero.client.results.balance import Balance, Cash, Holding, HoldingTotals, PresentHolding, Totals
from haero.client.results.questions import BY_NAME
from haero.kis.reply_types import (
    InquireBalanceOutput1,
    InquirePresentBalanceOutput1,
    InquirePresentBalanceOutput2,
    InquirePresentBalanceOutput3,
)
from haero.terms import Currency, Exchange
from tests.client.results.asking import ask, ask_row
from tests.support import running

QUESTION, BY_EXCHANGE = BY_NAME["BALANCE"], BY_NAME["HOLDINGS"]


def line(code: str, amount: str) -> Cash:
    return Cash(InquirePresentBalanceOutput2(crcy_cd=code, frcr_dncl_amt_2=amount))


async def test_an_account_of_real_in_one_reply(tmp_path: Path) -> None:
    async with running(tmp_path / "data") as house:
        await house.real.quote("99.90", 500, "100.10", 500)
        await house.real.buy(ORD_QTY="30", OVRS_ORD_UNPR="100.10")
        await house.real.print("101.00", 7)
        reply, _ = await ask(house.real, QUESTION)
        totals = QUESTION.also(reply, Totals)
        balance = Balance(QUESTION.rows(reply), QUESTION.also(reply, Cash), totals[0])
        held = balance.holding("AAPL")
        assert isinstance(held, PresentHolding)
        assert (held.quantity, held.settled_quantity, held.sellable, held.bought_today) == (30, 0, 30, 30)
        assert (held.average_price, held.last_price, held.cost) == (Decimal("100.10"), Decimal(101), Decimal(3003))
        assert (held.value, held.profit, held.exchange) == (Decimal(3030), Decimal(27), Exchange.NASDAQ)
        assert (held.exchange_rate, held.rate_unit, held.won_cost) == (Decimal(1380), Decimal(1), Decimal(3003 * 1380))
        assert balance.cash["USD"] == balance.cash[Currency.USD] == Decimal(100_000)
        assert balance.currencies["USD"].withdrawable == Decimal("96989.49")
        assert set(balance.cash) == set(Currency)
        assert balance.total is not None
        assert balance.total.holdings_value == Decimal(3030 * 1380)
        assert balance.total.assets == balance.total.holdings_value + balance.total.cash
        assert balance.holding("MSFT") is None


async def test_an_account_of_mock_is_made_of_several_replies(tmp_path: Path) -> None:
    """On mock KIS fills in the sums of inquire-present-balance alone."""
    async with running(tmp_path / "data") as house:
        await house.mock.quote("99.90", 500, "100.10", 500)
        await house.mock.buy(ORD_QTY="30", OVRS_ORD_UNPR="100.10")
        reply, _ = await ask(house.mock, QUESTION)
        assert QUESTION.rows(reply) == QUESTION.also(reply, Cash) == []
        held, _ = await ask(house.mock, BY_EXCHANGE)
        row = await ask_row(house.mock, BY_NAME["BUYING_POWER"], exchange="NASD", symbol="AAPL", price="100")
        cash = {row.currency: row.cash}
        balance = Balance(BY_EXCHANGE.rows(held), [], QUESTION.also(reply, Totals)[0], cash)
        (holding,) = balance.holdings
        assert isinstance(holding, Holding)
        assert (holding.quantity, holding.average_price, holding.cost) == (30, Decimal("100.10"), Decimal(3003))
        assert balance.cash["USD"] == Decimal("96989.49")
        (sums,) = BY_EXCHANGE.also(held, HoldingTotals)
        assert (sums.cost, sums.realized_profit) == (Decimal(3003), Decimal(0))
        assert balance.to_dict()["cash"] == cash


def test_a_currency_that_haero_does_not_know_is_kept() -> None:
    balance = Balance([], [line("USD", "10.5"), line("EUR", "3"), line("", "7")], None)
    assert dict(balance.cash) == {"USD": Decimal("10.5"), "EUR": Decimal(3)}
    with pytest.raises(ValueError, match=r"Cash\.currency"):
        _ = balance.currencies["EUR"].currency


def test_an_unreadable_amount_costs_only_that_currency() -> None:
    balance = Balance([], [line("USD", "?"), line("HKD", "5")], None)
    assert balance.cash["HKD"] == 5
    with pytest.raises(ValueError, match=r"Cash\.amount"):
        _ = balance.cash["USD"]
    with pytest.raises(KeyError):
        _ = balance.cash["JPY"]
    assert balance.to_dict()["cash"] == {"USD": None, "HKD": 5}
    assert "?" in repr(balance)


def test_balances_are_equal_when_kis_sent_the_same() -> None:
    def balance(quantity: str, amount: str = "1") -> Balance:
        held = PresentHolding(InquirePresentBalanceOutput1(pdno="AAPL", ccld_qty_smtl1=quantity))
        return Balance([held], [line("USD", amount)], Totals(InquirePresentBalanceOutput3()))

    assert balance("10") == balance("10")
    assert balance("10") != balance("11")
    assert balance("10") != balance("10", "2")
    assert Balance([], [], None, {"USD": Decimal(1)}) != Balance([], [], None, {"USD": Decimal(2)})


def test_nothing_shows_the_account() -> None:
    row = Holding(InquireBalanceOutput1(cano="12345678", acnt_prdt_cd="01", ovrs_pdno="AAPL", ovrs_cblc_qty="1"))
    balance = Balance([row], [], None, {})
    assert "12345678" not in repr(balance) + str(balance.to_dict())
    assert "AAPL" in repr(balance)
