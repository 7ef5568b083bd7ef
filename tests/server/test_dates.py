"""The Date of REST replies is the market's: of orders, questions, refusals and what is no HTTP; in TLS too."""

import json
import ssl
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from haero.server.dates import MarketDate
from haero.terms import KST, Environment
from tests.server.test_adapter import raw_request, talk
from tests.support import PRICE, TRADING, Running, process

AT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
OPEN_DATE = "Fri, 20 Nov 2026 15:00:00 GMT"


def test_the_form_is_that_of_http() -> None:
    assert MarketDate(lambda: AT)() == OPEN_DATE
    assert MarketDate(lambda: AT.astimezone(KST))() == OPEN_DATE
    assert MarketDate(lambda: datetime(2027, 1, 3, 4, 5, 6, 999_999, tzinfo=UTC))() == "Sun, 03 Jan 2027 04:05:06 GMT"


def test_a_text_is_made_once_a_second() -> None:
    moments = [AT, AT + timedelta(milliseconds=999), AT + timedelta(seconds=1), AT]
    date = MarketDate(iter(moments).__next__)
    texts = [date() for _ in moments]
    assert texts[0] is texts[1]
    assert texts == [OPEN_DATE, OPEN_DATE, "Fri, 20 Nov 2026 15:00:01 GMT", OPEN_DATE]


def dates(head: list[str]) -> list[str]:
    return [line.removeprefix("Date: ") for line in head if line.lower().startswith("date:")]


@pytest.mark.parametrize("environment", Environment)
async def test_every_rest_reply_has_it_once(haero: Running, environment: str) -> None:
    caller = haero.real if environment == "real" else haero.mock
    order = json.dumps(caller.order_body()).encode()
    for request in (
        raw_request(caller, "POST", f"{TRADING}/order", caller.tr("TTTT1002U", "VTTT1002U"), order),
        raw_request(caller, "GET", f"{PRICE}?AUTH=&EXCD=NAS&SYMB=AAPL", "HHDFS00000300"),
        raw_request(caller, "GET", "/nowhere", "X"),
        raw_request(caller, "POST", f"{TRADING}/order", "X", b"x" * 70_000),
        b"POST /oauth2/tokenP HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}",
        b"nonsense\r\n\r\n",
    ):
        head, _ = await talk(caller.base, request)
        assert dates(head) == [OPEN_DATE], head


async def test_it_follows_the_market_through_jumps_and_resets(haero: Running) -> None:
    async def seen() -> str:
        head, _ = await talk(haero.urls["rest_real"], raw_request(haero.real, "GET", "/nowhere", "X"))
        return dates(head)[0]

    moved = await haero.real.control("POST", "/control/clock", {"advance": "P3DT1H0M1S"})
    assert parsedate_to_datetime(await seen()) == datetime.fromisoformat(moved.json["now"])
    assert await seen() == "Mon, 23 Nov 2026 16:00:01 GMT"
    await haero.real.control("POST", "/control/reset")
    assert await seen() == OPEN_DATE


async def test_an_order_is_of_the_date_of_its_reply(haero: Running) -> None:
    """What a client learns from it: the day under which ccnl lists the order (the exchange's), and its time (Korea's)."""
    answer = await haero.real.buy()
    at = parsedate_to_datetime(answer.headers["Date"])
    (row,) = await haero.real.orders()
    assert row["ord_dt"] == f"{at.astimezone(ZoneInfo('America/New_York')):%Y%m%d}" == "20261120"
    assert answer.json["output"]["ORD_TMD"] == f"{at.astimezone(KST):%H%M%S}" == "000000"


async def test_control_keeps_the_date_of_the_wall(haero: Running) -> None:
    answer = await haero.real.control("GET", "/control/state")
    assert answer.headers["Date"] != OPEN_DATE


async def test_in_tls_too(tmp_path: Path) -> None:
    with process(tmp_path / "data", "--tls", "--speed", "0", "--at", "2026-11-20T10:00:00-05:00") as started:
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        async with aiohttp.ClientSession() as http:
            for port in ("rest_real", "rest_mock"):
                async with http.get(started.ready[port] + "/nowhere", ssl=trusting) as reply:
                    assert reply.headers["Date"] == OPEN_DATE
