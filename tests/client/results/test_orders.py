from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from haero.client.results.found import rows_in
from haero.client.results.orders import AlgoFill, AlgoOrder, AlgoTotal, Fill, OpenOrder, OrderStatus, Reservation
from haero.client.results.questions import BY_NAME
from haero.kis.replies import decode
from haero.kis.reply_types import (
    AlgoOrdnoOutput,
    InquireAlgoCcnlReply,
    InquireCcnlOutput,
    InquireCcnlReply,
    InquireNccsOutput,
    OrderResvListOutput,
)
from haero.terms import KST, Action, Environment, Exchange, OrderType, Side
from tests.client.results.asking import ask
from tests.support import running

# Rows of KIS's mock server, 2026-05: an order, then its cancellation.
RECORDED = """{"rt_cd":"0","output":[
{"odno":"42031","ft_ord_qty":"1","ft_ccld_qty":"0","nccs_qty":"0","rvse_cncl_dvsn":"00","rvse_cncl_dvsn_name":"보통"},
{"odno":"42493","orgn_odno":"42031","pdno":"APA","sll_buy_dvsn_cd_name":"매수취소","ft_ord_qty":"1","ft_ccld_qty":"0",
"nccs_qty":"0","ft_ord_unpr3":"18.85000000","ft_ccld_unpr3":"0.00000000","rvse_cncl_dvsn":"02","rvse_cncl_dvsn_name":"취소",
"ord_gno_brno":"00950","prcs_stat_name":"","rjct_rson_name":""}]}""".encode()


def test_recorded_rows() -> None:
    original, cancellation = rows_in(decode(InquireCcnlReply, RECORDED), Fill)
    assert (original.odno, original.order_quantity, original.quantity, original.open_quantity) == (
        "0000042031",
        1,
        0,
        0,
    )
    assert (original.action, original.status) == (Action.NEW, OrderStatus.CLOSED)
    assert (cancellation.odno, cancellation.original, cancellation.symbol) == ("0000042493", "0000042031", "APA")
    assert (cancellation.side, cancellation.action) == (Side.BUY, Action.CANCEL)
    assert (cancellation.order_price, cancellation.price) == (Decimal("18.85"), Decimal(0))
    assert (cancellation.branch, cancellation.status, cancellation.reason) == ("00950", OrderStatus.CLOSED, "")


@pytest.mark.parametrize(
    ("ordered", "filled", "still_open", "reason", "status"),
    [
        ("10", "0", "10", "", OrderStatus.OPEN),
        ("10", "4", "6", "", OrderStatus.PARTLY_FILLED),
        ("10", "10", "0", "", OrderStatus.FILLED),
        ("10", "4", "0", "", OrderStatus.CLOSED),
        ("10", "0", "0", "", OrderStatus.CLOSED),
        ("10", "0", "0", "주문가능금액부족", OrderStatus.REJECTED),
    ],
)
def test_where_an_order_stands(ordered: str, filled: str, still_open: str, reason: str, status: OrderStatus) -> None:
    fill = InquireCcnlOutput(
        ft_ord_qty=ordered, ft_ccld_qty=filled, nccs_qty=still_open, rjct_rson_name=reason, rvse_cncl_dvsn="00"
    )
    assert Fill(fill).status is status
    assert Fill(fill).to_dict()["status"] is status
    row = InquireNccsOutput(ft_ord_qty=ordered, ft_ccld_qty=filled, nccs_qty=still_open, rjct_rson_name=reason)
    assert OpenOrder(row).status is status


def test_a_fill_without_a_korean_date_takes_the_trading_day() -> None:
    row = Fill(InquireCcnlOutput(ord_dt="20261120", ord_tmd="001500", ovrs_excg_cd="NYSE"))
    assert row.at == datetime(2026, 11, 21, 0, 15, tzinfo=KST)
    both = InquireCcnlOutput(ord_dt="20261120", ord_tmd="001500", dmst_ord_dt="20261121", thco_ord_tmd="001501")
    assert Fill(both).at == datetime(2026, 11, 21, 0, 15, 1, tzinfo=KST)


def test_a_reservation_that_was_not_sent_has_no_order() -> None:
    row = Reservation(
        OrderResvListOutput(
            cncl_yn="N", rsvn_ord_rcit_dt="20261120", ord_rcit_tmd="120000", ovrs_rsvn_odno="17", odno=""
        )
    )
    assert (row.number, row.odno, row.trade_date, row.sent_at, row.cancelled) == ("0000000017", None, None, None, False)
    assert row.at == datetime(2026, 11, 20, 12, 0, tzinfo=KST)


def test_words_of_an_algo_order_say_its_side_and_type() -> None:
    row = AlgoOrder(AlgoOrdnoOutput(odno="7", trad_dvsn_name="VWAP매도"))
    assert (row.side, row.type) == (Side.SELL, OrderType.VWAP)
    assert Reservation(OrderResvListOutput(tr_dvsn_name="MOO(장개시시장가)")).type is OrderType.MARKET_ON_OPEN


def test_executions_of_an_algo_order_are_found_under_either_name() -> None:
    """The table of the API says output and output3 in capitals; the recorded reply has output1, output2 in small letters."""
    row = b'{"CCLD_SEQ":"1","CCLD_BTWN":"233005","FT_CCLD_QTY":"4","FT_CCLD_UNPR3":"185.2"}'
    table = b'{"rt_cd":"0","output":[' + row + b'],"output3":[{"ODNO":"7"}]}'
    small = b'{"rt_cd":"0","output1":[' + row.lower() + b'],"output2":{"odno":"7"}}'
    for body in (table, small):
        reply = decode(InquireAlgoCcnlReply, body)
        (fill,), (total,) = rows_in(reply, AlgoFill), rows_in(reply, AlgoTotal)
        assert (fill.sequence, fill.quantity, fill.price, str(fill.time)) == (1, 4, Decimal("185.2"), "23:30:05")
        assert total.odno == "0000000007"


@pytest.mark.parametrize(
    "moment", ["2026-11-20T05:00:00-05:00", "2026-11-20T15:00:00-05:00", "2026-07-01T17:00:00-04:00"]
)
async def test_times_of_orders_are_the_moments_at_which_they_were_taken(tmp_path: Path, moment: str) -> None:
    """Before, in and after regular hours: a US trading day has two Korean dates, and winter another hour than summer."""
    async with running(tmp_path / "data", at=moment) as house:
        taken = datetime.fromisoformat(moment)
        assert (await house.real.buy()).json["rt_cd"] == "0"
        assert (await house.real.buy(ORD_QTY="3", OVRS_EXCG_CD="NYSE", PDNO="IBM")).json["rt_cd"] == "0"
        day = taken.date()
        reply, _ = await ask(house.real, BY_NAME["FILLS"], since=day, until=day)
        rows = BY_NAME["FILLS"].rows(reply)
        assert [(row.odno, row.symbol, row.exchange, row.order_quantity, row.at, row.trade_date) for row in rows] == [
            ("0000000001", "AAPL", Exchange.NASDAQ, 10, taken, day),
            ("0000000002", "IBM", Exchange.NYSE, 3, taken, day),
        ]
        reply, _ = await ask(house.real, BY_NAME["OPEN_ORDERS"])
        found = BY_NAME["OPEN_ORDERS"].rows(reply)
        assert [(row.odno, row.open_quantity, row.price, row.at) for row in found] == [
            ("0000000001", 10, Decimal(100), taken),
            ("0000000002", 3, Decimal(100), taken),
        ]


async def test_numbers_of_mock_are_those_of_the_replies(tmp_path: Path) -> None:
    """Mock answers an order with ten digits and lists it without leading zeros."""
    async with running(tmp_path / "data") as house:
        await house.mock.quote("99.90", 500, "100.10", 500)
        placed = await house.mock.buy(ORD_QTY="30", OVRS_ORD_UNPR="100.10")
        question = BY_NAME["FILLS"]
        reply, _ = await ask(house.mock, question, since=date(2026, 1, 1), until="2027-12-31")
        (row,) = question.rows(reply)
        assert row.raw.odno == "1"
        assert row.odno == placed.json["output"]["ODNO"]
        assert (row.quantity, row.price, row.amount, row.side) == (30, Decimal("100.10"), Decimal(3003), Side.BUY)
        assert msgspec.to_builtins(question.request(environment=Environment.MOCK, account="12345678-01", since="20261101",
                                                    until="20261130", side="buy", symbol="AAPL"))["PDNO"] == ""  # fmt: skip
