from haero.server.trading._money import CURRENCY_NAMES, yen_unit
from haero.terms import Currency


def test_every_currency_has_a_name_and_yen_are_told_per_hundred() -> None:
    assert set(CURRENCY_NAMES) == set(Currency)
    assert {currency for currency in Currency if yen_unit(currency) == 100} == {Currency.JPY}
    assert yen_unit(Currency.USD) == 1
