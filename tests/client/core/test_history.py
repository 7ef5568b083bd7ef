"""Lists of orders: today is that of the exchange, and mock's lists are sifted here."""

from datetime import timedelta
from typing import Any

import pytest

from haero.client.core.cursor import Cursor
from haero.client.core.history import FILLS, OpenOnMock, asked_for, open_orders
from haero.client.results.orders import OpenOrder
from haero.terms import Exchange
from tests.client.core.conftest import Makes
from tests.client.core.stage import BEGAN, CCNL, HAERO_MOCK, NCCS, Stage, listed, query_of, rows

NO_WORDS: dict[str, Any] = dict.fromkeys(("since", "until", "symbol", "exchange", "side"))


def kept(stage: Stage, *found: dict[str, str], mock: bool = False, state: str = "all", **words: Any) -> list[int]:
    fields, keep = asked_for(**NO_WORDS | words, state=state, mock=mock)
    stage.answers(CCNL, rows(*found))
    return [int(row.odno) for row in stage.run(Cursor(stage.asker, FILLS, fields, keep=keep).every())]


def test_the_usual_question_is_for_the_day_of_the_exchange(stage: Stage) -> None:
    """It is Saturday in Korea, and Friday's session in New York."""
    found = listed(1, ord_dt="20261120"), listed(2, ord_dt="20261119"), listed(3, ord_dt="20261120")
    assert kept(stage, *found) == [1, 3]
    asked = query_of(stage.sent_to(CCNL)[0])
    assert (asked["ORD_STRT_DT"], asked["ORD_END_DT"]) == ("20261120", "20261121")


def test_in_the_evening_of_new_york_the_next_day_has_begun(stage: Stage) -> None:
    stage.broker_ahead = timedelta(hours=10, minutes=1).total_seconds()  # 20:01 there
    assert kept(stage, listed(1, ord_dt="20261120"), listed(2, ord_dt="20261121")) == [2]


def test_asias_day_is_koreas(stage: Stage) -> None:
    tokyo = {"ovrs_excg_cd": "TKSE", "pdno": "7203"}
    assert kept(stage, listed(1, **tokyo), listed(2, dmst_ord_dt="20261120", ord_dt="20261120", **tokyo)) == [1]


def test_days_that_are_asked_for_are_not_sifted(stage: Stage) -> None:
    assert kept(stage, listed(1, ord_dt="20261102"), since="2026-11-01", until="2026-11-03") == [1]
    asked = query_of(stage.sent_to(CCNL)[0])
    assert (asked["ORD_STRT_DT"], asked["ORD_END_DT"]) == ("20261101", "20261103")


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ({}, [1, 2, 3]),
        ({"symbol": "AAPL"}, [1, 2]),
        ({"side": "sell"}, [2]),
        ({"exchange": "NASD"}, [1, 2, 3]),
        ({"exchange": "NYSE"}, [3]),
        ({"state": "filled"}, [3]),
    ],
)
def test_mock_is_sifted_here(make_stage: Makes, words: dict[str, str], numbers: list[int]) -> None:
    found = (
        listed(1),
        listed(2, sll_buy_dvsn_cd="01"),
        listed(3, pdno="IBM", ovrs_excg_cd="NYSE", ft_ccld_qty="4", nccs_qty="6"),
    )
    assert kept(make_stage(HAERO_MOCK), *found, mock=True, since="2026-11-20", **words) == numbers


def test_open_orders_of_real_have_a_list(stage: Stage) -> None:
    stage.answers(NCCS, rows(listed(1) | {"rvse_cncl_dvsn_cd": "00"}))
    (row,) = stage.run(open_orders(stage.asker, None).next_page())
    assert isinstance(row, OpenOrder)
    assert query_of(stage.sent_to(NCCS)[0])["OVRS_EXCG_CD"] == "NASD"


def test_open_orders_of_mock_are_found_among_all(make_stage: Makes) -> None:
    stage = make_stage(HAERO_MOCK)
    done = listed(2, ft_ccld_qty="10", nccs_qty="0")
    stage.answers(CCNL, rows(listed(1, 7, ord_dt="20261120"), done, listed(3, ovrs_excg_cd="NYSE")))
    found = open_orders(stage.asker, None)
    assert isinstance(found, OpenOnMock)
    assert (found.ended, found.reply) == (False, None)
    got = stage.run(found.next_page())
    assert [(type(row), row.odno, row.quantity) for row in got] == [
        (OpenOrder, "0000000001", 7), (OpenOrder, "0000000003", 10)
    ]  # fmt: skip
    assert found.ended
    assert got[0].at == BEGAN + timedelta(seconds=2)
    stage.answers(CCNL, rows(listed(1), listed(3, ovrs_excg_cd="NYSE")))
    assert [row.odno for row in stage.run(open_orders(stage.asker, Exchange.NYSE).next_page())] == ["0000000003"]
