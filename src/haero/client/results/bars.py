"""Bars: daily and by the minute, of shares, indexes, exchange rates, bonds and gold."""

from haero.client.results import fields as read
from haero.client.results.heads import Counted
from haero.client.results.moments import NEW_YORK
from haero.client.results.row import Row
from haero.kis.reply_types import (
    DailypriceOutput2,
    InquireDailyChartpriceOutput1,
    InquireDailyChartpriceOutput2,
    InquireTimeIndexchartpriceOutput1,
    InquireTimeIndexchartpriceOutput2,
    InquireTimeItemchartpriceOutput1,
    InquireTimeItemchartpriceOutput2,
)


class DailyBar(Row[DailypriceOutput2]):
    """A day, or the week or month that begins with it; open and close of the regular session. `change` has its sign.

    `bid` and `ask` are those at the close; None where none were kept.
    """

    __slots__ = ()

    day = read.day("xymd")
    open = read.decimal("open")
    high = read.decimal("high")
    low = read.decimal("low")
    close = read.decimal("clos")
    volume = read.whole("tvol")
    turnover = read.decimal("tamt")
    change = read.optional(read.signed("diff", "sign"))
    change_percent = read.optional(read.decimal("rate"))
    bid = read.unless_zero(read.decimal("pbid"))
    bid_size = read.unless_zero(read.whole("vbid"))
    ask = read.unless_zero(read.decimal("pask"))
    ask_size = read.unless_zero(read.whole("vask"))


class MinuteBar(Row[InquireTimeItemchartpriceOutput2]):
    """Some minutes of a share. `at` is when the bar begins, exchange time; `korean_at` the same in Korean time."""

    __slots__ = ()

    at = read.local_moment("xymd", "xhms")
    open = read.decimal("open")
    high = read.decimal("high")
    low = read.decimal("low")
    close = read.decimal("last")
    volume = read.whole("evol")
    turnover = read.decimal("eamt")
    korean_at = read.korean_moment("kymd", "khms")
    trade_date = read.optional(read.day("tymd"))


class MinuteHead(Counted[InquireTimeItemchartpriceOutput1]):
    """The head of minute bars: when the day begins and ends, exchange time and Korean time of day."""

    __slots__ = ()

    exchange = read.exchange_of_key("rsym")
    opens = read.optional(read.clock("stim"))
    closes = read.optional(read.clock("etim"))
    opens_in_korea = read.optional(read.clock("sktm"))
    closes_in_korea = read.optional(read.clock("ektm"))
    more = read.optional(read.flag("next"))
    decimals = read.optional(read.whole("zdiv"))


class ChartHead(Row[InquireDailyChartpriceOutput1]):
    """The newest figures of an index, a rate or a large US share. `symbol` is empty for a code that KIS does not know."""

    __slots__ = ()

    symbol = read.text("stck_shrn_iscd")
    name = read.text("hts_kor_isnm")
    last = read.optional(read.decimal("ovrs_nmix_prpr"))
    change = read.optional(read.signed("ovrs_nmix_prdy_vrss", "prdy_vrss_sign"))
    change_percent = read.optional(read.decimal("prdy_ctrt"))
    previous_close = read.optional(read.decimal("ovrs_nmix_prdy_clpr"))
    open = read.optional(read.decimal("ovrs_prod_oprc"))
    high = read.optional(read.decimal("ovrs_prod_hgpr"))
    low = read.optional(read.decimal("ovrs_prod_lwpr"))
    volume = read.optional(read.whole("acml_vol"))


class ChartBar(Row[InquireDailyChartpriceOutput2]):
    """A day of an index, a rate or a large US share, or the week, month or year that begins with it."""

    __slots__ = ()

    day = read.day("stck_bsop_date")
    open = read.decimal("ovrs_nmix_oprc")
    high = read.decimal("ovrs_nmix_hgpr")
    low = read.decimal("ovrs_nmix_lwpr")
    close = read.decimal("ovrs_nmix_prpr")
    volume = read.optional(read.whole("acml_vol"))
    adjusted = read.optional(read.flag("mod_yn"))


class IndexHead(Row[InquireTimeIndexchartpriceOutput1]):
    """The newest figures of an index or a rate whose minutes were asked for."""

    __slots__ = ()

    symbol = read.text("stck_shrn_iscd")
    name = read.text("hts_kor_isnm")
    last = read.optional(read.decimal("ovrs_nmix_prpr"))
    change = read.optional(read.signed("ovrs_nmix_prdy_vrss", "prdy_vrss_sign"))
    change_percent = read.optional(read.decimal("prdy_ctrt"))
    previous_close = read.optional(read.decimal("ovrs_nmix_prdy_clpr"))
    open = read.optional(read.decimal("ovrs_prod_oprc"))
    high = read.optional(read.decimal("ovrs_prod_hgpr"))
    low = read.optional(read.decimal("ovrs_prod_lwpr"))
    volume = read.optional(read.whole("acml_vol"))


class IndexMinute(Row[InquireTimeIndexchartpriceOutput2]):
    """A minute of an index or a rate. `at` is when it begins, New York time."""

    __slots__ = ()

    at = read.local_moment("stck_bsop_date", "stck_cntg_hour", in_zone=NEW_YORK)
    open = read.decimal("optn_oprc")
    high = read.decimal("optn_hgpr")
    low = read.decimal("optn_lwpr")
    close = read.decimal("optn_prpr")
    volume = read.optional(read.whole("cntg_vol"))
