from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from haero.client.errors import BadOrder
from haero.client.orders.changing import number_text, plan_cancel, plan_revise
from haero.client.orders.placing import plan_daytime, plan_order
from haero.client.orders.plan import Original, Plan, PlanKind
from haero.client.orders.types import Limit, LimitOnClose, MarketOnClose
from haero.kis.request_types import DaytimeOrderRvsecnclRequest, OrderRvsecnclRequest
from haero.terms import US_EXCHANGES, ZERO, Currency, Environment, Exchange, OrderType, Side
from tests.client.orders.planned import MOCK, REAL, SEATS, STOCKS, read_back, seated, send, shows_no_account

REVISABLE = US_EXCHANGES | {Exchange.HONG_KONG, Exchange.TOKYO}


def original(exchange: Exchange, **changes: Any) -> Original:
    stock = STOCKS[exchange]
    symbol = {Exchange.HONG_KONG: "00700"}.get(exchange, stock.symbol.split(":")[1])
    return Original(exchange, symbol, "4336", stock.lot * 3, Decimal(stock.price))._replace(**changes)


def fields(plan: Plan) -> tuple[str, ...]:
    form = plan.body
    assert isinstance(form, OrderRvsecnclRequest | DaytimeOrderRvsecnclRequest)
    return form.ORGN_ODNO, form.RVSE_CNCL_DVSN_CD, form.ORD_QTY, form.OVRS_ORD_UNPR, form.ORD_SVR_DVSN_CD


@pytest.mark.parametrize("environment", Environment)
@pytest.mark.parametrize("exchange", Exchange)
def test_every_exchange_cancels_and_some_revise(environment: Environment, exchange: Exchange) -> None:
    order, price = original(exchange), STOCKS[exchange].price
    cancel = plan_cancel(SEATS[environment], order)
    assert read_back(cancel).environment == environment
    assert fields(cancel) == ("0000004336", "02", str(order.quantity), "0", "0")
    assert (cancel.kind, cancel.price, cancel.cost) == (PlanKind.CANCEL, None, ZERO)
    assert shows_no_account(cancel)
    if exchange not in REVISABLE:
        with pytest.raises(BadOrder, match="cancel the order and place another one") as caught:
            plan_revise(SEATS[environment], order, price)
        assert caught.value.rule == "revision"
        return
    revise = plan_revise(SEATS[environment], order, price, STOCKS[exchange].lot)
    assert read_back(revise).tr_id == cancel.tr_id
    assert fields(revise) == ("0000004336", "01", str(STOCKS[exchange].lot), price, "0")
    assert (revise.kind, revise.quantity, revise.price) == (PlanKind.REVISE, STOCKS[exchange].lot, Decimal(price))
    assert revise.cost == Decimal(price) * STOCKS[exchange].lot
    assert shows_no_account(revise)


def test_orders_of_the_daytime_session_are_changed_there() -> None:
    order = original(Exchange.AMEX, daytime=True)
    revise, cancel = plan_revise(REAL, order, "501"), plan_cancel(REAL, order)
    for plan in (revise, cancel):
        assert plan.tr_id == "TTTS6038U"
        assert read_back(plan).tr_id == "TTTS6038U"
        assert b'"MGCO_APTM_ODNO":""' in plan.encoded()  # the key is required, its value may be empty
    assert (revise.kind, cancel.kind) == (PlanKind.DAYTIME_REVISE, PlanKind.DAYTIME_CANCEL)
    assert fields(revise) == ("0000004336", "01", "30", "501.00", "0")
    for seat, wrong in ((MOCK, order), (REAL, original(Exchange.TOKYO, daytime=True))):
        with pytest.raises(BadOrder) as caught:
            plan_cancel(seat, wrong)
        assert caught.value.rule == "daytime"


@pytest.mark.parametrize(
    ("changes", "price", "quantity", "rule", "nearest"),
    [
        ({}, "100.055", None, "tick", ("100.05", "100.06")),
        ({}, 100.5, None, "price", ()),
        ({}, "0", None, "price", ()),
        ({}, "100", 31, "quantity", ("30",)),
        ({}, "100", 0, "quantity", ("1",)),
        ({}, "market", None, "order type", ()),
        ({}, MarketOnClose(), None, "revision", ()),
        ({}, LimitOnClose("100"), None, "revision", ()),
        ({"type": OrderType.TWAP}, "100", None, "revision", ()),
        ({"type": OrderType.VWAP}, "100", None, "revision", ()),
        ({"type": OrderType.MARKET_ON_OPEN}, "100", None, "revision", ()),
        ({"number": "12345678901"}, "100", None, "order number", ()),
        ({"number": ""}, "100", None, "order number", ()),
    ],
)
def test_revisions_that_are_refused(
    changes: dict[str, Any], price: Any, quantity: int | None, rule: str, nearest: tuple[str, ...]
) -> None:
    with pytest.raises(BadOrder) as caught:
        plan_revise(REAL, original(Exchange.NASDAQ, **changes), price, quantity)
    assert caught.value.rule == rule
    assert caught.value.nearest == tuple(Decimal(one) for one in nearest)


def test_a_revision_keeps_lots_but_for_what_was_left() -> None:
    toyota = original(Exchange.TOKYO, quantity=350)
    assert plan_revise(REAL, toyota, "2701").quantity == 350  # all that is open, whatever that is
    with pytest.raises(BadOrder) as caught:
        plan_revise(REAL, toyota, "2701", 150)
    assert (caught.value.rule, caught.value.nearest) == ("lot", (100, 200))


def test_a_revision_takes_a_price_or_the_type_the_order_has() -> None:
    order = original(Exchange.NASDAQ)
    assert plan_revise(REAL, order, Limit("101")).content == plan_revise(REAL, order, 101).content
    closing = plan_revise(REAL, order._replace(type=OrderType.LIMIT_ON_CLOSE), LimitOnClose("101"))
    assert (closing.price, closing.type) == (Decimal(101), OrderType.LIMIT_ON_CLOSE)


@pytest.mark.parametrize("number", ["4336", "0000004336", " 4336"])
def test_numbers_go_back_with_ten_digits(number: str) -> None:
    assert number_text(number) == "0000004336"


@pytest.mark.parametrize("number", ["", "0", "0000000000", "12a", "-1", "١٢", "00000004336"])
def test_what_is_no_number(number: str) -> None:
    with pytest.raises(BadOrder, match="no order number"):
        number_text(number)


def of(plan: Plan, answer: dict[str, Any], **changes: Any) -> Original:
    assert answer["rt_cd"] == "0", (plan, answer)
    number = answer["output"]["ODNO"]
    return Original(*plan.ticker, number, plan.quantity, plan.price, side=plan.side, type=plan.type)._replace(**changes)


async def test_haero_revises_and_cancels_what_was_planned(tmp_path: Path) -> None:
    async with seated(tmp_path / "d", "2026-11-20T11:25:00+09:00") as doors:
        for environment, (caller, seat) in doors.items():
            low = {Exchange.TOKYO: ("2500", "2510"), Exchange.HONG_KONG: ("490", "491"), Exchange.HANOI: ("32000", "")}
            for exchange, (first, second) in low.items():
                placed = plan_order(seat, Side.BUY, STOCKS[exchange].symbol, 300, first)
                order = of(placed, await send(caller, placed))
                if second:
                    revise = plan_revise(seat, order, second)
                    order = of(revise, await send(caller, revise))
                answer = await send(caller, plan_cancel(seat, order))
                assert answer["rt_cd"] == "0", (environment, exchange, answer)
        caller, seat = doors[Environment.REAL]
        placed = plan_daytime(seat, Side.BUY, "AAPL", 10, "90")
        order = of(placed, await send(caller, placed), daytime=True)
        revise = plan_revise(seat, order, "91")
        order = of(revise, await send(caller, revise), daytime=True)
        assert (await send(caller, plan_cancel(seat, order)))["rt_cd"] == "0"
        assert plan_cancel(seat, order).currency is Currency.USD
