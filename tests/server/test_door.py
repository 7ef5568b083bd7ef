"""KIS codes in, desk words out, and back: complete, one to one, and strict about numbers."""

from datetime import date
from decimal import Decimal

import pytest

from haero.desk.reasons import Reason, Refusal
from haero.kis import catalogue, codes, words
from haero.kis.errors import KisRefusal
from haero.server import door
from haero.terms import CURRENCY_OF, Action, Environment, Exchange, OrderType, Side


def test_every_exchange_has_its_code_and_its_currency() -> None:
    assert set(words.EXCHANGES.values()) == set(words.CODES) == set(Exchange)
    assert list(words.EXCHANGES) == [code.order_code for code in codes.EXCHANGES]
    for exchange, code in words.CODES.items():
        assert CURRENCY_OF[exchange] == code.currency
        assert words.EXCHANGES[code.order_code] is exchange


def test_every_division_of_the_page_is_an_order_type() -> None:
    assert set(words.ORDER_TYPES) == set(catalogue.api("v1_해외주식-001").field("ORD_DVSN").values)
    assert set(words.ORDER_TYPES.values()) == set(OrderType)
    assert {words.ORDER_TYPES[code] for code in words.DIVISIONS.values()} == set(OrderType)
    assert words.ORDER_TYPES["34"] is OrderType.LIMIT_ON_CLOSE
    assert words.ORDER_TYPES["31"] is OrderType.MARKET_ON_OPEN


def test_sides_and_actions() -> None:
    assert (words.SIDE_CODES[Side.SELL], words.SIDE_CODES[Side.BUY]) == ("01", "02")
    assert (words.SIDE_NAMES[Side.SELL], words.SIDE_NAMES[Side.BUY]) == ("매도", "매수")
    assert [words.ACTION_CODES[action] for action in (Action.NEW, Action.REVISE, Action.CANCEL)] == ["00", "01", "02"]
    assert words.ACTION_NAMES[Action.NEW] == "보통"


# Codes per reason: real, mock. Typed here, so that a change in the table is seen.
WANTED = {
    Reason.UNKNOWN_ACCOUNT: ("IGW00002", "IGW00002"),
    Reason.UNKNOWN_INSTRUMENT: ("APBK0656", "40070000"),
    Reason.BEFORE_OPEN: ("APBK0918", "40570000"),
    Reason.AFTER_CLOSE: ("APBK0918", "40580000"),
    Reason.CLOSED_DAY: ("APBK0919", "40100000"),
    Reason.BAD_QUANTITY: ("IGW00010", "IGW00010"),
    Reason.BAD_LOT: ("APBK0506", "40030000"),
    Reason.BAD_PRICE: ("APBK1507", "40270000"),
    Reason.BAD_TICK: ("APBK0506", "40030000"),
    Reason.OUTSIDE_BAND: ("APBK0506", "40270000"),
    Reason.INSUFFICIENT_CASH: ("APBK0952", "40250000"),
    Reason.NOTHING_HELD: ("APBK0400", "40240000"),
    Reason.INSUFFICIENT_HOLDING: ("APBK0400", "40240000"),
    Reason.UNKNOWN_ORIGINAL: ("APBK0344", "40320000"),
    Reason.NOTHING_LEFT: ("APBK0927", "40330000"),
    Reason.DUPLICATE_REFERENCE: ("EGW00101", "EGW00101"),
    Reason.TYPE_NOT_OFFERED: ("APBK1269", "40650000"),
    Reason.ENTRY_CLOSED: ("APBK0918", "40580000"),
    Reason.BAD_START: ("APBK0918", "40580000"),
    Reason.BAD_END: ("APBK0918", "40580000"),
    Reason.NOT_REVISABLE: ("APBK0927", "40330000"),
    Reason.OUTSIDE_WINDOW: ("APBK0918", "40570000"),
    Reason.NO_SERVICE: ("APBK1672", "40910000"),
    Reason.TOO_MANY_ORDERS: ("APBK1672", "40910000"),
}
# Only control calls can lead to these: they have no KIS code.
WITHOUT_CODE = {Reason.ACCOUNT_EXISTS, Reason.BAD_AMOUNT}


def test_every_reason_is_in_the_table() -> None:
    assert set(WANTED) | WITHOUT_CODE == set(Reason)


@pytest.mark.parametrize("reason", list(WANTED))
def test_a_denial_has_its_code_in_each_environment(reason: Reason) -> None:
    detail = OrderType.VWAP if reason is Reason.NOT_REVISABLE else "detail 81000001-01"
    for environment, code in zip(Environment, WANTED[reason], strict=True):
        found = door.refused(Refusal(reason, detail), environment)
        assert found.denial.code == code
        assert "81000001" not in found.text
        assert "detail" not in found.text


@pytest.mark.parametrize("text", ["0", "1", "00010", "9999999999", "0000000000"])
def test_quantities_in_plain_digits(text: str) -> None:
    assert door.quantity(text) == int(text)


@pytest.mark.parametrize("text", ["", " ", "-1", "+1", "1.0", "1e3", "1 ", "１", "٣", "²", "1_0", "10000000000"])
def test_everything_else_is_no_quantity(text: str) -> None:
    with pytest.raises(Refusal) as refusal:
        door.quantity(text)
    assert refusal.value.reason is Reason.BAD_QUANTITY


@pytest.mark.parametrize("text", ["0", "1", "0.0001", "100.10", "007.5", "9" * 32, "1." + "0" * 30])
def test_prices_in_plain_decimals(text: str) -> None:
    found = door.price(text)
    assert isinstance(found, Decimal)
    assert found == Decimal(text)


@pytest.mark.parametrize(
    "text",
    ["", ".", "1.", ".5", "-1", "+1", "1e2", "NaN", "sNaN", "Infinity", "1,0", "1_0", " 1", "１", "1.2.3", "9" * 33],
)
def test_everything_else_is_no_price(text: str) -> None:
    with pytest.raises(Refusal) as refusal:
        door.price(text)
    assert refusal.value.reason is Reason.BAD_PRICE


def test_days() -> None:
    assert door.day("20261120") == date(2026, 11, 20)
    for text in ("", "2026112", "202611200", "2026-1-1", "20261301", "20260230", "rubbish!", " 2026112"):
        with pytest.raises(KisRefusal) as refusal:
            door.day(text)
        assert refusal.value.denial.code == "OPSQ2002"
