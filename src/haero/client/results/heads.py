"""What a list of prices says about itself: how many rows it has, and of how many."""

from haero.client.results import fields as read
from haero.client.results.row import Row, S
from haero.kis import reply_types as replies


class Counted(Row[S]):
    """A head that counts its rows."""

    __slots__ = ()

    rows = read.optional(read.whole("nrec"))


class RankingHead(Counted[S]):
    """The head of a ranking: how fresh its prices are, and how many decimals they have."""

    __slots__ = ()

    status_text = read.text("stat")
    decimals = read.optional(read.whole("zdiv"))


class CountedRankingHead(RankingHead[S]):
    """The head of a ranking that says how many shares there are beyond what it shows."""

    __slots__ = ()

    found = read.optional(read.whole("trec"))
    shown = read.optional(read.whole("crec"))


class BarsHead(Counted[replies.DailypriceOutput1]):
    """The head of daily bars."""

    __slots__ = ()

    exchange = read.exchange_of_key("rsym")
    decimals = read.optional(read.whole("zdiv"))


class MultiQuoteHead(Counted[replies.MultpriceOutput1]):
    """The head of several quotes."""

    __slots__ = ()


class IndustriesHead(Counted[replies.IndustryPriceOutput1]):
    """The head of the industries."""

    __slots__ = ()


class NewExtremeHead(RankingHead[replies.NewHighlowOutput1]):
    """The head of new highs or lows."""

    __slots__ = ()


class SharpMoveHead(RankingHead[replies.PriceFluctOutput1]):
    """The head of the sharp moves."""

    __slots__ = ()


class StrengthHead(RankingHead[replies.VolumePowerOutput1]):
    """The head of the ranking by buying strength."""

    __slots__ = ()


class VolumeSurgeHead(RankingHead[replies.VolumeSurgeOutput1]):
    """The head of the surges of the volume."""

    __slots__ = ()


class VolumeGrowthHead(CountedRankingHead[replies.TradeGrowthOutput1]):
    """The head of the ranking by growth of the volume."""

    __slots__ = ()


class TurnoverHead(CountedRankingHead[replies.TradePbmnOutput1]):
    """The head of the ranking by money traded."""

    __slots__ = ()


class TurnoverRateHead(CountedRankingHead[replies.TradeTurnoverOutput1]):
    """The head of the ranking by volume in percent of the listed shares."""

    __slots__ = ()


class VolumeHead(CountedRankingHead[replies.TradeVolOutput1]):
    """The head of the ranking by shares traded."""

    __slots__ = ()


class MoverHead(CountedRankingHead[replies.UpdownRateOutput1]):
    """The head of gainers or losers."""

    __slots__ = ()


class IndustryMemberHead(CountedRankingHead[replies.IndustryThemeOutput1]):
    """The head of the members of an industry."""

    __slots__ = ()
