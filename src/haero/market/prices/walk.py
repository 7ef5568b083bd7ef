"""The path of a synthetic price: how far it is from its base, at any second, without walking there.

A sum of hashed noise at twelve time scales. From one hour up (1 h, 4 h, … 171 days) each scale draws a bounded value
per period and joins them by straight lines, so the path wanders but always comes back. Below the hour each stretch is
refined between its two ends: 20 minutes, 5 minutes, 1 minute, 12 seconds, 1 second. A moment therefore touches a
handful of hashes, wherever it lies.

The same numbers on every machine: blake2b for the noise, and only + - * / and square roots on floats, which IEEE 754
fixes to the last bit (sin, exp and the like differ between C libraries).
"""

from array import array
from collections.abc import Sequence
from decimal import Decimal
from hashlib import blake2b
from itertools import pairwise
from math import sqrt
from struct import Struct

from haero.market.bounded import Bounded

HOUR = 3600
MINUTE = 60

USUAL_VOLATILITY = Decimal("0.30")
"""What the path has in a year. Another volatility stretches it; see `Symbol.price` of `day`."""
MAX_VOLATILITY = Decimal(5)

# The path moves day and night, so a year of variance spreads over a year of seconds.
_VARIANCE = float(USUAL_VOLATILITY) ** 2 / (365 * 86400)

# Periods in hours, and how much of the volatility each scale gets. The weights are measured, not derived: they make
# the year as wide as wanted, with about two fifths of a day's variance inside the regular session.
_PERIODS = tuple(4**n for n in range(7))
_WEIGHTS = (2.2, 2.0, 1.2, 0.9, 0.9, 1.0, 1.0)
_AMPLITUDES = tuple(weight * sqrt(_VARIANCE * HOUR * period) for weight, period in zip(_WEIGHTS, _PERIODS, strict=True))
_COARSE = tuple(zip(range(1, len(_PERIODS)), _PERIODS[1:], _AMPLITUDES[1:], strict=True))


def _bridge(seconds: int, parts: int) -> float:
    """Amplitude of uniform noise on the inner points of a stretch cut into parts, from a bridge's mean variance."""
    return sqrt(_VARIANCE * seconds * (parts + 1) / (2 * parts))


_TWENTY, _FIVE, _ONE = _bridge(HOUR, 3), _bridge(1200, 4), _bridge(300, 5)
_KNOT, _SECOND = _bridge(MINUTE, 5), _bridge(4, 4)
_KNOT_SECONDS = 12

# The farthest that a second can lie from the straight line between the minutes around it, as a part of the base price.
FINE_BOUND = _KNOT + _SECOND
# The farthest that any second can lie from the base price.
BOUND = sum(_AMPLITUDES) + _TWENTY + _FIVE + _ONE + FINE_BOUND

# Bytes are -127.5 .. 127.5 around their middle.
_MIDDLE = 127.5


def _moves(amplitude: float) -> tuple[float, ...]:
    """How far each byte moves a point off its line."""
    scale = amplitude / _MIDDLE
    return tuple(scale * (byte - _MIDDLE) for byte in range(256))


_TWENTY_MOVES, _FIVE_MOVES, _ONE_MOVES = _moves(_TWENTY), _moves(_FIVE), _moves(_ONE)
_DRAW = Struct("<qq").pack
_SIXTEEN = Struct("<16i").unpack
_HALF = float(2**31)

# Bounds of the caches, in entries over all symbols: an hour takes about 0.8 kB, the others about 0.2 kB.
_HOURS_KEPT, _MINUTES_KEPT, _GRIDS_KEPT = 4096, 8192, 16384


def draw(key: bytes, label: int, index: int) -> bytes:
    """64 random bytes that belong to (key, label, index), the same ones for ever. Labels keep uses apart."""
    return blake2b(key + _DRAW(label, index)).digest()


class Walk:
    """Relative price paths of all symbols of one seed; a symbol is its key (bytes). Caches are bounded."""

    def __init__(self) -> None:
        self._grids: Bounded[tuple[bytes, int, int], tuple[int, ...]] = Bounded(_GRIDS_KEPT)
        self._stretches: Bounded[tuple[bytes, int, int], tuple[float, float]] = Bounded(_GRIDS_KEPT)
        self._hours: Bounded[tuple[bytes, int], array[float]] = Bounded(_HOURS_KEPT)
        self._ends: Bounded[tuple[bytes, int], float] = Bounded(_HOURS_KEPT)
        self._noise: Bounded[tuple[bytes, int], bytes] = Bounded(_MINUTES_KEPT)

    def at(self, key: bytes, second: int) -> float:
        """Distance from the base price, as a part of it (0.1 = 10 % above), at a second since 1970."""
        minute, rest = divmod(second, MINUTE)
        hour, index = divmod(minute, 60)
        points = self._hours.get((key, hour)) or self.minutes(key, hour)
        start = points[index]
        if rest == 0:
            return start
        noise = self._noise.get((key, minute))
        if noise is None:
            noise = draw(key, 8, minute)
            self._noise[key, minute] = noise
        knot, part = divmod(rest, _KNOT_SECONDS)
        # The last bytes are the four inner knots; the ends of the minute stay where the minutes say.
        left = noise[59 + knot] - _MIDDLE if knot else 0.0
        right = noise[60 + knot] - _MIDDLE if knot < 4 else 0.0
        bend = left + (right - left) * (part / _KNOT_SECONDS)
        line = start + (points[index + 1] - start) * (rest / MINUTE)
        return line + (_KNOT * bend + _SECOND * (noise[rest - 1] - _MIDDLE)) / _MIDDLE

    def minutes(self, key: bytes, hour: int) -> "array[float]":
        """The 61 minute points of an hour since 1970; the last one is the first of the next hour."""
        points = self._hours.get((key, hour))
        if points is None:
            # An array: the garbage collector would look at every single float of a tuple.
            ends = self._hour(key, hour), self._hour(key, hour + 1)
            points = array("d", _minute_points(ends, [draw(key, 7, hour)]))
            self._hours[key, hour] = points
        return points

    def path(self, key: bytes, first: int, last: int) -> list[float]:
        """The minute points from minute `first` to minute `last` since 1970, both ends included. Keeps nothing of them.

        For what is asked once in a long while: it would push out what is asked every second.
        """
        opens = first // 60
        ends = self._hourly(key, opens, (last - 1) // 60 + 1)
        points = _minute_points(ends, [draw(key, 7, hour) for hour in range(opens, opens + len(ends) - 1)])
        return points[first - opens * 60 : last + 1 - opens * 60]

    def _hourly(self, key: bytes, first: int, last: int) -> list[float]:
        """`_hour` of each hour from `first` to `last`, both included."""
        values = [_AMPLITUDES[0] * point for point in _grid_points(key, 0, first, last)]
        for scale, period, amplitude in _COARSE:
            begin = first // period
            ends = pairwise(_grid_points(key, scale, begin, last // period + 1))
            for start, (left, right) in enumerate(ends, begin):
                low = start * period
                for hour in range(max(low, first), min(low + period - 1, last) + 1):
                    values[hour - first] += amplitude * (left + (right - left) * ((hour - low) / period))
        return values

    def _hour(self, key: bytes, hour: int) -> float:
        """The path at the beginning of an hour."""
        known = self._ends.get((key, hour))
        if known is not None:
            return known
        # On the hourly scale every hour is a point of its own.
        value = _AMPLITUDES[0] * self._grid(key, 0, hour)
        stretches = self._stretches
        for scale, period, amplitude in _COARSE:
            index, part = divmod(hour, period)
            ends = stretches.get((key, scale, index))
            if ends is None:
                ends = self._grid(key, scale, index), self._grid(key, scale, index + 1)
                stretches[key, scale, index] = ends
            left, right = ends
            value += amplitude * (left + (right - left) * (part / period))
        self._ends[key, hour] = value
        return value

    def _grid(self, key: bytes, scale: int, index: int) -> float:
        group, place = index >> 4, index & 15
        values = self._grids.get((key, scale, group))
        if values is None:
            values = _SIXTEEN(draw(key, scale, group))
            self._grids[key, scale, group] = values
        return values[place] / _HALF


def _grid_points(key: bytes, scale: int, first: int, last: int) -> list[float]:
    """The drawn values of a scale's periods from `first` to `last`, both included."""
    points: list[float] = []
    for group in range(first >> 4, (last >> 4) + 1):
        points += [value / _HALF for value in _SIXTEEN(draw(key, scale, group))]
    return points[first & 15 : (first & 15) + last + 1 - first]


def _minute_points(ends: Sequence[float], noise: Sequence[bytes]) -> list[float]:
    """The minute points of hours between their ends, both of them included; `noise` is that of each hour."""
    twenties = _refine(ends, 3, _TWENTY_MOVES, b"".join([one[:2] for one in noise]))
    fives = _refine(twenties, 4, _FIVE_MOVES, b"".join([one[2:11] for one in noise]))
    return _refine(fives, 5, _ONE_MOVES, b"".join([one[11:59] for one in noise]))


def _refine(points: Sequence[float], parts: int, moves: Sequence[float], noise: bytes) -> list[float]:
    """Cut every stretch between two points into 3, 4 or 5 parts and move the new points off the line.

    Written out, because a day of bars spends most of its time here.
    """
    finer: list[float] = []
    if parts == 5:
        for (left, right), a, b, c, d in zip(
            pairwise(points), noise[::4], noise[1::4], noise[2::4], noise[3::4], strict=True
        ):
            slope = (right - left) / 5
            one, two = left + slope + moves[a], left + slope * 2 + moves[b]
            finer += (left, one, two, left + slope * 3 + moves[c], left + slope * 4 + moves[d])
    elif parts == 4:
        for (left, right), a, b, c in zip(pairwise(points), noise[::3], noise[1::3], noise[2::3], strict=True):
            slope = (right - left) / 4
            finer += (left, left + slope + moves[a], left + slope * 2 + moves[b], left + slope * 3 + moves[c])
    else:
        for (left, right), a, b in zip(pairwise(points), noise[::2], noise[1::2], strict=True):
            slope = (right - left) / 3
            finer += (left, left + slope + moves[a], left + slope * 2 + moves[b])
    finer.append(points[-1])
    return finer
