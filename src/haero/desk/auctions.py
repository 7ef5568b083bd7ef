"""The opening and the closing auction as an order meets them: until when it may come, be changed, and waits for its print."""

from datetime import datetime

import msgspec

from haero.desk.reasons import Reason, Refusal
from haero.terms import OrderType

ON_OPEN = frozenset({OrderType.MARKET_ON_OPEN, OrderType.LIMIT_ON_OPEN})
ON_CLOSE = frozenset({OrderType.MARKET_ON_CLOSE, OrderType.LIMIT_ON_CLOSE})
AUCTION_TYPES = ON_OPEN | ON_CLOSE
MARKET_TYPES = frozenset({OrderType.MARKET_ON_OPEN, OrderType.MARKET_ON_CLOSE})
"""Without a limit: their price is 0."""


class Auctions(msgspec.Struct, frozen=True):
    """The two auctions of a date. An order comes before `*_entry`, and is changed before `*_cancel`.

    The prints belong to `opens` and `closes`, but may be late: an order on the open waits until the close, one on the close until
    `close_deadline`.
    """

    open_entry: datetime
    open_cancel: datetime
    close_entry: datetime
    close_cancel: datetime
    opens: datetime
    closes: datetime
    close_deadline: datetime


def check_entry(kind: OrderType, auctions: Auctions | None, now: datetime) -> Auctions:
    """Raises TYPE_NOT_OFFERED where the exchange has no auctions, ENTRY_CLOSED after the cut-off."""
    if auctions is None:
        raise Refusal(Reason.TYPE_NOT_OFFERED, kind)
    cut_off = auctions.open_entry if kind in ON_OPEN else auctions.close_entry
    if now >= cut_off:
        raise Refusal(Reason.ENTRY_CLOSED, f"{kind} until {cut_off.isoformat()}")
    return auctions


def check_change(kind: OrderType, auctions: Auctions | None, now: datetime) -> None:
    """Raises ENTRY_CLOSED where an auction order can be changed no more. Other orders pass."""
    if kind not in AUCTION_TYPES or auctions is None:
        return
    cut_off = auctions.open_cancel if kind in ON_OPEN else auctions.close_cancel
    if now >= cut_off:
        raise Refusal(Reason.ENTRY_CLOSED, f"{kind} could be changed until {cut_off.isoformat()}")


def expiry(kind: OrderType, auctions: Auctions) -> datetime:
    """When an auction order that met no print of its auction ends."""
    return auctions.closes if kind in ON_OPEN else auctions.close_deadline
