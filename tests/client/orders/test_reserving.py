from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest

from haero.client.errors import BadOrder
from haero.client.orders.plan import PlanKind, Reserved
from haero.client.orders.reserving import plan_reservation, plan_reservation_cancel
from haero.client.orders.types import AnyKind, Limit, MarketOnOpen, Twap
from haero.kis import words
from haero.kis.request_types import OrderResvCcnlRequest, OrderResvRequest
from haero.server.trading import order_resv
from haero.terms import US_EXCHANGES, ZERO, Environment, Exchange, Side
from tests.client.orders.planned import REAL, SEATS, STOCKS, kinds, read_back, seated, send, shows_no_account

DAY = date(2026, 11, 20)


@pytest.mark.parametrize("environment", Environment)
@pytest.mark.parametrize("exchange", Exchange)
@pytest.mark.parametrize("side", Side)
def test_a_plan_is_made_exactly_where_the_server_takes_the_reservation(
    environment: Environment, exchange: Exchange, side: Side
) -> None:
    stock, is_us = STOCKS[exchange], exchange in US_EXCHANGES
    taken = order_resv.DIVISIONS[f"us_{side.value}"] if is_us and environment is Environment.REAL else ("00",)
    for kind in kinds(stock.price):
        if words.DIVISIONS[kind.type] not in taken:
            with pytest.raises(BadOrder) as caught:
                plan_reservation(SEATS[environment], side, stock.symbol, stock.lot, kind)
            assert caught.value.rule == "order type"
            continue
        plan = plan_reservation(SEATS[environment], side, stock.symbol, stock.lot, kind)
        tr, form = read_back(plan), plan.body
        assert isinstance(form, OrderResvRequest)
        code = words.CODES[exchange]
        asian = ("", "", "") if is_us else (words.SIDE_CODES[side], "00", code.product_type)
        assert asian == (form.SLL_BUY_DVSN_CD, form.RVSE_CNCL_DVSN_CD, form.PRDT_TYPE_CD)
        assert tr.side == (side.value if is_us else None)
        assert (words.DIVISIONS[kind.type] if is_us else "") == form.ORD_DVSN
        assert ("02" if form.ORD_DVSN in {"35", "36"} else "") == form.ALGO_ORD_TMD_DVSN_CD
        assert ("0" if kind.limit is None else stock.price) == form.FT_ORD_UNPR3
        assert plan.content["kind"] == plan.kind.value == "reserve"
        assert shows_no_account(plan)


def test_reserved_slices_have_no_times() -> None:
    with pytest.raises(BadOrder, match="works to the regular close") as caught:
        plan_reservation(REAL, Side.BUY, "AAPL", 100, Twap(100, start=time(23, 45), until=time(4)))
    assert caught.value.rule == "slice times"


@pytest.mark.parametrize("exchange", Exchange)
def test_the_us_cancels_by_a_service_of_its_own(exchange: Exchange) -> None:
    plan = plan_reservation_cancel(REAL, Reserved(exchange, "X", "17", DAY, 10, Decimal("5.0"), Side.BUY))
    assert read_back(plan).environment == "real"
    assert (plan.kind, plan.cost, plan.is_cancel) == (PlanKind.CANCEL_RESERVATION, ZERO, True)
    assert shows_no_account(plan)
    form = plan.body
    if exchange in US_EXCHANGES:
        assert isinstance(form, OrderResvCcnlRequest)
        assert plan.tr_id == "TTTT3017U"
    else:
        assert isinstance(form, OrderResvRequest)
        assert (plan.tr_id, form.RVSE_CNCL_DVSN_CD, form.FT_ORD_QTY, form.FT_ORD_UNPR3) == (
            "TTTS3013U",
            "02",
            "10",
            "5",
        )
    assert (form.RSVN_ORD_RCIT_DT, form.OVRS_RSVN_ODNO) == ("20261120", "0000000017")


async def test_haero_takes_and_takes_back_what_is_planned(tmp_path: Path) -> None:
    count = 0
    async with seated(tmp_path / "d", "2026-11-20T11:25:00+09:00") as doors:
        for environment, (caller, seat) in doors.items():
            for exchange, stock in STOCKS.items():
                for side in Side:
                    wanted: list[AnyKind] = [Limit(stock.price)]
                    if exchange in US_EXCHANGES and environment is Environment.REAL:
                        wanted += [Twap(stock.price)] + ([MarketOnOpen()] if side is Side.SELL else [])
                    for kind in wanted:
                        plan = plan_reservation(seat, side, stock.symbol, stock.lot, kind)
                        answer = await send(caller, plan)
                        assert answer["rt_cd"] == "0", (plan, answer)
                        number = answer["output"].get("OVRS_RSVN_ODNO") or answer["output"]["ODNO"]
                        day = answer["output"].get("RSVN_ORD_RCIT_DT", "20261120")
                        reserved = Reserved(*plan.ticker, number, date.fromisoformat(day))
                        back = await send(caller, plan_reservation_cancel(seat, reserved))
                        assert back["rt_cd"] == "0", (plan, back)
                        count += 1
    assert count == 2 * 18 + 3 * (1 + 2)
