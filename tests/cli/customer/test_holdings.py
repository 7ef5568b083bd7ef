from decimal import Decimal

from haero.cli.customer.holdings import cash_rows, usable_of
from haero.terms import Currency


def test_several_countries_have_one_currency() -> None:
    rows: list[dict[str, object]] = [
        {"currency": Currency.CNY, "usable": Decimal(0)},
        {"currency": Currency.CNY, "usable": Decimal(7)},
        {"currency": None, "usable": Decimal(9)},
        {"currency": Currency.JPY, "usable": None},
    ]
    assert usable_of(rows) == {"CNY": Decimal(7)}


def test_a_row_a_currency() -> None:
    line = {"currency": Currency.USD, "amount": Decimal(3), "reserved": Decimal(1), "withdrawable": Decimal(2)}
    assert cash_rows({"USD": line}, {}) == [line | {"usable": None}]
