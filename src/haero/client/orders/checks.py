"""The rules that an order must keep, as far as they are known without asking. Each returns what it checked, or raises BadOrder."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from operator import index

from haero.client.errors import BadOrder
from haero.client.orders.price import plain
from haero.client.orders.types import AnyKind, OddLot, Twap, Vwap
from haero.rules.lots import LEAST_VWAP, LotRule, fits, known_rule, nearest_quantities
from haero.rules.ticks import PriceLadder, nearest_prices, on_tick
from haero.terms import KST, Exchange, Side

MOST_SHARES = 9_999_999_999
"""ORD_QTY has ten digits."""

QUANTITY_KEPT = "quantity: whole shares"
TICK_KEPT = "tick: the price is on the exchange's ladder"
TICK_POSSIBLE = "tick: a ladder of the exchange takes the price (which one holds depends on the stock)"
LOT_KEPT = "lot: the exchange's"
LOT_GIVEN = "lot: the stock's own"
LOT_UNKNOWN = "lot: not checked, each stock has its own"
LOT_OF_REST = "lot: not checked, what is left of a holding may be sold"
VWAP_KEPT = f"least: {LEAST_VWAP} shares for VWAP"
TIMES_KEPT = "times: in a US session, the end behind the start"
START_KEPT = "times: the start is still ahead"

# The US trades through the Korean night, so its day turns at six in the morning: the regular session is over, in winter as well.
_TURN = 6 * 3600
_DAY = 24 * 3600
_FIRST_OPEN = (22 * 3600 + 1800 - _TURN) % _DAY
_LAST_END = (5 * 3600 + 55 * 60 - _TURN) % _DAY


def check_quantity(quantity: int) -> int:
    """Whole shares, 1 to ten digits. Raises BadOrder."""
    if type(quantity) is not int:
        quantity = _whole(quantity)
    if 0 < quantity <= MOST_SHARES:
        return quantity
    nearest = 1 if quantity <= 0 else MOST_SHARES
    raise BadOrder(f"a quantity is 1 to {MOST_SHARES} shares, not {quantity}", rule="quantity", nearest=(nearest,))


def _whole(quantity: object) -> int:
    if not isinstance(quantity, bool):
        try:
            return index(quantity)  # type: ignore[arg-type]
        except TypeError:
            pass
    raise BadOrder(f"a quantity is a whole number of shares (int), not {quantity!r}", rule="quantity")


def check_tick(price: Decimal, code: str, ladders: tuple[PriceLadder, ...]) -> str:
    """The price is on a ladder of the exchange. Raises BadOrder with the nearest prices that are."""
    for ladder in ladders:
        if on_tick(price, ladder):
            return TICK_KEPT if len(ladders) == 1 else TICK_POSSIBLE
    nearest = nearest_prices(price, ladders)
    texts = " or ".join(plain(one) for one in nearest)
    raise BadOrder(f"{plain(price)} is on no tick (호가단위) of {code}: {texts}", rule="tick", nearest=nearest)


def check_lot(exchange: Exchange, symbol: str, side: Side | None, quantity: int, own_lot: int | None) -> str:
    """The order unit. `own_lot` is the lot of the stock where the caller knows it. Raises BadOrder with the nearest quantities."""
    usual = known_rule(exchange, symbol)
    rule, kept = usual, LOT_KEPT
    if own_lot is not None and (
        usual is None or usual.step == usual.least
    ):  # the STAR board's rule is no matter of lots
        rule, kept = LotRule(own_lot, own_lot, usual is not None and usual.rests), LOT_GIVEN
    if rule is None:
        return LOT_UNKNOWN
    if fits(quantity, rule, side):
        return LOT_OF_REST if rule.rests and side is not Side.BUY else kept
    nearest = nearest_quantities(quantity, rule)
    lots = f"{rule.step}" if rule.step == rule.least else f"at least {rule.least}, then {rule.step}"
    texts = " or ".join(str(one) for one in nearest)
    odd = ". Less than a lot is sold with OddLot" if exchange is Exchange.HONG_KONG and side is Side.SELL else ""
    raise BadOrder(
        f"{quantity} shares of {symbol} are no whole lots (매매단위 {lots}): {texts}{odd}", rule="lot", nearest=nearest
    )


def check_odd_lot(symbol: str, quantity: int, own_lot: int | None) -> str:
    """An odd lot is less than a lot. Raises BadOrder."""
    if own_lot is None:
        return LOT_UNKNOWN
    if quantity < own_lot:
        return LOT_GIVEN
    rest = quantity % own_lot
    raise BadOrder(
        f"{quantity} shares of {symbol} are no odd lot: a lot is {own_lot}. Sell whole lots with Limit",
        rule="lot",
        nearest=(rest or own_lot - 1,) if own_lot > 1 else (),
    )


def check_size(
    kind: AnyKind, exchange: Exchange, symbol: str, side: Side | None, quantity: int, own_lot: int | None
) -> tuple[str, ...]:
    """All rules about the number of shares."""
    if isinstance(kind, OddLot):
        return QUANTITY_KEPT, check_odd_lot(symbol, quantity, own_lot)
    lot = check_lot(exchange, symbol, side, quantity, own_lot)
    if isinstance(kind, Vwap):
        if quantity < LEAST_VWAP:
            raise BadOrder(
                f"VWAP is for {LEAST_VWAP} shares or more, not {quantity}", rule="VWAP minimum", nearest=(LEAST_VWAP,)
            )
        return QUANTITY_KEPT, lot, VWAP_KEPT
    return QUANTITY_KEPT, lot


def check_times(kind: Twap | Vwap, now: datetime | None) -> tuple[str, ...]:
    """Start and end of the slices lie in a US regular session by a Korean clock, in this order; the start is not over.

    `now` is the broker's clock, or None: then it can't be said what is over.
    """
    if kind.start is None or kind.until == "close":
        return ()
    start, end = kind.start, kind.until
    first, last = _of_night(start), _of_night(end)
    if not _FIRST_OPEN <= first < _LAST_END or not _FIRST_OPEN < last <= _LAST_END:
        raise BadOrder(
            f"{hhmmss(start)} to {hhmmss(end)} is in no US regular session: from 22:30 or 23:30 to five minutes before 05:00 or "
            "06:00, in Korea",
            rule="slice times",
        )
    if first >= last or (isinstance(start, datetime) and isinstance(end, datetime) and not _same_night(start, end)):
        raise BadOrder(
            f"the end {hhmmss(end)} is not behind the start {hhmmss(start)}, in the same night", rule="slice times"
        )
    if now is None:
        return (TIMES_KEPT,)
    here = now.astimezone(KST)
    if first <= _of_night(here) if isinstance(start, time) else start <= here:
        raise BadOrder(
            f"START_TIME {hhmmss(start)} is over: it is {here:%H:%M:%S} in Korea, and KIS wants a time that is ahead "
            "(시작시간은 현재시간 이후)",
            rule="START_TIME",
        )
    if isinstance(start, datetime) and start - here >= timedelta(days=1):
        raise BadOrder(
            f"{start} is more than a day ahead: an order works in the session that is next or on", rule="slice times"
        )
    return TIMES_KEPT, START_KEPT


def hhmmss(at: time | datetime) -> str:
    """A time on a Korean clock, as KIS has it."""
    return at.strftime("%H%M%S")


def _of_night(at: time | datetime) -> int:
    """Seconds since the US day turned."""
    return (at.hour * 3600 + at.minute * 60 + at.second - _TURN) % _DAY


def _same_night(one: datetime, other: datetime) -> bool:
    """Whether two moments of a Korean clock lie in the same night of the US market."""
    turn = timedelta(seconds=_TURN)
    return (one - turn).date() == (other - turn).date()
