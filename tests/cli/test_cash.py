"""Opening cash: what a flag may say, and what an account may begin with."""

from decimal import Decimal

import msgspec
import pytest

from haero.cli.cash import cash_of, check_cash
from haero.house.settings import Settings, SettingsError
from haero.terms import Currency


def test_amounts_by_currency() -> None:
    assert cash_of(["USD=1000.5", "krw=7", "USD=3"]) == {Currency.USD: Decimal(3), Currency.KRW: Decimal(7)}
    assert cash_of([]) == {}


@pytest.mark.parametrize("text", ["USD", "=1", "EUR=1", "USD=much"])
def test_a_text_that_is_no_amount(text: str) -> None:
    with pytest.raises(SettingsError, match=f"--cash {text}: must be like USD=1000000; currencies are USD, HKD"):
        cash_of([text])


def with_dollars(amount: str) -> Settings:
    return msgspec.structs.replace(Settings(), cash={Currency.USD: Decimal(amount)})


@pytest.mark.parametrize("amount", ["0", "0.00000001", "1E+3"])
def test_cash_that_an_account_may_have(amount: str) -> None:
    check_cash(with_dollars(amount))


@pytest.mark.parametrize("amount", ["-1", "NaN", "Infinity", "1E+40", "0.000000001"])
def test_cash_that_it_may_not(amount: str) -> None:
    with pytest.raises(SettingsError, match=r"cash\.USD: .*from 0 to"):
        check_cash(with_dollars(amount))
