"""Orders of every exchange, side, type and environment: planned, read back by the server's own code, and taken by a haero."""

from datetime import datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from haero.client.errors import BadOrder
from haero.client.orders.placing import plan_daytime, plan_order
from haero.client.orders.plan import Plan, PlanKind
from haero.client.orders.seat import Seat
from haero.client.orders.types import AnyKind, Limit, MarketOnClose, Twap, Vwap
from haero.kis import matrix, words
from haero.kis.errors import KisRefusal
from haero.kis.request_types import DaytimeOrderRequest, OrderRequest
from haero.kis.transactions import TRANSACTIONS
from haero.terms import KST, US_EXCHANGES, Environment, Exchange, OrderType, Side
from tests.client.orders.planned import MOCK, REAL, SEATS, STOCKS, kinds, read_back, seated, send, shows_no_account

CELLS = [
    (environment, exchange, side, kind)
    for environment in Environment
    for exchange in Exchange
    for side in Side
    for kind in kinds(STOCKS[exchange].price)
]


def planned(environment: Environment, exchange: Exchange, side: Side, kind: AnyKind) -> Plan:
    stock = STOCKS[exchange]
    return plan_order(SEATS[environment], side, stock.symbol, stock.lot, kind)


def test_a_plan_is_made_exactly_where_the_matrix_takes_the_order() -> None:
    made = 0
    for environment, exchange, side, kind in CELLS:
        (tr,) = [
            one
            for one in TRANSACTIONS
            if (one.api_id, one.environment, one.side) == (matrix.ORDER_API_ID, environment.value, side.value)
            and one.country == words.CODES[exchange].country
        ]
        code, division = words.CODES[exchange].order_code, words.DIVISIONS[kind.type]
        try:
            plan = planned(environment, exchange, side, kind)
        except BadOrder as refused:
            assert refused.rule == "order type"  # noqa: PT017 - which of the two it is, the table says
            with pytest.raises(KisRefusal):
                matrix.check_order(tr, code, division, "", "", "", "02")
            continue
        made += 1
        assert read_back(plan) == tr
        form = plan.body
        assert isinstance(form, OrderRequest)
        read = matrix.check_order(
            tr,
            form.OVRS_EXCG_CD,
            form.ORD_DVSN,
            form.SLL_TYPE,
            form.START_TIME,
            form.END_TIME,
            form.ALGO_ORD_TMD_DVSN_CD,
        )
        assert words.ORDER_TYPES[read] is kind.type
        assert code == form.OVRS_EXCG_CD
        assert (form.OVRS_ORD_UNPR == "0") is (kind.limit is None)
        assert shows_no_account(plan)
    assert made == 3 * (5 + 7) + 1 + 12 + 18  # US, HK's odd lots, the limits of Asia; the limits of mock


@pytest.mark.parametrize("exchange", Exchange)
@pytest.mark.parametrize("side", Side)
def test_the_field_of_the_order_type_is_left_out_where_the_page_says_so(exchange: Exchange, side: Side) -> None:
    form = planned(Environment.REAL, exchange, side, Limit(STOCKS[exchange].price)).body
    assert isinstance(form, OrderRequest)
    needed = exchange in US_EXCHANGES or (exchange is Exchange.HONG_KONG and side is Side.SELL)
    assert ("00" if needed else "") == form.ORD_DVSN
    assert ("00" if side is Side.SELL else "") == form.SLL_TYPE
    assert ("0", REAL.phone) == (form.ORD_SVR_DVSN_CD, form.CTAC_TLNO)


def test_a_plain_limit_order_field_by_field() -> None:
    plan = plan_order(Seat("real", "81234567", "01"), Side.BUY, "NYSE:BRK.B", 10, "490")
    assert plan.encoded() == (
        b'{"CANO":"81234567","ACNT_PRDT_CD":"01","OVRS_EXCG_CD":"NYSE","PDNO":"BRK/B","ORD_QTY":"10","OVRS_ORD_UNPR":"490.00",'
        b'"ORD_SVR_DVSN_CD":"0","ORD_DVSN":"00"}'
    )
    assert (plan.kind, plan.method, plan.tr_id, plan.path) == (
        PlanKind.ORDER, "POST", "TTTT1002U", "/uapi/overseas-stock/v1/trading/order",
    )  # fmt: skip
    assert (plan.side, plan.type, plan.quantity, plan.price) == (Side.BUY, OrderType.LIMIT, 10, Decimal(490))


def test_slices_carry_their_times() -> None:
    now = datetime(2026, 11, 20, 23, 40, tzinfo=KST)
    kind = Vwap("100", start=time(23, 45), until=time(4, 30))
    form = plan_order(REAL, Side.BUY, "AAPL", 100, kind, now=now).body
    assert isinstance(form, OrderRequest)
    assert (form.ORD_DVSN, form.ALGO_ORD_TMD_DVSN_CD, form.START_TIME, form.END_TIME) == (
        "36",
        "00",
        "234500",
        "043000",
    )
    to_close = plan_order(REAL, Side.BUY, "AAPL", 100, Twap("100"))
    assert isinstance(to_close.body, OrderRequest)
    assert (to_close.body.ALGO_ORD_TMD_DVSN_CD, to_close.body.START_TIME) == ("02", "")
    contents = [plan_order(REAL, Side.BUY, "AAPL", 100, one).content for one in (kind, Vwap("100"), Twap("100"))]
    assert [(one["start"], one["until"]) for one in contents] == [
        ("234500", "043000"),
        ("now", "close"),
        ("now", "close"),
    ]


@pytest.mark.parametrize(
    ("seat", "symbol", "quantity", "kind", "rule", "nearest"),
    [
        (REAL, "AAPL", 10, "185.205", "tick", ("185.20", "185.21")),
        (REAL, "AAPL", 10, 185.2, "price", ()),
        (REAL, "AAPL", 0, "185.20", "quantity", (1,)),
        (REAL, "AAPL", 9, Vwap("185.20"), "VWAP minimum", (10,)),
        (REAL, "TKSE:7203", 150, "2700", "lot", (100, 200)),
        (REAL, "AAPL", 1, "market", "order type", ()),
        (MOCK, "AAPL", 10, Twap("185.20"), "order type", ()),
        (MOCK, "AAPL", 10, MarketOnClose(), "order type", ()),
        (REAL, "700", 10, "185.20", "exchange", ()),
    ],
)  # fmt: skip
def test_what_is_refused_names_the_rule_and_the_nearest(
    seat: Seat, symbol: str, quantity: int, kind: Any, rule: str, nearest: tuple[Any, ...]
) -> None:
    with pytest.raises(BadOrder) as caught:
        plan_order(seat, Side.BUY, symbol, quantity, kind)
    assert caught.value.rule == rule
    assert caught.value.nearest == tuple(Decimal(one) for one in nearest)


def test_daytime_orders_are_us_limits_on_the_real_account() -> None:
    for environment, exchange, side, kind in CELLS:
        stock = STOCKS[exchange]
        if environment is Environment.REAL and exchange in US_EXCHANGES and kind.type is OrderType.LIMIT:
            plan = plan_daytime(SEATS[environment], side, stock.symbol, stock.lot, kind)
            assert read_back(plan).side == side.value
            assert isinstance(plan.body, DaytimeOrderRequest)
            assert (plan.kind, plan.content["kind"], plan.body.ORD_DVSN) == (PlanKind.DAYTIME, "daytime", "00")
            assert shows_no_account(plan)
        else:
            with pytest.raises(BadOrder) as caught:
                plan_daytime(SEATS[environment], side, stock.symbol, stock.lot, kind)
            assert caught.value.rule in {"daytime", "order type"}


BOTH = tuple(Environment)
MORNING = "2026-11-20T11:25:00+09:00"


@pytest.mark.parametrize(
    ("moment", "environments", "us", "count"),
    [
        ("2026-11-20T22:00:00+09:00", BOTH[:1], True, 3 * (5 + 7)),  # before both auctions; mock has no pre-market
        ("2026-11-21T00:30:00+09:00", BOTH[1:], True, 6),
        (MORNING, BOTH, False, 1 + 12 + 12),
    ],
)
async def test_haero_takes_what_is_planned(
    moment: str, environments: tuple[Environment, ...], us: bool, count: int, tmp_path: Path
) -> None:
    taken = 0
    async with seated(tmp_path / "d", moment) as doors:
        for environment, exchange, side, kind in sorted(
            CELLS, key=lambda cell: cell[2]
        ):  # buys first: sells need shares
            if environment not in environments or (exchange in US_EXCHANGES) is not us:
                continue
            caller, seat = doors[environment]
            stock = STOCKS[exchange]
            quantity = 1 if kind.type is OrderType.ODD_LOT_LIMIT else stock.lot * (10 if side is Side.BUY else 1)
            try:
                plan = plan_order(seat, side, stock.symbol, quantity, kind)
            except BadOrder:
                continue
            answer = await send(caller, plan)
            assert answer["rt_cd"] == "0", (plan, answer)
            taken += 1
    assert taken == count


async def test_haero_takes_planned_daytime_orders(tmp_path: Path) -> None:
    async with seated(tmp_path / "d", MORNING) as doors:
        caller, seat = doors[Environment.REAL]
        for exchange in sorted(US_EXCHANGES):
            plan = plan_daytime(seat, Side.BUY, STOCKS[exchange].symbol, 10, STOCKS[exchange].price)
            assert (await send(caller, plan))["rt_cd"] == "0"
