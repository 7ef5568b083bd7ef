from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haero.client.errors import BadOrder
from haero.client.orders.price import as_price, plain
from haero.server.door import price as read_by_the_server


class Index:
    """A whole number of another library."""

    def __index__(self) -> int:
        return 7


class Single(float):
    """A float of another library, which writes itself in its own way."""

    def __repr__(self) -> str:
        return f"Single({float(self)})"


def test_numbers_of_other_libraries() -> None:
    assert as_price(Index()) == 7  # type: ignore[arg-type]
    with pytest.raises(BadOrder, match=r'as "1\.5"'):
        as_price(Single(1.5))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "number"),
    [
        ("185.20", "185.20"), (185, "185"), (Decimal("185.2"), "185.2"), ("0.0001", "0.0001"), ("007.5", "7.5"),
        (Decimal("1E+2"), "100"), (Decimal("1.00000000000000"), "1"), (30_000_000, "30000000"),
    ],
)  # fmt: skip
def test_prices_that_are_taken(given: Decimal | str | int, number: str) -> None:
    assert as_price(given) == Decimal(number)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (185.2, 'write the price as "185.2" or Decimal("185.2")'),
        (0, "above 0"), ("0", "more than 0"), ("0.00", "more than 0"), (-1, "above 0"), (Decimal("-0.01"), "above 0"),
        (Decimal("NaN"), "above 0"), (Decimal("sNaN"), "above 0"), (Decimal("Infinity"), "above 0"),
        ("1e3", "exponent"), ("1E+2", "exponent"), ("-5", "sign"), ("+5", "sign"), ("NaN", "plain digits"), ("", "plain digits"),
        ("1,000", "plain digits"), ("1_000", "plain digits"), (" 5", "plain digits"), ("5.", "plain digits"), (".5", "digits"),
        ("١٢", "plain digits"), ("5\n", "plain digits"), ("1" * 16, "plain digits"), ("0." + "1" * 11, "plain digits"),
        (Decimal("1E+15"), "15 digits"), (Decimal("1E+999999"), "15 digits"), (Decimal("1E-11"), "15 digits"),
        (10**20, "15 digits"), (True, "not bool"), (None, "not NoneType"), (b"5", "not bytes"),
        ("market", "no market order"), ("MKT", "MarketOnClose"), ("시장가", "Limit"),
    ],
)  # fmt: skip
def test_prices_that_are_not(given: object, says: str) -> None:
    with pytest.raises(BadOrder) as caught:
        as_price(given)  # type: ignore[arg-type]
    assert says in str(caught.value)
    assert caught.value.rule in {"price", "order type"}


@given(st.decimals(min_value="0.0000000001", max_value="999999999999999", places=10), st.integers(0, 4))
def test_plain_digits_are_the_same_number_and_one_text_each(number: Decimal, digits: int) -> None:
    text = plain(as_price(number), digits)
    assert as_price(text) == number == read_by_the_server(text)
    assert plain(number.normalize(), digits) == text
    whole, _, fraction = text.partition(".")
    assert whole.isdigit()
    assert len(fraction) == digits or (len(fraction) > digits and fraction[-1] != "0")


def test_plain_with_cents() -> None:
    assert [plain(Decimal(text), 2) for text in ("185", "185.2", "185.200", "0.1234", "1E+2")] == [
        "185.00",
        "185.20",
        "185.20",
        "0.1234",
        "100.00",
    ]
