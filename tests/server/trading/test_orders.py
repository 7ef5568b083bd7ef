"""What the order inquiries share: exchange codes, order numbers, cursors."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

import pytest
from multidict import CIMultiDict

from haero.desk.orders import Order
from haero.kis.errors import KisRefusal
from haero.server.trading import _orders
from haero.server.wire import Request
from haero.terms import US_EXCHANGES, Action, Environment, Exchange, OrderType, Side

AT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
ROWS = {
    41: Order(
        41,
        Action.NEW,
        0,
        Exchange.NASDAQ,
        "AAPL",
        Side.BUY,
        OrderType.LIMIT,
        1,
        Decimal(1),
        AT,
        date(2026, 11, 20),
        AT,
        "",
        1,
    )
}


class HalfCall(NamedTuple):
    """As much of a call as a cursor looks at."""

    request: Request


def a_call(tr_cont: str) -> Any:
    return HalfCall(Request("GET", "/", {}, CIMultiDict({"tr_cont": tr_cont}), b""))


def test_which_exchanges_a_code_means() -> None:
    assert _orders.exchanges_meant("NASD") == US_EXCHANGES
    assert _orders.exchanges_meant("") == _orders.exchanges_meant("%") == frozenset(Exchange)
    assert _orders.exchanges_meant("NYSE") == {Exchange.NYSE}
    assert _orders.exchanges_meant("VNSE") == {Exchange.HO_CHI_MINH}
    for code in ("NAS", "nasd", "XXXX", " "):
        assert _orders.exchanges_meant(code) is None


def test_order_numbers_in_inquiries() -> None:
    assert _orders.number_text(42031, Environment.MOCK) == "42031"
    assert _orders.number_text(42031, Environment.REAL) == "0000042031"


@pytest.mark.parametrize(
    "area", ["20261120-41", " 20261120-41 ", "20261120-41".ljust(200), "20261120-41%20%20", "20261120-41++"]
)
def test_a_cursor_is_read_however_it_comes_back(area: str) -> None:
    assert _orders.cursor(a_call("N"), ROWS, area) == ("20261120", 41)
    assert _orders.cursor(a_call(" N "), ROWS, area) == ("20261120", 41)


@pytest.mark.parametrize("tr_cont", ["", "F", "M", "D", "n"])
def test_only_n_goes_on(tr_cont: str) -> None:
    assert _orders.cursor(a_call(tr_cont), ROWS, "20261120-41") == ("", 0)


@pytest.mark.parametrize(
    "area",
    ["", " ", "x", "-", "20261120-", "-41", "2026１１20-41", "20261120--1", "20261120-" + "9" * 11, "%FF", "20261120-42",
     "20261119-41", "20261120-041"],
)  # fmt: skip
def test_a_further_page_without_a_place_that_was_given_out_is_refused(area: str) -> None:
    """Recorded for one without keys. Page one again would have more to follow, for ever."""
    with pytest.raises(KisRefusal) as refusal:
        _orders.cursor(a_call("N"), ROWS, area)
    assert (refusal.value.denial.code, refusal.value.denial.rt_cd) == ("SYDB0050", "7")
