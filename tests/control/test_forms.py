"""How a person writes what the control calls take."""

from datetime import UTC, datetime, timedelta

import pytest
from multidict import CIMultiDict

from haero.control.forms import ControlError, PrintForm, ResumeForm, duration, exchange, form, moment
from haero.market.prices.messages import Auction
from haero.server.wire import Request
from haero.terms import Exchange


def request(body: bytes, *, chunked: bool = False) -> Request:
    return Request("POST", "/control", {}, CIMultiDict(), body, chunked=chunked)


def test_a_form_is_read_to_the_last_digit() -> None:
    body = b'{"exchange": "NASD", "symbol": "AAPL", "price": "100.10", "size": 5, "auction": "open"}'
    found = form(request(body), PrintForm)
    assert (str(found.price), found.size, found.auction) == ("100.10", 5, Auction.OPEN)


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b'{"exchange": "NASD"}', b'{"exchange":"A","symbol":"B","x":1}'])
def test_bodies_of_another_form(body: bytes) -> None:
    with pytest.raises(ControlError, match="body: ") as caught:
        form(request(body), ResumeForm)
    assert caught.value.status == 400


def test_a_body_needs_its_length() -> None:
    with pytest.raises(ControlError, match="Content-Length") as caught:
        form(request(b"{}", chunked=True), ResumeForm)
    assert caught.value.status == 411


@pytest.mark.parametrize(
    ("text", "found"), [("NASD", Exchange.NASDAQ), ("NASDAQ", Exchange.NASDAQ), ("TKSE", Exchange.TOKYO)]
)
def test_exchanges(text: str, found: Exchange) -> None:
    assert exchange(text) is found


def test_an_unknown_exchange_is_told_which_there_are() -> None:
    with pytest.raises(ControlError, match=r"NASD, .*TKSE"):
        exchange("MOON")


def test_moments() -> None:
    assert moment("2026-11-20T10:00:00-05:00") == datetime(2026, 11, 20, 15, tzinfo=UTC)
    for text in ("noon", "2026-11-20T10:00:00", "0001-01-01T00:00:00+23:59"):
        with pytest.raises(ControlError, match=r"^to: "):
            moment(text)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("PT30M", 1800), ("PT1H30M", 5400), ("P1D", 86_400), ("PT0.000001S", 1e-6), ("P1DT1S", 86_401)],
)
def test_durations(text: str, seconds: float) -> None:
    assert duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "P", "PT", "30", "PT-1S", "P1Y", "1M"])
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(ControlError, match="ISO duration"):
        duration(text)
