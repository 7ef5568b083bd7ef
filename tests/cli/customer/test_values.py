from datetime import date, datetime
from decimal import Decimal

import pytest

from haero.cli.customer.values import plain_value
from haero.terms import KST, Side


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (Decimal("185.20000000"), "185.2"),
        (Decimal("0E-8"), "0"),
        (Decimal("1E+3"), "1000"),
        (Decimal("NaN"), "NaN"),
        (Side.BUY, "buy"),
        (datetime(2026, 11, 21, tzinfo=KST), "2026-11-21T00:00:00+09:00"),
        (date(2026, 11, 20), "2026-11-20"),
        ({"a": (Decimal("1.10"), None, True, 3)}, {"a": ["1.1", None, True, 3]}),
        ("text", "text"),
    ],
)
def test_what_json_can_hold(value: object, plain: object) -> None:
    assert plain_value(value) == plain
