"""Looking for an order at the broker: what its lists of today say about one that may have been received."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from haero.client.core.asking import Asker
from haero.client.core.cursor import Cursor
from haero.client.core.effects import Asking
from haero.client.local.record import OrderRecord
from haero.client.orders.plan import PlanKind
from haero.client.results.orders import Fill, OpenOrder, Reservation
from haero.client.results.trading_questions import FILLS, OPEN_ORDERS, RESERVATIONS
from haero.terms import EXCHANGE_NAMES, KST, US_EXCHANGES, Action, Environment, Exchange

Seen = Fill | OpenOrder | Reservation
"""An order as the broker lists it."""

_SLACK = timedelta(seconds=2)
"""KIS writes whole seconds, and its Date header was made a moment before."""
_MARGIN = timedelta(days=2)
_UNPRICED = frozenset({"market_on_open", "market_on_close"})
_ACTIONS = {
    PlanKind.REVISE: Action.REVISE,
    PlanKind.DAYTIME_REVISE: Action.REVISE,
    PlanKind.CANCEL: Action.CANCEL,
    PlanKind.DAYTIME_CANCEL: Action.CANCEL,
}
_ABOUT_RESERVATIONS = frozenset({PlanKind.RESERVE, PlanKind.CANCEL_RESERVATION})


def action_of(content: Mapping[str, str]) -> Action:
    """What an order of this content does."""
    return _ACTIONS.get(PlanKind(content["kind"]), Action.NEW)


def number_of(row: Seen) -> str:
    """ODNO, or the number of a reservation; ten digits."""
    return row.number if isinstance(row, Reservation) else row.odno


class Looked(NamedTuple):
    """What a look found: rows that say what was asked for, and how many rows can't be read (each may be it as well)."""

    rows: list[Seen]
    unreadable: int


def look(asker: Asker, record: OrderRecord) -> Asking[Looked]:
    """Everything at the broker that may be this order: same content, and not from before it was sent.

    Raises NotOnMock where KIS's mock environment has no such list, and what a question raises.
    """
    kind, rows = PlanKind(record.content["kind"]), list[Seen]()
    before = None if record.server_at is None else record.server_at - _SLACK
    if kind in _ABOUT_RESERVATIONS:
        rows += yield from _reservations(asker, record, kind).every()
    else:
        rows += yield from _orders(asker, record).every()
        if asker.profile.environment is Environment.REAL and not any(_is_it(record, row, before) for row in rows):
            rows += yield from Cursor(asker, OPEN_ORDERS, {"exchange": _exchange(record)}).every()
    judged = [(row, _is_it(record, row, before)) for row in rows]
    return Looked([row for row, is_it in judged if is_it], sum(is_it is None for _, is_it in judged))


def _exchange(record: OrderRecord) -> Exchange | None:
    return EXCHANGE_NAMES.get(record.content["exchange"])


def _days(record: OrderRecord, now: datetime) -> dict[str, Any]:
    """The days in which the order can stand: the broker's lists go by dates of the exchange or of Korea, a day apart at most."""
    moments = [now, record.sent_at, *([] if record.server_at is None else [record.server_at])]
    return {
        "since": (min(moments) - _MARGIN).astimezone(KST).date(),
        "until": (max(now, record.server_at or now) + timedelta(days=1)).astimezone(KST).date(),
    }


def _orders(asker: Asker, record: OrderRecord) -> Cursor[Fill]:
    given = {"symbol": record.content["symbol"], "exchange": _exchange(record)}
    return Cursor(asker, FILLS, lambda now: _days(record, now) | given)


def _reservations(asker: Asker, record: OrderRecord, kind: PlanKind) -> Cursor[Reservation]:
    exchange = _exchange(record)

    def fields(now: datetime) -> dict[str, Any]:
        days = _days(record, now)
        if kind is PlanKind.CANCEL_RESERVATION:
            days["since"] = datetime.strptime(record.content["received"], "%Y%m%d").replace(tzinfo=KST).date()
        return days | {"exchange": exchange}

    return Cursor(asker, RESERVATIONS, fields, key="us" if exchange in US_EXCHANGES else "asia")


def _is_it(record: OrderRecord, row: Seen, before: datetime | None) -> bool | None:
    """Does a row say what was asked for, and is it not older? None where it can't be read."""
    try:
        return _same(record.content, row) and not _is_older(record, row, before) and bool(number_of(row))
    except (ValueError, ArithmeticError):
        return None


def _same(content: Mapping[str, str], row: Seen) -> bool:
    if content["kind"] == PlanKind.CANCEL_RESERVATION:
        return isinstance(row, Reservation) and row.number == content["original"] and row.cancelled
    action = Action.NEW if isinstance(row, Reservation) else row.action
    if row.symbol != content["symbol"] or action is not action_of(content):
        return False
    if action is not Action.NEW:
        if isinstance(row, Reservation) or row.original != content["original"]:
            return False
    elif row.side != content["side"]:
        return False
    if action is Action.CANCEL:
        return True
    quantity, price = (row.order_quantity, row.order_price) if isinstance(row, Fill) else (row.quantity, row.price)
    unpriced = content.get("type", "") in _UNPRICED
    return quantity == int(content["quantity"]) and (unpriced or price == Decimal(content["price"]))


def _is_older(record: OrderRecord, row: Seen, before: datetime | None) -> bool:
    """Is it from before the sending? Of a cancelled reservation the list says when it was made, not when it was cancelled."""
    return before is not None and record.content["kind"] != PlanKind.CANCEL_RESERVATION and row.at < before


def alike(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Could the same row be either of two orders? The lists show less than was asked for: no order type, no times."""
    if (one["kind"] in _ABOUT_RESERVATIONS) is not (other["kind"] in _ABOUT_RESERVATIONS):
        return False
    action = action_of(one)
    if action is not action_of(other) or one["symbol"] != other["symbol"]:
        return False
    if PlanKind.CANCEL_RESERVATION in (one["kind"], other["kind"]):
        return one["kind"] == other["kind"] and one["original"] == other["original"]
    if action is not Action.NEW:
        if one["original"] != other["original"]:
            return False
        if action is Action.CANCEL:
            return True
    elif one["side"] != other["side"]:
        return False
    try:
        if int(one["quantity"]) != int(other["quantity"]):
            return False
        unpriced = one.get("type") in _UNPRICED or other.get("type") in _UNPRICED
        return unpriced or Decimal(one["price"]) == Decimal(other["price"])
    except (ValueError, ArithmeticError):
        return True  # what can't be read may be anything


def is_about_reservations(content: Mapping[str, str]) -> bool:
    """Reservations and orders are numbered apart."""
    return content["kind"] in _ABOUT_RESERVATIONS
