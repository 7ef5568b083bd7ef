from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haero.client.results import readers
from haero.kis import words
from haero.kis.codes import EXCHANGES, ORDER_DIVISION_NAMES
from haero.terms import EXCHANGE_NAMES, Action, Currency, Exchange, OrderType, Side

READERS: list[Callable[[str], Any]] = [
    readers.decimal,
    readers.whole,
    readers.day,
    readers.clock,
    readers.stamp,
    readers.flag,
    readers.number_of_order,
    readers.exchange,
    readers.exchange_of_key,
    readers.currency,
    readers.side,
    readers.action,
]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("185.20", "185.20"), ("+0.67", "0.67"), ("-4.17", "-4.17"), (" 0.00", "0.00"), ("0", "0"), (".5", "0.5"), ("7.", "7"),
        ("00012.50000000", "12.5"), ("12345678901234567890123.12345678", "12345678901234567890123.12345678"),
    ],
)  # fmt: skip
def test_numbers_are_read_with_all_their_digits(text: str, number: str) -> None:
    assert readers.decimal(text) == Decimal(number)


@pytest.mark.parametrize(
    "text", ["", " ", "-", "1,234", "1e5", "NaN", "Infinity", "1_000", "１２", "1.2.3", "+-1", "9" * 200]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        readers.decimal(text)
    with pytest.raises(ValueError):
        readers.whole(text)


def test_a_whole_number_may_have_decimals_of_zero_only() -> None:
    assert [readers.whole(text) for text in ("10", "10.00000000", "-3", "0000000010", "+5")] == [10, 10, -3, 10, 5]
    with pytest.raises(ValueError, match="whole"):
        readers.whole("10.5")


def test_dates_and_times() -> None:
    assert readers.day("20261120") == date(2026, 11, 20)
    assert readers.clock("235959") == time(23, 59, 59)
    assert readers.stamp("20261120093000") == datetime(2026, 11, 20, 9, 30)  # noqa: DTZ001  # the zone is the caller's
    assert readers.stamp("20261120093000250").microsecond == 250_000
    for wrong in ("20260230", "2026112", "2026-11-20", "00000000"):
        with pytest.raises(ValueError):
            readers.day(wrong)
    for wrong in ("240000", "9300", "096000", "９３００００"):
        with pytest.raises(ValueError):
            readers.clock(wrong)


def test_order_numbers_have_one_form() -> None:
    assert readers.number_of_order("0000042031") == readers.number_of_order("42031") == "0000042031"
    assert readers.number_of_order(" 42031 ") == "0000042031"
    for wrong in ("", "0", "A1", "12345678901"):
        with pytest.raises(ValueError):
            readers.number_of_order(wrong)


def test_every_code_of_an_exchange_is_understood() -> None:
    for item in EXCHANGES:
        known = EXCHANGE_NAMES[item.order_code]
        codes = [item.order_code, item.quote_code, *([item.daytime_code] if item.daytime_code else [])]
        assert {readers.exchange(code) for code in codes} == {known}
        assert {readers.exchange_of_key(f"D{code}X") for code in codes[1:]} == {known}
    assert readers.exchange_of_key("DHKS00700") is Exchange.HONG_KONG
    with pytest.raises(ValueError):
        readers.exchange("LSE")


def test_sides_by_code_and_where_there_is_none_by_name() -> None:
    assert [readers.side(code) for code in ("01", "02", "1", "2")] == [Side.SELL, Side.BUY, Side.SELL, Side.BUY]
    assert readers.side("", "매수정정") is Side.BUY
    assert readers.side(" ", "매도취소") is Side.SELL
    for code, name in (("", ""), ("03", "매수"), ("00", "")):
        with pytest.raises(ValueError):
            readers.side(code, name)


def test_order_types_by_their_korean_names() -> None:
    for code, name in ORDER_DIVISION_NAMES.items():
        assert readers.order_type(name) is words.ORDER_TYPES[code]
    assert readers.order_type("TWAP매수") is OrderType.TWAP
    assert readers.order_type("시간외") is readers.order_type("") is None


def test_words() -> None:
    assert readers.action("01") is Action.REVISE
    assert readers.action("2") is Action.CANCEL
    with pytest.raises(ValueError):
        readers.action("")
    assert readers.currency("USD ") is Currency.USD
    assert (readers.flag("Y"), readers.flag("n"), readers.flag("1")) == (True, False, True)


@pytest.mark.parametrize(
    ("amount", "sign", "change"),
    [("1.25", "2", "1.25"), ("1.25", "5", "-1.25"), ("1.25", "1", "1.25"), ("1.25", "4", "-1.25"), ("0", "3", "0"),
     ("-1.25", "5", "-1.25"), ("-1.25", "", "-1.25"), ("0.00", "0", "0")],
)  # fmt: skip
def test_a_change_gets_its_sign(amount: str, sign: str, change: str) -> None:
    assert readers.signed(amount, sign) == Decimal(change)


@given(st.sampled_from(READERS), st.text() | st.from_regex(r"[0-9+.\- ]{0,40}", fullmatch=True))
def test_any_text_is_read_or_refused_with_a_value_error(reader: Callable[[str], Any], text: str) -> None:
    try:
        reader(text)
    except ValueError:
        return
