"""The questions for the eleven rankings, and for the members of an industry. None of them is there on mock."""

from typing import Any

from haero.client.results import parameters as give
from haero.client.results import rankings
from haero.client.results.paging import ByKey
from haero.client.results.parameters import Parameter
from haero.client.results.question import Question, R
from haero.kis import reply_types as replies
from haero.kis import request_types as requests

_DAYS = {1: "0", 2: "1", 3: "2", 5: "3", 10: "4", 20: "5", 30: "6", 60: "7", 120: "8", 365: "9"}
_EXTREME_DAYS = {5: "0", 10: "1", 20: "2", 30: "3", 60: "4", 120: "5", "52w": "6", 365: "7"}
_MINUTES = {1: "0", 2: "1", 3: "2", 5: "3", 10: "4", 15: "5", 20: "6", 30: "7", 60: "8", 120: "9"}
_VOLUMES = {0: "0", 100: "1", 1_000: "2", 10_000: "3", 100_000: "4", 1_000_000: "5", 10_000_000: "6"}

_USUAL = {"exchange": give.quote_exchange(), "least_volume": give.choice("VOL_RANG", _VOLUMES, 0)}
_OVER_DAYS = _USUAL | {"days": give.choice("NDAY", _DAYS, 1)}
_OVER_MINUTES = _USUAL | {"minutes": give.choice("MINX", _MINUTES, 5)}
_PRICES = {"least_price": give.decimal("PRC1", None), "most_price": give.decimal("PRC2", None)}
_INSTEAD = "ask kis.market.search (inquire-search) and sort what it finds"


def _ranking(api: str, request: Any, reply: Any, row: type[R], parameters: dict[str, Parameter]) -> Question[R]:
    return Question(api, request, reply, row, parameters, pager=ByKey(), instead=_INSTEAD)


MARKET_CAPS = _ranking(
    "해외주식-047",
    requests.MarketCapRequest,
    replies.MarketCapReply,
    rankings.ByMarketCap,
    _USUAL | {"in_won": give.choice("CURR_GB", {True: "1", False: "0"}, False)},
)
"""By market value; MarketCapHead says the currency."""

NEW_EXTREMES = _ranking(
    "해외주식-042",
    requests.NewHighlowRequest,
    replies.NewHighlowReply,
    rankings.NewExtreme,
    _USUAL
    | {
        "which": give.choice("GUBN", {"high": "1", "low": "0"}, "high"),
        "held": give.choice("GUBN2", {True: "1", False: "0"}, True),
        "days": give.choice("NDAY", _EXTREME_DAYS, "52w"),
    },
)
"""New highs or lows of some days: held until now, or only touched."""

SHARP_MOVES = _ranking(
    "해외주식-038",
    requests.PriceFluctRequest,
    replies.PriceFluctReply,
    rankings.SharpMove,
    _OVER_MINUTES | {"which": give.choice("GUBN", {"up": "1", "down": "0"}, "up")},
)
"""Sharp moves of the last minutes."""

VOLUME_GROWTHS = _ranking(
    "해외주식-045", requests.TradeGrowthRequest, replies.TradeGrowthReply, rankings.VolumeGrowth, _OVER_DAYS
)
"""By growth of the volume."""

TURNOVERS = _ranking(
    "해외주식-044", requests.TradePbmnRequest, replies.TradePbmnReply, rankings.ByTurnover, _OVER_DAYS | _PRICES
)
"""By money traded."""

TURNOVER_RATES = _ranking(
    "해외주식-046", requests.TradeTurnoverRequest, replies.TradeTurnoverReply, rankings.ByTurnoverRate, _OVER_DAYS
)
"""By volume in percent of the listed shares."""

VOLUMES = _ranking(
    "해외주식-043", requests.TradeVolRequest, replies.TradeVolReply, rankings.ByVolume, _OVER_DAYS | _PRICES
)
"""By shares traded."""

MOVERS = _ranking(
    "해외주식-041",
    requests.UpdownRateRequest,
    replies.UpdownRateReply,
    rankings.Mover,
    _OVER_DAYS | {"which": give.choice("GUBN", {"up": "1", "down": "0"}, "up")},
)
"""Gainers or losers."""

STRENGTHS = _ranking(
    "해외주식-040",
    requests.VolumePowerRequest,
    replies.VolumePowerReply,
    rankings.ByStrength,
    _USUAL | {"span": give.whole("NDAY", 0, most=9)},
)
"""By buying strength. `span` is KIS's NDAY, 0 to 9: its documents disagree whether it counts days or minutes."""

VOLUME_SURGES = _ranking(
    "해외주식-039", requests.VolumeSurgeRequest, replies.VolumeSurgeReply, rankings.VolumeSurge, _OVER_MINUTES
)
"""Surges of the volume in the last minutes."""

INDUSTRY_MEMBERS = _ranking(
    "해외주식-048",
    requests.IndustryThemeRequest,
    replies.IndustryThemeReply,
    rankings.IndustryMember,
    _USUAL | {"industry": give.text("ICOD")},
)
"""The shares of an industry, by the code that INDUSTRIES gives."""
