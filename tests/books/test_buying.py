from pathlib import Path

import pytest

from haero.books import largest_buy
from haero.terms import Exchange
from tests.makers import D, house


@pytest.mark.parametrize(
    ("cash", "price", "shares"),
    [
        ("1002.50", "100", 10), ("1002.49", "100", 9), ("99", "100", 0), ("0", "1", 0), ("100", "0", 0),
        ("1E+15", "1E-300", 9_999_999_999),
    ],
)  # fmt: skip
def test_price_and_fee_must_fit(tmp_path: Path, cash: str, price: str, shares: int) -> None:
    with house(tmp_path / "data") as opened:
        assert largest_buy(opened.broker.desk.fees, Exchange.NASDAQ, D(cash), D(price)) == shares
