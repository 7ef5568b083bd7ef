"""Lists of orders and what an account holds: what differs between real and mock is decided here."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from haero.client.core.asked import korean_day, within
from haero.client.core.asking import Asker
from haero.client.core.cursor import Cursor, Fields
from haero.client.core.effects import Asking
from haero.client.orders.symbol import Ticker, as_ticker
from haero.client.results import moments
from haero.client.results.orders import Fill, OpenOrder
from haero.client.results.parameters import exchange_of
from haero.client.results.trading_questions import FILLS, OPEN_ORDERS, is_wanted
from haero.kis.replies import KisReply
from haero.kis.reply_types import InquireCcnlOutput, InquireNccsOutput
from haero.terms import KST, US_EXCHANGES, Environment, Exchange, Side

__all__ = ["FILLS", "asked_for", "open_orders"]


def asked_for(
    since: date | str | None,
    until: date | str | None,
    symbol: str | Ticker | None,
    exchange: Exchange | str | None,
    side: Side | str | None,
    state: str,
    mock: bool,
) -> tuple[Fields, Callable[[Fill], bool] | None]:
    """How to ask for orders: the fields, and what to look for among the rows where KIS does not (mock).

    Days are those of the exchange, which may still be at yesterday's: the usual question begins there, and keeps what is of today.
    """
    wanted = within(symbol, exchange)
    days: dict[str, datetime] = {}

    def fields(now: datetime) -> dict[str, Any]:
        today = korean_day(now)
        days["now"] = now
        first = since or date.fromordinal(today.toordinal() - 1)
        return {"since": first, "until": until or today, "side": side, "state": state, **wanted}

    def keep(row: Fill) -> bool:
        if since is None and not _of_this_day(row, days["now"]):
            return False
        if state == "filled" and not row.quantity:
            return False
        return not mock or _wanted(row, symbol, exchange, side)

    return fields, keep


def _of_this_day(row: Fill, now: datetime) -> bool:
    """Is an order of the trading day of its exchange?"""
    if row.exchange not in US_EXCHANGES:
        return row.at.astimezone(KST).date() == korean_day(now)
    return row.trade_date >= moments.us_trading_day(now)


def _wanted(row: Fill, symbol: str | Ticker | None, exchange: Exchange | str | None, side: Side | str | None) -> bool:
    if symbol is not None:
        ticker = as_ticker(symbol)
        if (row.symbol, row.exchange) != (ticker.symbol, ticker.exchange):
            return False
    return is_wanted(row, exchange=exchange, side=side)


def open_orders(asker: Asker, exchange: Exchange | str | None) -> "Cursor[OpenOrder] | OpenOnMock":
    """Where open orders are listed: on mock among all orders, for KIS has no list of them there."""
    if asker.profile.environment is Environment.REAL:
        return Cursor(asker, OPEN_ORDERS, {"exchange": exchange or Exchange.NASDAQ})
    return OpenOnMock(asker, None if exchange is None else exchange_of(exchange))


class OpenOnMock:
    """Open orders of mock: those of the order history that are still open, read as the list of real would show them."""

    def __init__(self, asker: Asker, exchange: Exchange | None) -> None:
        fields, _ = asked_for(None, None, None, None, None, "open", mock=True)
        self._cursor: Cursor[Fill] = Cursor(asker, FILLS, fields)
        self._exchange = exchange

    @property
    def ended(self) -> bool:
        """Is this the last page?"""
        return self._cursor.ended

    @property
    def reply(self) -> KisReply | None:
        """The last reply."""
        return self._cursor.reply

    def next_page(self) -> Asking[list[OpenOrder]]:
        """The next rows."""
        rows = yield from self._cursor.next_page()
        return [_as_open(row) for row in rows if row.open_quantity > 0 and self._meant(row)]

    def _meant(self, row: Fill) -> bool:
        return self._exchange is None or row.exchange is self._exchange


def _as_open(row: Fill) -> OpenOrder:
    known = {name: getattr(row.raw, name) for name in _SHARED}
    raw = InquireNccsOutput(
        **known,
        rvse_cncl_dvsn_cd=row.raw.rvse_cncl_dvsn,
        rvse_cncl_dvsn_cd_name=row.raw.rvse_cncl_dvsn_name,
        natn_cd=row.raw.tr_natn,
        natn_kor_name=row.raw.tr_natn_name,
        extra=row.raw.extra,
    )
    return OpenOrder(raw, row.head, row.received)


_SHARED = sorted(
    set(InquireNccsOutput.__struct_fields__) & set(InquireCcnlOutput.__struct_fields__) - {"extra", "shape"}
)
