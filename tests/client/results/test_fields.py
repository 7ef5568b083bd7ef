from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, assert_type

import pytest

from haero.client.results import fields as read
from haero.client.results.balance import Holding
from haero.client.results.bars import MinuteBar
from haero.client.results.row import Row
from haero.kis.reply_types import (
    InquireBalanceOutput1,
    InquireTimeItemchartpriceOutput1,
    InquireTimeItemchartpriceOutput2,
)
from haero.terms import KST, Currency, Exchange


class Example(Row[InquireBalanceOutput1]):
    quantity = read.whole("ovrs_cblc_qty")
    price = read.optional(read.decimal("pchs_avg_pric"))
    bid = read.unless_zero(read.decimal("now_pric2"))
    lent_on = read.optional(read.day("loan_dt"))
    name = read.text("ovrs_item_name")
    lots = read.made_of("int", ("ovrs_cblc_qty",), lambda row: row.quantity // 10)
    either = read.either(read.day("loan_dt"), read.day("expd_dt"))
    taken = read.nearest_moment("prdt_type_cd")


def of(**texts: str) -> Example:
    made: Any = InquireBalanceOutput1
    return Example(made(**texts))


if TYPE_CHECKING:  # what a type checker sees

    def types(row: Example, holding: Holding, bar: MinuteBar) -> None:
        assert_type(row.quantity, int)
        assert_type(row.price, Decimal | None)
        assert_type(row.lent_on, date | None)
        assert_type(row.name, str)
        assert_type(holding.quantity, int)
        assert_type(holding.average_price, Decimal)
        assert_type(holding.exchange, Exchange)
        assert_type(holding.currency, Currency)
        assert_type(holding.raw, InquireBalanceOutput1)
        assert_type(bar.at, datetime)


def test_values_are_made_when_they_are_looked_at() -> None:
    row = of(ovrs_cblc_qty="25", pchs_avg_pric="185.2000", ovrs_item_name="애플  ", loan_dt="20261120")
    assert (row.quantity, row.lots, row.name) == (25, 2, "애플")
    assert row.price == Decimal("185.2")
    assert row.lent_on == row.either == date(2026, 11, 20)


def test_an_optional_field_is_none_where_nothing_came() -> None:
    row = of(now_pric2="0.00", loan_dt="00000000", expd_dt="20261121")
    assert [row.price, row.lent_on, row.bid] == [None] * 3
    assert row.either == date(2026, 11, 21)
    assert of(now_pric2="").bid is None
    assert of(now_pric2="1.5").bid == Decimal("1.5")


@pytest.mark.parametrize("text", ["", "abc", "1.5", "9" * 300])
def test_an_unreadable_field_says_which_and_of_which_row(text: str) -> None:
    row = of(ovrs_cblc_qty=text, ovrs_item_name="애플")
    with pytest.raises(ValueError, match=r"Example\.quantity can't be read: KIS sent ovrs_cblc_qty") as told:
        _ = row.quantity
    assert len(str(told.value)) < 200
    assert row.name == "애플"


def test_an_optional_field_that_is_no_number_is_an_error_too() -> None:
    with pytest.raises(ValueError, match=r"Example\.price"):
        _ = of(pchs_avg_pric="?").price


def test_a_time_of_day_needs_the_time_of_the_reply() -> None:
    raw = InquireBalanceOutput1(prdt_type_cd="235959")
    with pytest.raises(ValueError, match="reply came"):
        _ = Example(raw).taken
    row = Example(raw, None, datetime(2026, 11, 20, 15, 0, 1, tzinfo=UTC))
    assert row.taken == datetime(2026, 11, 20, 23, 59, 59, tzinfo=KST)


def test_exchange_time_takes_the_exchange_of_the_head() -> None:
    raw = InquireTimeItemchartpriceOutput2(xymd="20261120", xhms="093000")
    bar = MinuteBar(raw, InquireTimeItemchartpriceOutput1(rsym="DHKS00700"))
    assert bar.at.isoformat() == "2026-11-20T09:30:00+08:00"
    assert (
        MinuteBar(raw, InquireTimeItemchartpriceOutput1(rsym="DNASAAPL")).at.isoformat() == "2026-11-20T09:30:00-05:00"
    )
    with pytest.raises(ValueError, match=r"MinuteBar\.at"):
        _ = MinuteBar(raw).at


def test_a_field_of_the_class_knows_what_it_is() -> None:
    field = Holding.quantity
    assert (field.name, field.kis, field.kind, field.owner) == ("quantity", ("ovrs_cblc_qty",), "int", "Holding")
    assert field.label(InquireBalanceOutput1) == "해외잔고수량"
    assert Holding.lent_on.kind == "date | None"


def test_clocks_and_flags() -> None:
    class More(Row[InquireBalanceOutput1]):
        opens = read.clock("loan_dt")
        yes = read.flag("loan_type_cd")

    row = More(InquireBalanceOutput1(loan_dt="093000", loan_type_cd="Y"))
    assert row.opens == time(9, 30)
    assert row.yes is True
