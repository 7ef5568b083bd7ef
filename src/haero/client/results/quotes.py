"""What a share costs now: the last price, its details, bid and ask, the ten levels of the book, and several symbols at once."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from haero.client.results import fields as read
from haero.client.results import readers
from haero.client.results.row import Row
from haero.kis.reply_types import (
    InquireAskingPriceOutput1,
    InquireAskingPriceOutput2,
    InquireAskingPriceOutput3,
    MultpriceOutput2,
    PriceDetailOutput,
    PriceOutput,
)

LEVELS = 10
_KEY = 4
"""Characters of a key of the quotes before its symbol: DNAS."""


class LastPrice(Row[PriceOutput]):
    """The last price. `found` is False for a symbol that the exchange does not list: KIS answers with blanks.

    `change` has its sign. `volume` and `turnover` are of the day. Available in both environments.
    """

    __slots__ = ()

    exchange = read.exchange_of_key("rsym")
    symbol = read.made_of("str", ("rsym",), lambda row: str(row.raw.rsym).strip()[_KEY:])
    last = read.decimal("last")
    previous_close = read.decimal("base")
    change = read.signed("diff", "sign")
    change_percent = read.decimal("rate")
    volume = read.whole("tvol")
    turnover = read.decimal("tamt")
    previous_volume = read.optional(read.whole("pvol"))
    decimals = read.optional(read.whole("zdiv"))
    tradable_text = read.text("ordy")

    @property
    def found(self) -> bool:
        """Does the exchange list the symbol?"""
        return bool(self.raw.last.strip())


class Detail(Row[PriceDetailOutput]):
    """Everything about a price. Real only. `won_` are in won; limits are None where there are none."""

    __slots__ = ()

    exchange = read.exchange_of_key("rsym")
    symbol = read.made_of("str", ("rsym",), lambda row: str(row.raw.rsym).strip()[_KEY:])
    last = read.decimal("last")
    open = read.unless_zero(read.decimal("open"))
    high = read.unless_zero(read.decimal("high"))
    low = read.unless_zero(read.decimal("low"))
    previous_close = read.decimal("base")
    volume = read.whole("tvol")
    turnover = read.decimal("tamt")
    previous_volume = read.optional(read.whole("pvol"))
    previous_turnover = read.optional(read.decimal("pamt"))
    upper_limit = read.unless_zero(read.decimal("uplp"))
    lower_limit = read.unless_zero(read.decimal("dnlp"))
    year_high = read.unless_zero(read.decimal("h52p"))
    year_high_on = read.optional(read.day("h52d"))
    year_low = read.unless_zero(read.decimal("l52p"))
    year_low_on = read.optional(read.day("l52d"))
    market_cap = read.optional(read.decimal("tomv"))
    listed_shares = read.optional(read.whole("shar"))
    capital = read.optional(read.decimal("mcap"))
    par_value = read.optional(read.decimal("e_parp"))
    per = read.optional(read.decimal("perx"))
    pbr = read.optional(read.decimal("pbrx"))
    eps = read.optional(read.decimal("epsx"))
    bps = read.optional(read.decimal("bpsx"))
    currency = read.currency("curr")
    lot = read.whole("vnit")
    tick = read.optional(read.decimal("e_hogau"))
    decimals = read.optional(read.whole("zdiv"))
    industry = read.text("e_icod")
    kind_text = read.text("etyp_nm")
    tradable_text = read.text("e_ordyn")
    won_price = read.optional(read.decimal("t_xprc"))
    won_change = read.optional(read.signed("t_xdif", "t_xsgn"))
    won_change_percent = read.optional(read.decimal("t_xrat"))
    won_price_before = read.optional(read.decimal("p_xprc"))
    won_change_before = read.optional(read.signed("p_xdif", "p_xsng"))
    won_change_percent_before = read.optional(read.decimal("p_xrat"))
    exchange_rate = read.optional(read.decimal("t_rate"))
    exchange_rate_before = read.optional(read.decimal("p_rate"))


class Asked(Row[InquireAskingPriceOutput1]):
    """The head of the book: prices of the day, sums of the sizes, and when the quote was (`at`, Korean time). Real only."""

    __slots__ = ()

    exchange = read.exchange_of_key("rsym")
    symbol = read.text("code")
    at = read.optional(read.korean_moment("dymd", "dhms"))
    last = read.decimal("last")
    open = read.unless_zero(read.decimal("open"))
    high = read.unless_zero(read.decimal("high"))
    low = read.unless_zero(read.decimal("low"))
    previous_close = read.decimal("base")
    open_percent = read.optional(read.decimal("ropen"))
    high_percent = read.optional(read.decimal("rhigh"))
    low_percent = read.optional(read.decimal("rlow"))
    last_percent = read.optional(read.decimal("rclose"))
    bid_total = read.optional(read.whole("bvol"))
    ask_total = read.optional(read.whole("avol"))
    bid_total_change = read.optional(read.whole("bdvl"))
    ask_total_change = read.optional(read.whole("advl"))
    currency = read.currency("curr")
    decimals = read.optional(read.whole("zdiv"))


class Level(NamedTuple):
    """One price level of a book."""

    price: Decimal
    size: int


class Levels(Row[InquireAskingPriceOutput2]):
    """The levels of the book, best first. A level that nobody fills is left out."""

    __slots__ = ()

    bid = read.unless_zero(read.decimal("pbid1"))
    ask = read.unless_zero(read.decimal("pask1"))
    bid_size = read.unless_zero(read.whole("vbid1"))
    ask_size = read.unless_zero(read.whole("vask1"))
    bid_size_change = read.optional(read.whole("dbid1"))
    ask_size_change = read.optional(read.whole("dask1"))

    @property
    def bids(self) -> list[Level]:
        """Who buys, highest price first; up to ten levels."""
        return list(self._levels("bid"))

    @property
    def asks(self) -> list[Level]:
        """Who sells, lowest price first; up to ten levels."""
        return list(self._levels("ask"))

    def _levels(self, which: str) -> Iterator[Level]:
        for number in range(1, LEVELS + 1):
            level = _level(self, which, number)
            if level is not None:
                yield level


def _level(row: Levels, which: str, number: int) -> Level | None:
    """One level; None where nobody is."""
    price, size = getattr(row.raw, f"p{which}{number}").strip(), getattr(row.raw, f"v{which}{number}").strip()
    if not price:
        return None
    try:
        level = Level(readers.decimal(price), readers.whole(size or "0"))
    except ValueError as wrong:
        raise ValueError(f"Levels.{which}s can't be read at level {number}: {wrong}") from None
    return level if level.price else None


class Interruption(Row[InquireAskingPriceOutput3]):
    """Hong Kong: its volatility control (VCM) and closing auction (CAS), where there is one. Times of day are Hong Kong's."""

    __slots__ = ()

    starts = read.text("vstm")
    ends = read.text("vetm")
    reference = read.optional(read.decimal("csbp"))
    high = read.optional(read.decimal("cshi"))
    low = read.optional(read.decimal("cslo"))
    equilibrium_price = read.optional(read.decimal("iep"))
    equilibrium_volume = read.optional(read.whole("iev"))


class MultiQuote(Row[MultpriceOutput2]):
    """A symbol of a question for up to ten. Real only. `found` is False for a symbol that its exchange does not list.

    `at` is the last trade: KIS says its Korean time of day alone, the date is that of the last such time before the reply.
    """

    __slots__ = ()

    exchange = read.exchange("excd")
    symbol = read.text("symb")
    name = read.text("knam")
    last = read.decimal("last")
    bid = read.unless_zero(read.decimal("pbid"))
    ask = read.unless_zero(read.decimal("pask"))
    bid_size = read.unless_zero(read.whole("vbid"))
    ask_size = read.unless_zero(read.whole("vask"))
    at = read.optional(read.latest_moment("khms"))
    open = read.unless_zero(read.decimal("open"))
    high = read.unless_zero(read.decimal("high"))
    low = read.unless_zero(read.decimal("low"))
    previous_close = read.decimal("base")
    change = read.signed("diff", "sign")
    change_percent = read.decimal("rate")
    volume = read.whole("tvol")
    turnover = read.decimal("tamt")
    last_size = read.optional(read.whole("evol"))
    strength = read.optional(read.decimal("powx"))
    bid_total = read.optional(read.whole("bvol"))
    ask_total = read.optional(read.whole("avol"))
    currency = read.currency("curr")
    lot = read.optional(read.whole("bnit"))
    local_time = read.optional(read.clock("xhms"))
    previous_volume = read.optional(read.whole("pvol"))
    previous_turnover = read.optional(read.decimal("pamt"))
    previous_open = read.unless_zero(read.decimal("popen"))
    previous_high = read.unless_zero(read.decimal("phigh"))
    previous_low = read.unless_zero(read.decimal("plow"))
    listed_shares = read.optional(read.whole("shar"))
    capital = read.optional(read.decimal("mcap"))
    market_cap = read.optional(read.decimal("tomv"))
    year_high = read.unless_zero(read.decimal("h52p"))
    year_high_on = read.optional(read.day("h52d"))
    year_low = read.unless_zero(read.decimal("l52p"))
    year_low_on = read.optional(read.day("l52d"))
    calendar_high = read.unless_zero(read.decimal("hanp"))
    calendar_high_on = read.optional(read.day("hand"))
    calendar_low = read.unless_zero(read.decimal("lanp"))
    calendar_low_on = read.optional(read.day("land"))
    won_price = read.optional(read.decimal("t_xprc"))
    status_letter = read.text("stat1")
    status_text = read.text("stat2")
    market = read.text("exnm")
    country = read.text("nnam")
    decimals = read.optional(read.whole("zdiv"))

    @property
    def found(self) -> bool:
        """Does the exchange list the symbol?"""
        return bool(self.raw.last.strip())
