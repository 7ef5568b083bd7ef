"""Which TR an order takes, and which order types that TR knows."""

from functools import cache
from typing import NamedTuple

from haero.client.errors import BadOrder
from haero.client.orders import types
from haero.client.orders.types import AnyKind
from haero.kis.order_table import ORDER_DIVISIONS, ORDER_MARKETS, ORDER_TRS, OrderTr
from haero.rules.ticks import LADDERS, PriceLadder
from haero.terms import CURRENCY_OF, US_EXCHANGES, Currency, Environment, Exchange, OrderType, Side

ORDER, CHANGE = "order", "order-rvsecncl"
RESERVE, CANCEL_RESERVATION = "order-resv", "order-resv-ccnl"
DAYTIME, CHANGE_DAYTIME = "daytime-order", "daytime-order-rvsecncl"
SELLS_ONLY = frozenset({OrderType.MARKET_ON_OPEN, OrderType.MARKET_ON_CLOSE})
US_DIGITS = 2  # dollars are written with their cents

_CLASSES: dict[OrderType, str] = {
    kind.type: kind.__name__
    for kind in (
        types.Limit,
        types.MarketOnOpen,
        types.LimitOnOpen,
        types.MarketOnClose,
        types.LimitOnClose,
        types.Twap,
        types.Vwap,
        types.OddLot,
    )
}


class Way(NamedTuple):
    """How orders of one exchange, side and environment go out at one API.

    `divisions` are the order types that are taken, each with its ORD_DVSN ("" where the TR has no such field). `checked` says, by
    order type, in words what was looked at.
    """

    tr_id: str
    path: str
    code: str
    country: str
    product_type: str
    currency: Currency
    ladders: tuple[PriceLadder, ...]
    digits: int
    divisions: dict[OrderType, str]
    what: str
    checked: dict[OrderType, str]
    environment: Environment

    def division(self, kind: AnyKind) -> str:
        """ORD_DVSN of an order type. Raises BadOrder: says what is taken instead."""
        found = self.divisions.get(kind.type)
        if found is None:
            raise self._not_offered(kind.type)
        return found

    def _not_offered(self, kind: OrderType) -> BadOrder:
        offered = ", ".join(_CLASSES[one] for one in self.divisions)
        if self.environment is Environment.MOCK:
            why = "the mock account takes limit orders only"
        elif kind in SELLS_ONLY and OrderType.LIMIT_ON_CLOSE in self.divisions:
            why = "orders without a limit only sell"
        elif kind is OrderType.ODD_LOT_LIMIT:
            why = "odd lots are sold, on SEHK alone"
        else:
            why = "KIS has no such order there"
        return BadOrder(f"{_CLASSES[kind]} is not taken for {self.what}: {why}. Taken: {offered}", rule="order type")


@cache
def way_of(api: str, environment: Environment, exchange: Exchange, side: Side) -> Way:
    """The way of a new order: `api` is ORDER, RESERVE or DAYTIME. Raises BadOrder where there is none."""
    market = ORDER_MARKETS[exchange]
    is_us = exchange in US_EXCHANGES
    if api == DAYTIME:
        check_daytime(environment, exchange)
    key = "asia" if api == RESERVE and not is_us else f"{market.country}_{side.value}"
    tr = ORDER_TRS[environment.value, api, key]
    by_code = {code: kind for kind, code in ORDER_DIVISIONS.items()}
    divisions = {by_code[code]: code for code in tr.divisions} or {OrderType.LIMIT: ""}
    name = {ORDER: "orders", RESERVE: "reservations", DAYTIME: "daytime orders"}[api]
    what = f"{side.value} {name} on {market.code} ({environment.value})"
    return Way(
        tr.tr_id,
        tr.path,
        market.code,
        market.country,
        market.product_type,
        CURRENCY_OF[exchange],
        LADDERS[exchange],
        US_DIGITS if is_us else 0,
        divisions,
        what,
        {kind: f"order type: {_CLASSES[kind]} is taken for {what}" for kind in divisions},
        environment,
    )


def check_daytime(environment: Environment, exchange: Exchange) -> None:
    """Raises BadOrder where there is no daytime session."""
    if exchange not in US_EXCHANGES:
        raise BadOrder(
            f"daytime orders are for NASD, NYSE and AMEX, not {ORDER_MARKETS[exchange].code}", rule="daytime"
        )
    if environment is Environment.MOCK:
        raise BadOrder("the mock account has no daytime orders: they are on the real account only", rule="daytime")


def change_tr(environment: Environment, exchange: Exchange, *, daytime: bool, revise: bool) -> OrderTr:
    """The TR that revises or cancels. Raises BadOrder where orders can only be cancelled, or where there is no daytime session."""
    if daytime:
        check_daytime(environment, exchange)
    country = ORDER_MARKETS[exchange].country
    api = CHANGE_DAYTIME if daytime else CHANGE
    found = ORDER_TRS.get((environment.value, api, country))
    if found is not None:
        return found
    if revise:
        code = ORDER_MARKETS[exchange].code
        raise BadOrder(f"KIS has no revision for {code}: cancel the order and place another one", rule="revision")
    return ORDER_TRS[environment.value, api, f"{country}_cancel"]
