"""Prints and quotes of the market as frames to those who registered them.

A manual price goes out when it is posted. A market that runs by itself is looked at again and again; each look sends what came
since the last one. After a jump of the clock it sends the newest messages only: a client wants the market, not its history. At
speed, however fast, nothing is left out.
"""

import contextlib
from collections import deque
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

from haero.broker.broker import Broker
from haero.kis import frames, notice, texts
from haero.kis.texts import fixed, yyyymmdd
from haero.market.listing.instruments import Instrument
from haero.market.prices.messages import Print, Quote
from haero.market.time.daytime import daytime
from haero.market.time.sessions import CalendarError, SessionKind
from haero.server.quotations.figures import day_change
from haero.server.websocket.subscriptions import Subscriptions, Watch
from haero.terms import KST, US_EXCHANGES, Exchange

MAX_MESSAGES = 20
"""Newest messages of one symbol that are sent after a jump of the clock."""
MOST_MESSAGES = 1_000
"""Newest messages of one symbol that any look sends."""
LOOK_BACK = timedelta(seconds=20)
"""How much market time one look goes through at most: more than that is a jump."""
DELAY = timedelta(minutes=frames.DELAY_MINUTES)
ALL_LEVELS = 10
_NO_DELAY = timedelta(0)

# Recorded twice before the open: 1, where the page says 2 (장전). After hours nothing is recorded: the page's 3 (장후).
_MARKET_TYPES = {SessionKind.AFTER: "3"}


class QuoteFeed:
    """Pushes the market of one broker."""

    def __init__(self, subscriptions: Subscriptions, free_levels: int = ALL_LEVELS) -> None:
        """`free_levels`, 10 or 1, are those of a free key's HDFSASP0."""
        self._watched = subscriptions.watched
        self._free_levels = free_levels

    def attach(self, broker: Broker) -> None:
        """Follows this broker's market from now on."""
        self._broker = broker
        self._seen = broker.market.seen(broker.market.clock.now())

    def posted(self, message: Print | Quote) -> None:
        """A price was put into the manual market."""
        watches = self._watched.get((message.exchange, message.symbol))
        if watches:
            instrument = self._broker.market.instrument(message.exchange, message.symbol)
            with contextlib.suppress(CalendarError):
                self._tell(instrument, watches.values(), [message])

    def look(self) -> None:
        """Sends what came since the last look, and the late frames that are due."""
        market = self._broker.market
        now = market.seen(market.clock.now())
        jumped = now - self._seen > LOOK_BACK
        since, most = (now - LOOK_BACK, MAX_MESSAGES) if jumped else (self._seen, MOST_MESSAGES)
        self._seen = max(self._seen, now)
        for (exchange, symbol), found in list(self._watched.items()):
            watches = list(found.values())
            for watch in watches:
                while watch.held and watch.held[0][0] <= now:
                    watch.send(watch.held.popleft()[1])
            instrument = market.instruments.get(exchange, symbol)
            if market.source.step is None or now <= since or instrument is None:
                continue
            for late, delay in ((False, _NO_DELAY), (True, DELAY)):
                concerned = [watch for watch in watches if watch.key.late is late]
                if concerned:
                    self._catch_up(instrument, concerned, since - delay, now - delay, most)

    def _catch_up(
        self, instrument: Instrument, watches: list[Watch], after: datetime, until: datetime, most: int
    ) -> None:
        with contextlib.suppress(CalendarError):  # a date that no calendar knows has no market
            newest = deque(self._broker.market.source.messages(instrument, after, until), maxlen=most)
            if newest:
                self._tell(instrument, watches, newest)

    def _tell(self, instrument: Instrument, watches: Iterable[Watch], messages: Iterable[Print | Quote]) -> None:
        in_daytime = [self._is_daytime(instrument.exchange, message.at) for message in messages]
        for watch in watches:
            mine = [m for m, there in zip(messages, in_daytime, strict=True) if there is watch.key.daytime]
            if watch.tr_id == frames.TRADES_TR:
                records = [self._trade(instrument, watch, m) for m in mine if isinstance(m, Print)]
                if records:
                    self._send(watch, frames.frame(watch.tr_id, records), mine[-1].at)
                continue
            for message in mine:
                if isinstance(message, Quote) and not _same(message, watch.shown):
                    self._send(watch, frames.frame(watch.tr_id, [self._book(instrument, watch, message)]), message.at)
                    watch.shown = message

    def _send(self, watch: Watch, frame: bytes, at: datetime) -> None:
        # A source that runs by itself is read 15 minutes behind; a posted price must be kept until it is due.
        if watch.key.late and self._broker.market.source.step is None:
            watch.held.append((at + DELAY, frame))
        else:
            watch.send(frame)

    def _is_daytime(self, exchange: Exchange, at: datetime) -> bool:
        if exchange not in US_EXCHANGES:
            return False
        return daytime(self._broker.market.sessions, exchange, at).position == "open"

    def _trade(self, instrument: Instrument, watch: Watch, trade: Print) -> str:
        """One HDFSCNT0 record."""
        market, at = self._broker.market, trade.at
        decimals = notice.IMPLIED_DECIMALS[watch.key.code.country]
        summary = market.source.summary(instrument, at)
        sign, difference, percent = day_change(summary)
        rate = texts.signed_rate(percent).strip()  # recorded as +0.11 and 0.00
        quote = market.source.quote(instrument, at)
        day = market.sessions.trading_date(instrument.exchange, at)
        _count(watch, trade, quote, day)
        session = market.sessions.at(instrument.exchange, at)
        values = self._times(watch, at) | {
            "TYMD": yyyymmdd(day),
            "OPEN": fixed(summary.open, decimals),
            "HIGH": fixed(summary.high, decimals),
            "LOW": fixed(summary.low, decimals),
            "LAST": fixed(trade.price, decimals),
            "SIGN": sign,
            "DIFF": fixed(difference, decimals),
            "RATE": rate,
            "PBID": fixed(quote.bid if quote else 0, decimals),
            "PASK": fixed(quote.ask if quote else 0, decimals),
            "VBID": str(quote.bid_size if quote else 0),
            "VASK": str(quote.ask_size if quote else 0),
            "EVOL": str(trade.size),
            "TVOL": str(summary.volume),
            "TAMT": str(int(summary.amount)),
            "BIVL": str(watch.bid_hit),
            "ASVL": str(watch.ask_hit),
            "STRN": fixed(Decimal(watch.ask_hit * 100) / watch.bid_hit if watch.bid_hit else 0, 2),
            "MTYP": _MARKET_TYPES.get(session.kind, "1") if session else "1",
        }
        return frames.record(watch.tr_id, values, decimals)

    def _book(self, instrument: Instrument, watch: Watch, quote: Quote) -> str:
        """One HDFSASP0 or HDFSASP1 record: as many levels as the TR has and the market knows, the rest zeros."""
        decimals = notice.IMPLIED_DECIMALS[watch.key.code.country]
        most = self._levels(watch)
        levels = self._broker.market.source.depth(instrument, quote.at, most)
        values = self._times(watch, quote.at) | {
            "BVOL": str(sum(level.bid_size for level in levels)),
            "AVOL": str(sum(level.ask_size for level in levels)),
            "BDVL": str(sum(level.bid_change for level in levels)),
            "ADVL": str(sum(level.ask_change for level in levels)),
        }
        for number, level in enumerate(levels, 1):
            values |= {
                f"PBID{number}": fixed(level.bid, decimals),
                f"PASK{number}": fixed(level.ask, decimals),
                f"VBID{number}": str(level.bid_size),
                f"VASK{number}": str(level.ask_size),
                f"DBID{number}": str(level.bid_change),
                f"DASK{number}": str(level.ask_change),
            }
        return frames.record(watch.tr_id, values, decimals, frames.ONE_LEVEL if most == 1 else None)

    def _levels(self, watch: Watch) -> int:
        if watch.tr_id == frames.ASIAN_BOOK_TR:
            return 1
        return self._free_levels if watch.key.text.startswith(frames.FREE) else ALL_LEVELS

    def _times(self, watch: Watch, at: datetime) -> dict[str, str]:
        """The fields that all quote frames begin with."""
        local, korean = self._broker.market.sessions.local_time(watch.exchange, at), at.astimezone(KST)
        return {
            "RSYM": watch.key.text,
            "SYMB": watch.key.symbol,
            "ZDIV": str(notice.IMPLIED_DECIMALS[watch.key.code.country]),
            "XYMD": yyyymmdd(local),
            "XHMS": f"{local:%H%M%S}",
            "KYMD": yyyymmdd(korean),
            "KHMS": f"{korean:%H%M%S}",
        }


def _same(quote: Quote, shown: Quote | None) -> bool:
    return shown is not None and (quote.bid, quote.bid_size, quote.ask, quote.ask_size) == (
        shown.bid,
        shown.bid_size,
        shown.ask,
        shown.ask_size,
    )


def _count(watch: Watch, trade: Print, quote: Quote | None, day: date) -> None:
    """Counts a trade for the side that it hit; one between the quotes for neither, as recorded."""
    if watch.day != day:
        watch.day, watch.bid_hit, watch.ask_hit = day, 0, 0
    if quote is not None and quote.bid and trade.price <= quote.bid:
        watch.bid_hit += trade.size
    elif quote is not None and trade.price >= quote.ask:
        watch.ask_hit += trade.size
