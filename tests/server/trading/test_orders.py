"""What the order inquiries share: exchange codes, order numbers, cursors."""

from typing import Any, NamedTuple

import pytest
from multidict import CIMultiDict

from haero.server.trading import _orders
from haero.server.wire import Request
from haero.terms import US_EXCHANGES, Environment, Exchange


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
    assert _orders.cursor(a_call("N"), area) == ("20261120", 41)
    assert _orders.cursor(a_call(" N "), area) == ("20261120", 41)


@pytest.mark.parametrize("tr_cont", ["", "F", "M", "D", "n"])
def test_only_n_goes_on(tr_cont: str) -> None:
    assert _orders.cursor(a_call(tr_cont), "20261120-41") == ("", 0)


@pytest.mark.parametrize(
    "area", ["", "x", "-", "20261120-", "-41", "2026１１20-41", "20261120--1", "20261120-" + "9" * 11, "%FF"]
)
def test_an_invented_cursor_starts_at_the_beginning(area: str) -> None:
    assert _orders.cursor(a_call("N"), area) == ("", 0)
