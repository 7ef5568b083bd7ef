"""A seeded market in every listed symbol (`--market synthetic`).

Random access: the price of any second is a pure function of seed, exchange, symbol, base price and second, so nothing
is walked through and nothing has to be stored. Quotes stand on a one-second grid while a session is open; about 40 %
of the seconds have one print at the quote of that second, fewer in the pre- and after-market. The first and the last
print of the US regular session are those of its auctions.
"""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from hashlib import blake2b

from haero.market.bounded import Bounded
from haero.market.listing.bands import LIMITED, Band
from haero.market.listing.instruments import Instrument
from haero.market.prices.activity import Activity, Run, size
from haero.market.prices.bars import Bar
from haero.market.prices.candles import Candles
from haero.market.prices.daily_limits import Limits
from haero.market.prices.day import Day, Symbol, Totals, cents, runs_of, shares_of, symbol_of, whole
from haero.market.prices.depth import BookSide, DepthLevel, book, sides
from haero.market.prices.messages import Print, Quote, Summary
from haero.market.prices.spread import Touch, ceil_to, floor_to, inside, touch, within
from haero.market.prices.walk import MAX_VOLATILITY, USUAL_VOLATILITY, Walk, draw
from haero.market.time.daytime import daytime, next_opening
from haero.market.time.sessions import CalendarError, Session, SessionBook, SessionKind
from haero.terms import US_EXCHANGES, ZERO, Exchange

_SECOND = dt.timedelta(seconds=1)
_DAY = dt.timedelta(days=1)
_MIDNIGHT = dt.time()
# Lots shown at the best prices; in thin sessions at most five.
_LOTS, _THIN_LOTS = 20, 5
# Shares in a shown lot where the exchange has none.
_ROUND_LOT = 100
# Of 256 draws: prints at the bid, at the ask, and the rest inside where there is room.
_AT_BID, _AT_ASK = 115, 230
_SYMBOLS_KEPT, _MINUTES_KEPT, _DAYS_KEPT, _CLOSES_KEPT = 16384, 8192, 8192, 16384
# A year of daily bars of every built-in symbol; about 0.7 kB each.
_BARS_KEPT = 40_000


class SyntheticSource:
    """Price source made of a seed. Instruments without a base price have no quotes, no prints and an empty summary.

    Dates outside the calendars raise CalendarError, as the session book says.
    """

    step: dt.timedelta | None = _SECOND
    costly = True

    def __init__(self, seed: int, sessions: SessionBook, volatility: Decimal = USUAL_VOLATILITY) -> None:
        """`volatility` is a year's, as a fraction: above 0, at most MAX_VOLATILITY."""
        assert 0 < volatility <= MAX_VOLATILITY, "settings check it"
        self._seed, self._volatility = seed, volatility
        self._sessions = sessions
        self._walk = Walk()
        self._tape = Activity()
        self._symbols: Bounded[tuple[Exchange, str], Symbol] = Bounded(_SYMBOLS_KEPT)
        self._flavours: Bounded[tuple[bytes, int], bytes] = Bounded(_MINUTES_KEPT)
        self._days: Bounded[tuple[bytes, dt.date], Day] = Bounded(_DAYS_KEPT)
        self._closes: Bounded[tuple[bytes, dt.date], tuple[Decimal, int]] = Bounded(_CLOSES_KEPT)
        self._bars: Bounded[tuple[bytes, dt.date], Bar] = Bounded(_BARS_KEPT)
        self._candles = Candles(self._walk, self._tape, self._print_price)
        self._limits = Limits(sessions, self._closing)

    def quote(self, instrument: Instrument, at: dt.datetime) -> Quote | None:
        """The quote of the moment's second; None while the exchange is closed and has no daytime session (주간거래) either."""
        session = self._open(instrument.exchange, at)
        symbol = self._symbol(instrument)
        if session is None or symbol.base <= 0:
            return None
        return self._quote(symbol, int(at.timestamp()), session.kind is not SessionKind.REGULAR)

    def summary(self, instrument: Instrument, at: dt.datetime) -> Summary:
        """The trading day up to the moment. High and low may lie a few ticks outside the prints; see `day`."""
        symbol = self._symbol(instrument)
        if symbol.base <= 0:
            return Summary(None, ZERO, ZERO, ZERO, ZERO, 0, 0, ZERO)
        date = self._sessions.trading_date(instrument.exchange, at)
        day = self._day(symbol, date)
        previous = self._sessions.previous_business_day(instrument.exchange, date)
        previous_close, previous_volume = self._close(symbol, previous)
        if instrument.exchange in LIMITED:
            previous_close = self._limits.base(symbol, date)
        second = int(at.timestamp())
        totals = day.totals(second)
        regular = next((run for run in day.runs if run.kind is SessionKind.REGULAR), day.runs[0])
        opening = regular if regular.opens * 60 <= second else day.runs[0]
        reach = self._reach(symbol, totals, day.runs[0])
        return Summary(
            last=self._last(symbol, day, second),
            open=self._print_price(symbol, opening.opens * 60, opening.thin),
            high=reach.ask,
            low=reach.bid,
            previous_close=previous_close,
            previous_volume=previous_volume,
            volume=totals.volume,
            amount=cents(totals.amount),
        )

    def daily(self, instrument: Instrument, until: dt.datetime, count: int) -> list[Bar]:
        """Daily bars; high, low and amount are those of the summary. They end where the calendar begins."""
        symbol = self._symbol(instrument)
        found: list[Bar] = []
        for date, sessions in self._dates(symbol, until):
            if len(found) >= count:
                break
            over = found or until >= sessions[-1].closes
            found.append(self._bar(symbol, date, sessions) if over else self._bar_so_far(symbol, sessions, until))
        return found[::-1]

    def minutes(self, instrument: Instrument, until: dt.datetime, count: int, per: int) -> list[Bar]:
        """Bars of the prints; see `candles`."""
        symbol = self._symbol(instrument)
        found: list[Bar] = []
        second = int(until.timestamp())
        for date, sessions in self._dates(symbol, until):
            if len(found) >= count:
                break
            midnight = int(self._sessions.instant(instrument.exchange, date, _MIDNIGHT).timestamp()) // 60
            found += self._candles.bars(symbol, runs_of(sessions), midnight, per, second, count - len(found))
        return found[::-1]

    def depth(self, instrument: Instrument, at: dt.datetime, count: int) -> list[DepthLevel]:
        """The book of the moment's second, compared with the second before; see `depth`."""
        now = self._sides(instrument, at, count)
        return [] if now is None else book(now, self._sides(instrument, at - _SECOND, count) or ([], []))

    def messages(self, instrument: Instrument, after: dt.datetime, until: dt.datetime) -> Iterator[Print | Quote]:
        """Each second of (after, until] in which the exchange or its daytime session is open: its quote, then its print, if any.

        Daytime trades are no part of the exchange's day: bars, summary and volume leave them out.
        """
        symbol = self._symbol(instrument)
        if symbol.base <= 0:
            return
        second, end = int(after.timestamp()) + 1, int(until.timestamp())
        while second <= end:
            moment = dt.datetime.fromtimestamp(second, dt.UTC)
            session = self._open(instrument.exchange, moment)
            if session is None:
                boundary = self._sessions.next_boundary(instrument.exchange, moment)
                second = int(min(boundary, next_opening(moment)).timestamp())
                continue
            (run,) = runs_of((session,))
            stop = min(end + 1, run.closes * 60)
            yield from self._stretch(symbol, run, second, stop)
            second = stop

    def upcoming(self, instrument: Instrument, after: dt.datetime) -> dt.datetime | None:
        """The next second while the exchange or its daytime session is open, else their next opening."""
        if self._symbol(instrument).base <= 0:
            return None
        exchange, moment = instrument.exchange, dt.datetime.fromtimestamp(int(after.timestamp()) + 1, dt.UTC)
        try:
            if self._open(exchange, moment) is not None:
                return moment
            return min(self._sessions.next_boundary(exchange, moment), next_opening(moment))
        except CalendarError:  # for `messages` to raise, when its moment has come
            return moment

    def marks_auctions(self, instrument: Instrument) -> bool:
        """In the US: the first and the last print of the regular session, 9:30:00 and 15:59:59. Elsewhere none is."""
        return instrument.exchange in US_EXCHANGES

    def _open(self, exchange: Exchange, moment: dt.datetime) -> Session | None:
        """The session that is open; the daytime one, as thin as pre-market, where the exchange's own is not."""
        session = self._sessions.at(exchange, moment)
        if session is None and (found := daytime(self._sessions, exchange, moment)).position == "open":
            closes = min(found.closes, self._sessions.next_boundary(exchange, moment))
            return Session(exchange, SessionKind.PRE, found.date, found.opens, closes)
        return session

    def _stretch(self, symbol: Symbol, run: Run, second: int, stop: int) -> Iterator[Print | Quote]:
        """Messages of [second, stop), all inside one session."""
        exchange, name = symbol.instrument.exchange, symbol.instrument.symbol
        while second < stop:
            minute, rest = divmod(second, 60)
            beat = self._tape.beat(symbol.key, minute, run)
            flavour = self._flavour(symbol, second)
            for place in range(rest, min(60, rest + stop - second)):
                best = self._touch(symbol, second, run.thin, flavour)
                quote = self._shown(symbol, second, run.thin, flavour, best)
                yield quote
                if beat.mask >> place & 1:
                    price = _taken(best, flavour, second, symbol)
                    shares = size(beat, place, symbol.lot)
                    yield Print(exchange, name, price, shares, quote.at, beat.auction(place))
                second += 1

    def _dates(self, symbol: Symbol, until: dt.datetime) -> Iterator[tuple[dt.date, tuple[Session, ...]]]:
        """Business days with their sessions, newest first, from the one of the moment to the start of the calendar."""
        if symbol.base <= 0:
            return
        exchange = symbol.instrument.exchange
        first, last = self._sessions.covers(exchange)
        date = min(self._sessions.local_date(exchange, until), last)
        while date >= first:
            sessions = self._sessions.on(exchange, date)
            if sessions and sessions[0].opens <= until:
                yield date, sessions
            date -= _DAY

    def _bar(self, symbol: Symbol, date: dt.date, sessions: tuple[Session, ...]) -> Bar:
        """The bar of a day that is over."""
        bar = self._bars.get((symbol.key, date))
        if bar is None:
            runs = runs_of(sessions)
            regular = [run for run in runs if run.kind is SessionKind.REGULAR] or runs
            first, last = regular[0], regular[-1]
            totals = whole(symbol, runs, self._walk, self._tape)
            reach = self._reach(symbol, totals, runs[0])
            bar = Bar(
                open=self._print_price(symbol, first.opens * 60, first.thin),
                high=reach.ask,
                low=reach.bid,
                close=self._print_price(symbol, last.closes * 60 - 1, last.thin),
                volume=totals.volume,
                amount=cents(totals.amount),
                start=sessions[0].opens,
            )
            self._bars[symbol.key, date] = bar
        return bar

    def _bar_so_far(self, symbol: Symbol, sessions: tuple[Session, ...], until: dt.datetime) -> Bar:
        """The bar of the current day. It closes with the regular session; what comes after moves only high and low."""
        so_far = self.summary(symbol.instrument, until)
        assert so_far.last is not None, "a day that has begun has a print"
        close, second = so_far.last, int(until.timestamp())
        regular = [run for run in runs_of(sessions) if run.kind is SessionKind.REGULAR]
        if regular and second >= regular[-1].closes * 60:
            close = self._print_price(symbol, regular[-1].closes * 60 - 1, regular[-1].thin)
        return Bar(so_far.open, so_far.high, so_far.low, close, so_far.volume, so_far.amount, sessions[0].opens)

    def _sides(self, instrument: Instrument, at: dt.datetime, count: int) -> tuple[BookSide, BookSide] | None:
        quote = self.quote(instrument, at)
        if quote is None or count < 1:
            return None
        symbol = self._symbol(instrument)
        session = self._sessions.at(instrument.exchange, at)
        thin = session is not None and session.kind is not SessionKind.REGULAR
        draws = draw(symbol.key, 13, int(at.timestamp()) // 60)
        unit = symbol.lot if symbol.lot > 1 else _ROUND_LOT
        band = self._limits.at(symbol, int(at.timestamp()))
        return sides(quote, count, symbol.rungs, draws, _THIN_LOTS if thin else _LOTS, unit, band)

    def _quote(self, symbol: Symbol, second: int, thin: bool) -> Quote:
        flavour = self._flavour(symbol, second)
        return self._shown(symbol, second, thin, flavour, self._touch(symbol, second, thin, flavour))

    def _print_price(self, symbol: Symbol, second: int, thin: bool) -> Decimal:
        flavour = self._flavour(symbol, second)
        return _taken(self._touch(symbol, second, thin, flavour), flavour, second, symbol)

    def _touch(self, symbol: Symbol, second: int, thin: bool, flavour: bytes) -> Touch:
        """Best bid and ask of a second, inside the limits of its day."""
        best = self._free(symbol, second, thin, flavour)
        if symbol.us or (band := self._limits.at(symbol, second)) is None:
            return best
        return within(best, band, symbol.rungs)

    def _closing(self, symbol: Symbol, date: dt.date, band: Band | None) -> Decimal:
        """The last regular print of a date, moved into limits."""
        runs = runs_of(self._sessions.on(symbol.instrument.exchange, date))
        regular = next((run for run in reversed(runs) if run.kind is SessionKind.REGULAR), runs[-1])
        second = regular.closes * 60 - 1
        flavour = self._flavour(symbol, second)
        best = self._free(symbol, second, regular.thin, flavour)
        return _taken(within(best, band, symbol.rungs) if band else best, flavour, second, symbol)

    def _reach(self, symbol: Symbol, totals: Totals, run: Run) -> Touch:
        """Low and high of a day that begins with a session: on the steps, inside the limits."""
        reach = Touch(floor_to(totals.low, symbol.rungs), ceil_to(totals.high, symbol.rungs), 0)
        band = self._limits.at(symbol, run.opens * 60)
        return within(reach, band, symbol.rungs) if band else reach

    def _free(self, symbol: Symbol, second: int, thin: bool, flavour: bytes) -> Touch:
        """Best bid and ask as the path has them."""
        mid = symbol.price(self._walk.at(symbol.key, second))
        return touch(mid, symbol.rungs, flavour[second % 60], symbol.us, thin)

    def _shown(self, symbol: Symbol, second: int, thin: bool, flavour: bytes, best: Touch) -> Quote:
        unit = symbol.lot if symbol.lot > 1 else _ROUND_LOT
        lots = _THIN_LOTS if thin else _LOTS
        place = second % 60
        bid_size = (flavour[(place + 20) % 64] % lots + 1) * unit
        ask_size = (flavour[(place + 40) % 64] % lots + 1) * unit
        at = dt.datetime.fromtimestamp(second, dt.UTC)
        instrument = symbol.instrument
        return Quote(instrument.exchange, instrument.symbol, best.bid, bid_size, best.ask, ask_size, at)

    def _last(self, symbol: Symbol, day: Day, second: int) -> Decimal:
        """The newest print of the day. There is one: every session starts with a print."""
        run = day.run_at(second)
        minute, rest = divmod(min(second, run.closes * 60 - 1), 60)
        mask = day.beat(run, minute).mask & ((2 << rest) - 1)
        while not mask:
            minute -= 1
            mask = day.beat(run, minute).mask
        return self._print_price(symbol, minute * 60 + mask.bit_length() - 1, run.thin)

    def _close(self, symbol: Symbol, date: dt.date) -> tuple[Decimal, int]:
        """Last regular print and volume of a whole day."""
        known = self._closes.get((symbol.key, date))
        if known is None:
            runs = runs_of(self._sessions.on(symbol.instrument.exchange, date))
            regular = next((run for run in reversed(runs) if run.kind is SessionKind.REGULAR), runs[-1])
            price = self._print_price(symbol, regular.closes * 60 - 1, regular.thin)
            known = price, shares_of(symbol, runs, self._tape)
            self._closes[symbol.key, date] = known
        return known

    def _day(self, symbol: Symbol, date: dt.date) -> Day:
        day = self._days.get((symbol.key, date))
        if day is None:
            runs = runs_of(self._sessions.on(symbol.instrument.exchange, date))
            day = Day(symbol, runs, self._walk, self._tape)
            self._days[symbol.key, date] = day
        return day

    def _flavour(self, symbol: Symbol, second: int) -> bytes:
        """The minute's 64 bytes for spreads, sizes and sides."""
        minute = second // 60
        flavour = self._flavours.get((symbol.key, minute))
        if flavour is None:
            flavour = draw(symbol.key, 12, minute)
            self._flavours[symbol.key, minute] = flavour
        return flavour

    def _symbol(self, instrument: Instrument) -> Symbol:
        place = instrument.exchange, instrument.symbol
        symbol = self._symbols.get(place)
        if symbol is None or (symbol.instrument is not instrument and symbol.instrument != instrument):
            if symbol is not None:
                # Another lot or base price: totals made with the old one are of no use. Rare, so all of them go.
                self._days.clear()
                self._closes.clear()
                self._bars.clear()
                self._candles.clear()
                self._limits.clear()
            name = f"haero {self._seed} {instrument.exchange} {instrument.symbol}".encode()
            symbol = symbol_of(blake2b(name, digest_size=16).digest(), instrument, self._volatility)
            self._symbols[place] = symbol
        return symbol


def _taken(best: Touch, flavour: bytes, second: int, symbol: Symbol) -> Decimal:
    """Where the second's print falls: at the bid, at the ask, or between them."""
    side = flavour[(second % 60 + 50) % 64]
    if side < _AT_BID:
        return best.bid
    return best.ask if side < _AT_ASK else inside(best, symbol.rungs)
