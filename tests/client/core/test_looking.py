"""What the broker's lists say of an order that may have been received: which rows may be it."""

from datetime import timedelta
from typing import Any

import pytest

from haero.client.core.looking import Looked, action_of, look, number_of
from haero.client.errors import NotOnMock
from haero.client.local.record import OrderRecord
from haero.client.orders.changing import plan_cancel, plan_revise
from haero.client.orders.plan import Original, Plan, Reserved
from haero.client.orders.reserving import plan_reservation, plan_reservation_cancel
from haero.client.orders.types import LimitOnOpen, MarketOnOpen
from haero.client.results.orders import Fill, OpenOrder, Reservation
from haero.terms import Action, Exchange, Side
from tests.client.core.conftest import Makes
from tests.client.core.lost import lost
from tests.client.core.stage import (
    BEGAN,
    CCNL,
    HAERO_MOCK,
    KIS,
    NCCS,
    SEAT,
    Stage,
    a_buy,
    listed,
    query_of,
    rows,
)

RESERVED = "order-resv-list"
ORIGINAL = Original(Exchange.NASDAQ, "AAPL", "0000000007", 10)


def looked(
    stage: Stage, record: OrderRecord, *found: dict[str, str], open_too: tuple[dict[str, str], ...] = ()
) -> Looked:
    stage.answers(CCNL, rows(*found))
    stage.answers(NCCS, rows(*open_too))
    return stage.run(look(stage.asker, record))


def numbers(stage: Stage, record: OrderRecord, *found: dict[str, str]) -> list[int]:
    got = looked(stage, record, *found)
    assert got.unreadable == 0
    return [int(number_of(row)) for row in got.rows]


def test_how_the_lists_are_asked(stage: Stage) -> None:
    got = looked(stage, lost(stage))
    assert got == Looked([], 0)
    orders, open_ones = stage.sent_to(CCNL)[0], stage.sent_to(NCCS)[0]
    asked = query_of(orders)
    assert (asked["ORD_STRT_DT"], asked["ORD_END_DT"]) == ("20261119", "20261122")
    assert (asked["PDNO"], asked["OVRS_EXCG_CD"], asked["SLL_BUY_DVSN"]) == ("AAPL", "NASD", "00")
    assert asked["CCLD_NCCS_DVSN"] == "00"
    assert query_of(open_ones)["OVRS_EXCG_CD"] == "NASD"


def test_an_order_of_days_ago_is_looked_for_in_its_own_days(stage: Stage) -> None:
    record = lost(stage)
    stage.broker_ahead = 3 * 86_400.0
    stage.time += 3 * 86_400.0
    looked(stage, record)
    asked = query_of(stage.sent_to(CCNL)[0])
    assert asked["ORD_STRT_DT"] == "20261119"
    assert asked["ORD_END_DT"] >= "20261124"


def test_days_begin_before_the_earliest_of_three_clocks(stage: Stage) -> None:
    """The broker's at the sending, this machine's then, the broker's now: a haero may be moved to any day."""
    looked(stage, lost(stage, server_at=BEGAN - timedelta(days=10)))
    assert query_of(stage.sent_to(CCNL)[-1])["ORD_STRT_DT"] == "20261109"
    stage.broker_ahead = -20 * 86_400.0
    stage.time += 10.0
    looked(stage, lost(stage, "l"))
    asked = query_of(stage.sent_to(CCNL)[-1])
    assert (asked["ORD_STRT_DT"], asked["ORD_END_DT"]) == ("20261030", "20261122")


def test_open_orders_are_asked_for_only_where_the_history_has_nothing(stage: Stage) -> None:
    got = looked(stage, lost(stage), listed(1))
    assert isinstance(got.rows[0], Fill)
    assert stage.sent_to(NCCS) == []


def test_what_stands_among_open_orders_alone_is_found(stage: Stage) -> None:
    """The history of KIS may lag behind."""
    row = listed(1) | {"rvse_cncl_dvsn_cd": "00"}
    got = looked(stage, lost(stage), open_too=(row,))
    assert isinstance(got.rows[0], OpenOrder)
    assert number_of(got.rows[0]) == "0000000001"


def test_mock_has_no_list_of_open_orders(make_stage: Makes) -> None:
    stage = make_stage(HAERO_MOCK)
    stage.answers(CCNL, rows(listed(1), listed(2, pdno="MSFT")))
    got = stage.run(look(stage.asker, lost(stage)))
    assert [number_of(row) for row in got.rows] == ["0000000001"]
    assert query_of(stage.sent[-1])["PDNO"] == ""


OTHERS: dict[str, dict[str, str]] = {
    "another symbol": {"pdno": "MSFT"},
    "a sale": {"sll_buy_dvsn_cd": "01"},
    "more shares": {"ft_ord_qty": "11"},
    "another price": {"ft_ord_unpr3": "100.01"},
    "a revision": {"rvse_cncl_dvsn": "01", "orgn_odno": "7"},
    "a cancellation": {"rvse_cncl_dvsn": "02", "orgn_odno": "7"},
    "three seconds before it was sent": {"dmst_ord_dt": "20261120", "thco_ord_tmd": "235957"},
    "yesterday's": {"dmst_ord_dt": "20261120", "thco_ord_tmd": "000002", "ord_dt": "20261119"},
}


@pytest.mark.parametrize("what", OTHERS)
def test_what_is_another_order(stage: Stage, what: str) -> None:
    assert numbers(stage, lost(stage), listed(1, **OTHERS[what]), listed(2)) == [2]


@pytest.mark.parametrize(
    "same",
    [
        {"ft_ord_unpr3": "100.00000000"},
        {"ft_ord_unpr3": "0100"},
        {"dmst_ord_dt": "20261120", "thco_ord_tmd": "235958"},
        {"ft_ccld_qty": "10", "nccs_qty": "0"},
        {"ft_ccld_qty": "4", "nccs_qty": "6"},
        {"nccs_qty": "0"},
    ],
)
def test_what_is_it_all_the_same(stage: Stage, same: dict[str, str]) -> None:
    """Written otherwise, filled, cancelled since, or stamped by a clock that is a little behind."""
    assert numbers(stage, lost(stage), listed(1, **same)) == [1]


@pytest.mark.parametrize(
    "broken",
    [
        {"ft_ord_qty": "ten"},
        {"ft_ord_unpr3": ""},
        {"ft_ord_unpr3": "?"},
        {"sll_buy_dvsn_cd": "09"},
        {"rvse_cncl_dvsn": "?"},
        {"dmst_ord_dt": "2026", "ord_dt": "?"},
        {"odno": ""},
    ],
)
def test_a_row_that_can_not_be_read_may_be_it(stage: Stage, broken: dict[str, str]) -> None:
    got = looked(stage, lost(stage), listed(1, **broken), listed(2))
    assert (len(got.rows), got.unreadable) == (1, 1)


def test_without_the_brokers_clock_no_row_of_a_haero_is_too_old(stage: Stage) -> None:
    """It may stand on any day."""
    old = listed(1, dmst_ord_dt="20261101", ord_dt="20261101")
    stage.run(stage.asker.today())  # it was heard later: that tells nothing of the time of the order
    assert numbers(stage, lost(stage, server_at=None), old) == [1]


def test_without_the_brokers_clock_no_row_of_kis_is_too_old(make_stage: Makes) -> None:
    """What its clock says now tells nothing of the time of the order."""
    stage = make_stage(KIS)
    record = lost(stage, server_at=None)
    stage.broker_ahead = 600.0
    at = {"dmst_ord_dt": "20261121", "ord_dt": "20261121"}
    late, early = listed(1, thco_ord_tmd="000902", **at), listed(2, thco_ord_tmd="000002", **at)
    assert numbers(stage, record, late, early) == [1, 2]


def test_a_revision_is_known_by_what_it_revises(stage: Stage) -> None:
    record = lost(stage, plan=plan_revise(SEAT, ORIGINAL, "101.00", 10))
    mine = listed(8, price="101.00", rvse_cncl_dvsn="01", orgn_odno="7")
    assert numbers(
        stage, record, mine, mine | {"odno": "9", "orgn_odno": "6"}, mine | {"odno": "10", "rvse_cncl_dvsn": "02"},
        mine | {"odno": "11", "ft_ord_unpr3": "102.00"}, mine | {"odno": "12", "rvse_cncl_dvsn": "00"},
    ) == [8]  # fmt: skip
    assert action_of(record.content) is Action.REVISE


def test_a_cancellation_is_known_by_what_it_cancels(stage: Stage) -> None:
    record = lost(stage, plan=plan_cancel(SEAT, ORIGINAL))
    mine = listed(8, price="0", rvse_cncl_dvsn="02", orgn_odno="7")
    assert numbers(
        stage, record, mine, mine | {"odno": "9", "orgn_odno": "6"}, mine | {"odno": "10", "rvse_cncl_dvsn": "01"}
    ) == [8]
    assert action_of(record.content) is Action.CANCEL


def test_an_order_without_a_price_is_listed_at_any(stage: Stage) -> None:
    record = lost(stage, plan=a_buy(10, MarketOnOpen(), side=Side.SELL))
    sale = {"sll_buy_dvsn_cd": "01"}
    assert numbers(stage, record, listed(1, price="0", **sale), listed(2, price="231.07", **sale)) == [1, 2]
    record = lost(stage, "l", a_buy(10, LimitOnOpen("100.00")))
    assert numbers(stage, record, listed(1, price="99.00"), listed(2)) == [2]


def reserved(number: int, **other: str) -> dict[str, str]:
    return {
        "ovrs_rsvn_odno": str(number), "pdno": "AAPL", "sll_buy_dvsn_cd": "02", "ft_ord_qty": "10", "ft_ord_unpr3": "100.00",
        "cncl_yn": "N", "rsvn_ord_rcit_dt": "20261121", "ord_rcit_tmd": "000002", "ovrs_excg_cd": "NASD",
    } | other  # fmt: skip


def reservations(stage: Stage, plan: Plan, *found: dict[str, str]) -> list[Any]:
    stage.answers(RESERVED, rows(*found))
    got = stage.run(look(stage.asker, lost(stage, plan.kind.value, plan)))
    assert got.unreadable == 0
    return got.rows


def test_a_reservation_stands_in_a_list_of_its_own(stage: Stage) -> None:
    plan = plan_reservation(SEAT, Side.BUY, "AAPL", 10, "100.00")
    got = reservations(
        stage, plan, reserved(1), reserved(2, ft_ord_qty="11"), reserved(3, sll_buy_dvsn_cd="01"),
        reserved(4, rsvn_ord_rcit_dt="20261120"), reserved(5, ft_ord_unpr3="99"), reserved(6, pdno="MSFT"),
    )  # fmt: skip
    assert [number_of(row) for row in got] == ["0000000001"]
    assert isinstance(got[0], Reservation)
    assert stage.sent_to(CCNL) == stage.sent_to(NCCS) == []
    assert dict(stage.sent[-1].headers)["tr_id"] == "TTTT3039R"


def test_a_reservation_of_asia_is_asked_for_there(stage: Stage) -> None:
    plan = plan_reservation(SEAT, Side.BUY, "TKSE:7203", 100, "2700")
    mine = reserved(1, pdno="7203", ft_ord_qty="100", ft_ord_unpr3="2700", ovrs_excg_cd="TKSE")
    assert len(reservations(stage, plan, mine)) == 1
    assert dict(stage.sent[-1].headers)["tr_id"] == "TTTS3014R"


def test_a_cancelled_reservation_is_known_by_its_number_and_that_it_is_cancelled(stage: Stage) -> None:
    """And it may have been made long before it was cancelled."""
    day = BEGAN.date() - timedelta(days=20)
    plan = plan_reservation_cancel(SEAT, Reserved(Exchange.NASDAQ, "AAPL", "5", day, 10))
    old = {"rsvn_ord_rcit_dt": "20261031"}
    got = reservations(
        stage, plan, reserved(5, cncl_yn="Y", **old), reserved(6, cncl_yn="Y", **old), reserved(5, cncl_yn="N", **old)
    )
    assert [(number_of(row), row.cancelled) for row in got] == [("0000000005", True)]
    assert query_of(stage.sent[-1])["INQR_STRT_DT"] == "20261031"


def test_mock_lists_no_reservations(make_stage: Makes) -> None:
    stage = make_stage(HAERO_MOCK)
    plan = plan_reservation(SEAT, Side.BUY, "AAPL", 10, "100.00")
    with pytest.raises(NotOnMock):
        stage.run(look(stage.asker, lost(stage, plan=plan)))


def test_every_page_is_read(stage: Stage) -> None:
    more = rows(listed(1, 11), tr_cont="F")
    keys = b'"ctx_area_nk200": "next", "ctx_area_fk200": "", "output"'
    more = more._replace(body=more.body.replace(b'"output"', keys))
    stage.answers(CCNL, more, rows(listed(2), tr_cont="D"))
    got = stage.run(look(stage.asker, lost(stage)))
    assert [number_of(row) for row in got.rows] == ["0000000002"]
    assert len(stage.sent_to(CCNL)) == 2
