"""What the Date header of a reply says."""

from datetime import UTC, datetime
from math import inf

import pytest

from haero.client.core.broker_clock import BrokerClock, read_date

TEXT, AT = "Fri, 20 Nov 2026 15:00:00 GMT", datetime(2026, 11, 20, 15, tzinfo=UTC)


def test_a_date() -> None:
    assert read_date(TEXT) == AT
    assert read_date("Sat, 31 Dec 2016 23:59:60 GMT") == datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)  # a leap second


@pytest.mark.parametrize(
    "text", ["", "soon", "Fri, 20 Nov 2026 15:00:00 KST", "Fri, 20 Foo 2026 15:00:00 GMT", "Fri, 31 Feb 2026 15:00:00 GMT",
             "Friday, 20-Nov-26 15:00:00 GMT", "Fri, 20 Nov 2026 15:00 GMT", "Fri, 20 Nov 2026 25:00:00 GMT"],
)  # fmt: skip
def test_what_is_no_date(text: str) -> None:
    assert read_date(text) is None


def test_the_last_reply_counts() -> None:
    clock = BrokerClock()
    assert (clock.last(), clock.age(5.0)) == (None, inf)
    clock.hear((("Content-Type", "x"), ("DATE", TEXT)), 10.0)
    assert (clock.last(), clock.age(12.5)) == (AT, 2.5)
    clock.hear((("date", TEXT.replace("15:00:00", "15:00:09")),), 19.0)
    assert clock.last() == AT.replace(second=9)
    clock.hear((("Content-Type", "x"),), 30.0)  # it says nothing: the last word stands, and is as old as it is
    assert (clock.last(), clock.age(30.0)) == (AT.replace(second=9), 11.0)
