"""From rows to messages: what one symbol's trades, bids and asks say about its market."""

import datetime as dt
from collections.abc import Iterable
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from haero.market.bounded import Bounded
from haero.market.listing.instruments import Instrument
from haero.market.listing.ticks import ladder_of
from haero.market.prices.messages import MAX_SIZE, Auction, Print, Quote, VolumeOnly
from haero.market.recording.tick_files import BID, CLOSING, OPENING, TRADE, VOLUME_ONLY
from haero.terms import ZERO

PRICES_KEPT = 10_000

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_AUCTIONS = {OPENING: Auction.OPEN, CLOSING: Auction.CLOSE}

RecordedRow = tuple[int, int, Decimal, int, int]
"""Microseconds since 1970, kind, price, size, mark."""


def moment(microseconds: int) -> dt.datetime:
    """The moment (UTC) so many microseconds after the start of 1970."""
    return _EPOCH + dt.timedelta(0, 0, microseconds)


class TapeReader:
    """Turns the rows of one symbol into messages, and remembers both sides of its market from page to page.

    A bid and an ask of the same time make one quote; one alone changes its side of the quote before. A price of 0 or a size of 0
    takes the side away. While the bid is not below the ask (the tapes of several venues lock and cross for moments), and while
    there is no ask, no quote comes out: the last good one stands.

    Until the first bid or ask, every print implies a quote: one tick below and one tick above it, with its size.
    """

    def __init__(self, instrument: Instrument) -> None:
        self._exchange, self._symbol = instrument.exchange, instrument.symbol
        self._ladder = ladder_of(instrument)
        self._bid = self._ask = ZERO
        self._bid_size = self._ask_size = 0
        self._implies = True
        self._around: Bounded[Decimal, tuple[Decimal, Decimal]] = Bounded(PRICES_KEPT)

    def read(self, rows: Iterable[RecordedRow]) -> tuple[list[Print | Quote], list[Quote], list[Print | VolumeOnly]]:
        """Messages, the quotes among them, and the trades with those that only count. Rows of one time come in one call."""
        messages: list[Print | Quote] = []
        quotes: list[Quote] = []
        trades: list[Print | VolumeOnly] = []
        exchange, symbol = self._exchange, self._symbol
        at, now, fresh = _EPOCH, -1, TRADE  # `fresh`: which side of the quote has changed and is not out yet
        for time, kind, price, size, mark in rows:
            if time != now:
                if fresh:
                    self._show(at, messages, quotes)
                    fresh = TRADE
                at, now = moment(time), time
            if kind == TRADE:
                if fresh:
                    self._show(at, messages, quotes)
                    fresh = TRADE
                if mark == VOLUME_ONLY:
                    trades.append(VolumeOnly(price, size, at))
                    continue
                trade = Print(exchange, symbol, price, size, at, _AUCTIONS[mark] if mark else None)
                messages.append(trade)
                trades.append(trade)
                if self._implies:
                    self._imply(trade, messages, quotes)
                continue
            if fresh == kind:
                self._show(at, messages, quotes)
                fresh = TRADE
            if kind == BID:
                self._bid, self._bid_size = price, size
            else:
                self._ask, self._ask_size = price, size
            if fresh:
                self._show(at, messages, quotes)
                fresh = TRADE
            else:
                fresh = kind
        if fresh:
            self._show(at, messages, quotes)
        return messages, quotes, trades

    def _show(self, at: dt.datetime, messages: list[Print | Quote], quotes: list[Quote]) -> None:
        bid, bid_size, ask, ask_size = self._bid, self._bid_size, self._ask, self._ask_size
        self._implies = False
        if not ask or not ask_size:
            return
        if not bid or not bid_size:
            bid, bid_size = ZERO, 0
        elif bid >= ask:
            return
        quote = Quote(self._exchange, self._symbol, bid, bid_size, ask, ask_size, at)
        messages.append(quote)
        quotes.append(quote)

    def _imply(self, trade: Print, messages: list[Print | Quote], quotes: list[Quote]) -> None:
        found = self._around.get(trade.price)
        if found is None:
            found = self._around[trade.price] = self._one_tick_around(trade.price)
        bid, ask = found
        size = min(trade.size, MAX_SIZE)
        quote = Quote(trade.exchange, trade.symbol, bid, size if bid else 0, ask, size, trade.at)
        messages.append(quote)
        quotes.append(quote)

    def _one_tick_around(self, price: Decimal) -> tuple[Decimal, Decimal]:
        """The prices on the ladder next to this one, which may lie between two steps. No bid below the ladder's start."""
        start, finest = self._ladder[0]
        up = max((rung for rung in self._ladder if rung[0] <= price), default=(start, finest))[1]
        down = max((rung for rung in self._ladder if rung[0] < price), default=(start, finest))[1]
        below = ((price / down).to_integral_value(ROUND_CEILING) - 1) * down
        above = ((price / up).to_integral_value(ROUND_FLOOR) + 1) * up
        return (below if below >= start else ZERO), above
