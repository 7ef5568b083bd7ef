"""A quote of one to three calls, and the figures of limits: nothing is asked for that nobody needs."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import pytest

from haero.client.core.quoting import figures, last_price, one, quote
from haero.client.errors import NotFound
from haero.client.orders.limits import Figure
from haero.client.orders.symbol import as_ticker
from haero.client.results.trading_questions import BUYING_POWER, FILLS
from haero.client.transport.wire import WireReply
from tests.client.core.conftest import Makes
from tests.client.core.stage import CCNL, HAERO_MOCK, Stage, query_of, rows, said

PRICE, BOOK, DETAIL = "price", "inquire-asking-price", "price-detail"
AAPL = as_ticker("AAPL")


def blocks(**found: Any) -> WireReply:
    return said({"rt_cd": "0", "msg_cd": "MCA00000", "msg1": ""} | found)


def market(stage: Stage, last: str = "231.07") -> None:
    stage.answers(PRICE, blocks(output={"last": last, "tvol": "1000"}))
    stage.answers(BOOK, blocks(output1={"last": last}, output2={"pbid1": "231.06", "pask1": "231.08"}, output3={}))
    stage.answers(DETAIL, blocks(output={"last": last, "shar": "15000000000"}))


def asked(stage: Stage) -> list[str]:
    """Which questions were asked, without those for token and clock."""
    return [
        urlsplit(request.target).path.rsplit("/", 1)[-1] for request in stage.sent if "quotations" in request.target
    ]


def test_a_quote_of_real_has_the_book(stage: Stage) -> None:
    market(stage)
    found = stage.run(quote(stage.asker, AAPL))
    assert (found.last, found.bid, found.ask) == (Decimal("231.07"), Decimal("231.06"), Decimal("231.08"))
    assert found.detail is None
    assert asked(stage) == [PRICE, BOOK]
    assert {query_of(request)["SYMB"] for request in stage.sent if "SYMB" in request.target} == {"AAPL"}


def test_detail_is_a_third_call(stage: Stage) -> None:
    market(stage)
    found = stage.run(quote(stage.asker, AAPL, detail=True))
    assert found.detail is not None
    assert found.detail.listed_shares == 15_000_000_000
    assert asked(stage) == [PRICE, BOOK, DETAIL]


def test_a_quote_of_mock_is_the_price_alone(make_stage: Makes) -> None:
    stage = make_stage(HAERO_MOCK)
    market(stage)
    found = stage.run(quote(stage.asker, AAPL, detail=True))
    assert (found.last, found.bid, found.detail) == (Decimal("231.07"), None, None)
    assert asked(stage) == [PRICE]


def test_a_row_without_a_price_is_no_symbol(stage: Stage) -> None:
    market(stage, last=" ")
    with pytest.raises(NotFound, match="no price"):
        stage.run(last_price(stage.asker, AAPL))


def test_an_answer_without_a_row(stage: Stage) -> None:
    stage.answers(CCNL, rows())
    with pytest.raises(NotFound) as caught:
        stage.run(one(stage.asker, FILLS, since="2026-11-20", until="2026-11-20"))
    assert (caught.value.code, caught.value.tr_id) == ("KIOK0510", "TTTS3035R")


def test_the_one_row(stage: Stage) -> None:
    stage.answers("inquire-psamount", blocks(output={"ord_psbl_frcr_amt": "9.5"}))
    found = stage.run(one(stage.asker, BUYING_POWER, exchange="NASD", symbol="AAPL", price=1))
    assert found.raw.ord_psbl_frcr_amt == "9.5"


@pytest.mark.parametrize(
    ("needed", "calls"),
    [
        ([], []),
        ([Figure.QUOTE], [PRICE, BOOK]),
        ([Figure.DAY_VOLUME], [PRICE, BOOK]),
        ([Figure.QUOTE, Figure.DAY_VOLUME], [PRICE, BOOK]),
        ([Figure.LISTED_SHARES], [DETAIL]),
        ([Figure.QUOTE, Figure.LISTED_SHARES], [PRICE, BOOK, DETAIL]),
    ],
)
def test_figures(stage: Stage, needed: list[Figure], calls: list[str]) -> None:
    market(stage)
    found = stage.run(figures(stage.asker, AAPL, needed))
    assert asked(stage) == calls
    assert (found.ask is not None) is (BOOK in calls)
    assert (found.listed_shares is not None) is (DETAIL in calls)


def test_mock_has_no_listed_shares(make_stage: Makes) -> None:
    stage = make_stage(HAERO_MOCK)
    assert stage.run(figures(stage.asker, AAPL, [Figure.LISTED_SHARES])).listed_shares is None
    assert stage.sent == []
