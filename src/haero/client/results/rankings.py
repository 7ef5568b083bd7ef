"""The eleven rankings and the members of an industry: one family, with the figures that each of them adds."""

from haero.client.results import fields as read
from haero.client.results.heads import CountedRankingHead
from haero.client.results.row import Row, S
from haero.kis.reply_types import (
    IndustryThemeOutput2,
    MarketCapOutput1,
    MarketCapOutput2,
    NewHighlowOutput2,
    PriceFluctOutput2,
    TradeGrowthOutput2,
    TradePbmnOutput2,
    TradeTurnoverOutput2,
    TradeVolOutput2,
    UpdownRateOutput2,
    VolumePowerOutput2,
    VolumeSurgeOutput2,
)


class Ranked(Row[S]):
    """What a share has in every ranking. `change` has its sign; the order of the rows is that of the ranking."""

    __slots__ = ()

    exchange = read.exchange("excd")
    symbol = read.text("symb")
    name = read.text("name")
    english_name = read.text("ename")
    last = read.decimal("last")
    change = read.signed("diff", "sign")
    change_percent = read.decimal("rate")
    volume = read.whole("tvol")
    tradable_text = read.text("e_ordyn")


class Quoted(Ranked[S]):
    """What most rankings have beside: bid and ask; None where there is none."""

    __slots__ = ()

    bid = read.unless_zero(read.decimal("pbid"))
    ask = read.unless_zero(read.decimal("pask"))


class IndustryMember(Quoted[IndustryThemeOutput2]):
    """A share of an industry, largest first."""

    __slots__ = ()

    rank = read.whole("seqn")
    bid_size = read.unless_zero(read.whole("vbid"))
    ask_size = read.unless_zero(read.whole("vask"))


class ByMarketCap(Ranked[MarketCapOutput2]):
    """By market value (시가총액순위). Prices are in the currency asked for; those with `local` in the exchange's."""

    __slots__ = ()

    rank = read.whole("rank")
    market_cap = read.decimal("tomv")
    share_percent = read.decimal("grav")
    listed_shares = read.whole("shar")
    local_last = read.decimal("last_org")
    local_change = read.signed("diff_org", "sign")
    local_market_cap = read.decimal("tomv_org")


class MarketCapHead(CountedRankingHead[MarketCapOutput1]):
    """What the figures of that ranking are in."""

    __slots__ = ()

    currency = read.optional(read.currency("curr"))
    exchange_rate = read.optional(read.decimal("t_rate"))


class NewExtreme(Quoted[NewHighlowOutput2]):
    """New highs or lows (신고/신저가): `base` is the high or low of the days before; its change has no sign."""

    __slots__ = ()

    base = read.decimal("n_base")
    base_distance = read.decimal("n_diff")
    base_percent = read.decimal("n_rate")


class SharpMove(Quoted[PriceFluctOutput2]):
    """Sharp moves of the last minutes (가격급등락): `base` is the price then; the distance has no sign."""

    __slots__ = ()

    name = read.text("knam")
    english_name = read.text("enam")
    base = read.decimal("n_base")
    base_distance = read.decimal("n_diff")
    base_percent = read.decimal("n_rate")


class VolumeGrowth(Quoted[TradeGrowthOutput2]):
    """By growth of the volume (거래증가율순위) against the average of the days before."""

    __slots__ = ()

    rank = read.whole("rank")
    average_volume = read.decimal("n_tvol")
    growth_percent = read.decimal("n_rate")


class ByTurnover(Quoted[TradePbmnOutput2]):
    """By money traded (거래대금순위)."""

    __slots__ = ()

    rank = read.whole("rank")
    turnover = read.decimal("tamt")
    average_turnover = read.decimal("a_tamt")


class ByTurnoverRate(Quoted[TradeTurnoverOutput2]):
    """By volume in percent of the listed shares (거래회전율순위)."""

    __slots__ = ()

    rank = read.whole("rank")
    listed_shares = read.whole("shar")
    turnover_percent = read.decimal("tover")


class ByVolume(Quoted[TradeVolOutput2]):
    """By shares traded (거래량순위)."""

    __slots__ = ()

    rank = read.whole("rank")
    turnover = read.decimal("tamt")
    average_volume = read.decimal("a_tvol")


class Mover(Quoted[UpdownRateOutput2]):
    """Gainers or losers (상승율/하락율): `base` is the close some days ago; the distance has no sign."""

    __slots__ = ()

    rank = read.whole("rank")
    base = read.decimal("n_base")
    base_distance = read.decimal("n_diff")
    base_percent = read.decimal("n_rate")


class ByStrength(Quoted[VolumePowerOutput2]):
    """By buying strength (매수체결강도상위): of today, and of the time asked for."""

    __slots__ = ()

    strength_today = read.decimal("tpow")
    strength = read.decimal("powx")


class VolumeSurge(Quoted[VolumeSurgeOutput2]):
    """Surges of the volume in the last minutes (거래량급증): `base_volume` is the day's until then."""

    __slots__ = ()

    name = read.text("knam")
    english_name = read.text("enam")
    base_volume = read.whole("n_tvol")
    added_volume = read.whole("n_diff")
    growth_percent = read.decimal("n_rate")
