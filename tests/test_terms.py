from haero.kis import codes
from haero.terms import CURRENCY_OF, EXCHANGE_NAMES, US_EXCHANGES, Currency, Environment, Exchange


def test_every_exchange_has_its_currency() -> None:
    assert set(CURRENCY_OF) == set(Exchange)
    assert len(Exchange) == 9


def test_the_names_of_the_exchanges_are_the_order_codes_of_kis() -> None:
    assert list(EXCHANGE_NAMES) == [one.order_code for one in codes.EXCHANGES]
    assert set(EXCHANGE_NAMES.values()) == set(Exchange)
    for one in codes.EXCHANGES:
        assert CURRENCY_OF[EXCHANGE_NAMES[one.order_code]] == one.currency


def test_the_us_exchanges_are_the_ones_that_trade_in_dollars() -> None:
    assert {exchange for exchange, currency in CURRENCY_OF.items() if currency is Currency.USD} == US_EXCHANGES


def test_won_is_held_but_no_foreign_exchange_trades_in_it() -> None:
    assert set(Currency) - set(CURRENCY_OF.values()) == {Currency.KRW}


def test_names_are_texts_as_files_and_journals_write_them() -> None:
    assert [str(one) for one in Environment] == ["real", "mock"]
    assert Exchange("HONG_KONG") is Exchange.HONG_KONG
    assert f"{Currency.USD}" == "USD"
