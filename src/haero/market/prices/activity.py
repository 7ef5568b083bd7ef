"""When a synthetic symbol trades and how much: a mask of seconds and a run of sizes per minute.

Masks and sizes come from fixed tables; a minute only draws which mask and where in the size table it starts. So the
number of shares in a minute, or in a whole day, is known without looking at a single print. Where a session opens and
closes with an auction, its first and its last print are as large as forty others.
"""

from functools import cache
from itertools import accumulate
from typing import NamedTuple

from haero.market.bounded import Bounded
from haero.market.prices.messages import Auction
from haero.market.prices.walk import draw
from haero.market.time.sessions import SessionKind

# Sizes of single trades. Whole lots where the lot is more than one share; odd lots are usual on US venues.
_SHARES = (100, 100, 100, 100, 200, 200, 300, 500, 50, 25, 40, 10, 5, 1, 1, 400)
_LOTS = (1, 1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 6, 8, 10)
_TABLE = 256
_FIRST, _LAST = 1, 1 << 59
_HOURS_KEPT = 4096
# An auction prints what this many ordinary trades would: themselves, and the rest on top.
_AUCTION_TRADES = 40


class Run(NamedTuple):
    """One session in minutes since 1970: [opens, closes). `auctions`: it opens and closes with one."""

    kind: SessionKind
    opens: int
    closes: int
    auctions: bool = False

    @property
    def thin(self) -> bool:
        """Pre- and after-market: fewer and smaller."""
        return self.kind is not SessionKind.REGULAR


class Beat(NamedTuple):
    """One minute of prints: bit n of `mask` = a print in second n; `start` = place of its first size in the table.

    Bit n of `auctions` = the print in second n is that of an auction.
    """

    mask: int
    start: int
    auctions: int = 0

    def up_to(self, second: int) -> "Beat":
        """The prints up to a second (0..59) of the minute, that second included."""
        seconds = (2 << second) - 1
        return Beat(self.mask & seconds, self.start, self.auctions & seconds)

    def auction(self, second: int) -> Auction | None:
        """The auction whose print is in a second (0..59) of the minute."""
        if not self.auctions >> second & 1:
            return None
        return Auction.CLOSE if second else Auction.OPEN


class _Tables(NamedTuple):
    busy: tuple[int, ...]
    thin: tuple[int, ...]
    shares: tuple[int, ...]
    lots: tuple[int, ...]


class Activity:
    """Activity of all symbols of one seed; a symbol is its key (bytes). The cache is bounded."""

    def __init__(self) -> None:
        self._hours: Bounded[tuple[bytes, int], tuple[bytes, bytes]] = Bounded(_HOURS_KEPT)

    def beat(self, key: bytes, minute: int, run: Run) -> Beat:
        """Prints of a minute since 1970 of a session.

        About 40 % of the seconds have a print, 12 % in a thin session. The first and the last second of a session
        always have one, so that every session has an opening and a closing price.
        """
        hour, place = divmod(minute, 60)
        masks, starts = self._draws(key, hour)
        return self._beat(minute, run, masks[place], starts[place])

    def volumes(self, key: bytes, run: Run, lot: int, first: int | None = None, last: int | None = None) -> list[int]:
        """Shares of every minute of a session, or of those in [first, last). Keeps nothing of what it draws."""
        first = run.opens if first is None else first
        last = run.closes if last is None else last
        if first >= last:
            return []
        masks = starts = b""
        for hour in range(first // 60, (last - 1) // 60 + 1):
            masks += self._drawn(key, 10, hour)[:60]
            starts += self._drawn(key, 11, hour)[:60]
        place, end = first % 60, first % 60 + last - first
        masks, starts = masks[place:end], starts[place:end]
        rows = _minute_sums(run.thin, lot == 1)
        shares = [rows[mask][start] for mask, start in zip(masks, starts, strict=True)]
        if lot != 1:
            shares = [units * lot for units in shares]
        # Only the ends can have a print more than their mask says, or that of an auction.
        for minute in (run.opens, run.closes - 1):
            if first <= minute < last:
                beat = self._beat(minute, run, masks[minute - first], starts[minute - first])
                shares[minute - first] = volume(beat, lot)
        return shares

    @staticmethod
    def _beat(minute: int, run: Run, drawn: int, start: int) -> Beat:
        tables = _tables()
        mask = (tables.thin if run.thin else tables.busy)[drawn]
        ends = (_FIRST if minute == run.opens else 0) | (_LAST if minute == run.closes - 1 else 0)
        return Beat(mask | ends, start, ends if run.auctions else 0)

    def _drawn(self, key: bytes, label: int, hour: int) -> bytes:
        """The masks (10) or starts (11) of an hour, which is not kept."""
        known = self._hours.get((key, hour))
        return draw(key, label, hour) if known is None else known[label - 10]

    def _draws(self, key: bytes, hour: int) -> tuple[bytes, bytes]:
        draws = self._hours.get((key, hour))
        if draws is None:
            draws = draw(key, 10, hour), draw(key, 11, hour)
            self._hours[key, hour] = draws
        return draws


def size(beat: Beat, second: int, lot: int) -> int:
    """Shares of the print in a second (0..59) of the minute."""
    place = beat.start + (beat.mask & ((1 << second) - 1)).bit_count()
    sums = _sums(lot)
    more = _more(beat, sums) if beat.auctions >> second & 1 else 0
    return (sums[place + 1] - sums[place] + more) * lot


def volume(beat: Beat, lot: int) -> int:
    """Shares of all prints of a minute, or of what `Beat.up_to` left of it."""
    sums = _sums(lot)
    shares = sums[beat.start + beat.mask.bit_count()] - sums[beat.start]
    if beat.auctions:
        shares += _more(beat, sums) * beat.auctions.bit_count()
    return shares * lot


def _more(beat: Beat, sums: tuple[int, ...]) -> int:
    """What the print of an auction has on top of an ordinary one, read from where the minute starts in the table."""
    return sums[beat.start + _AUCTION_TRADES - 1] - sums[beat.start]


def _sums(lot: int) -> tuple[int, ...]:
    return _tables().shares if lot == 1 else _tables().lots


@cache
def _tables() -> _Tables:
    busy: list[int] = []
    thin: list[int] = []
    for index in range(_TABLE):
        noise = draw(b"haero tape", 0, index)
        one, two, three, four, five = (int.from_bytes(noise[n : n + 8], "little") >> 4 for n in range(0, 40, 8))
        # Half the bits of `one`, thinned to 13/32 of all seconds, or to 1/8.
        busy.append(one & (two | three | (four & five)))
        thin.append(one & two & three)
    picks = [pick for index in range(_TABLE // 64 + 1) for pick in draw(b"haero tape", 1, index)]
    shares = tuple(accumulate((_SHARES[pick & 15] for pick in picks), initial=0))
    lots = tuple(accumulate((_LOTS[pick >> 4] for pick in picks), initial=0))
    return _Tables(tuple(busy), tuple(thin), shares, lots)


@cache
def _minute_sums(thin: bool, single: bool) -> tuple[tuple[int, ...], ...]:
    """Units that a minute trades, by its mask and by where it starts in the table. Masks with as many prints share a row."""
    tables = _tables()
    sums = tables.shares if single else tables.lots
    counts = [mask.bit_count() for mask in (tables.thin if thin else tables.busy)]
    rows = {count: tuple(sums[start + count] - sums[start] for start in range(_TABLE)) for count in set(counts)}
    return tuple(rows[count] for count in counts)
