# Written by tools/make_async.py from blocking/rankings.py: don't edit.
"""The rankings of KIS. None of them is there on mock."""

from typing import Literal

from haero.client.asynchronous.office import AsyncOffice
from haero.client.orders.price import Price
from haero.client.pages import AsyncPages
from haero.client.results import ranking_questions as questions
from haero.client.results.rankings import (
    ByMarketCap,
    ByStrength,
    ByTurnover,
    ByTurnoverRate,
    ByVolume,
    IndustryMember,
    Mover,
    NewExtreme,
    SharpMove,
    VolumeGrowth,
    VolumeSurge,
)
from haero.terms import Exchange


class AsyncRankings:
    """`kis.market.rankings`: best first, further down as far as you read."""

    def __init__(self, office: AsyncOffice) -> None:
        self._office = office

    def market_caps(
        self,
        exchange: Exchange | str,
        *,
        least_volume: int = 0,
        in_won: bool = False,
    ) -> AsyncPages[ByMarketCap]:
        """By market value (시가총액순위). Source: 해외주식-047."""
        return self._office.pages(
            questions.MARKET_CAPS, {"exchange": exchange, "least_volume": least_volume, "in_won": in_won}
        )

    def new_extremes(
        self,
        exchange: Exchange | str,
        which: Literal["high", "low"] = "high",
        *,
        days: int | Literal["52w"] = "52w",
        held: bool = True,
        least_volume: int = 0,
    ) -> AsyncPages[NewExtreme]:
        """New highs or lows (신고/신저가). Source: 해외주식-042."""
        return self._office.pages(
            questions.NEW_EXTREMES,
            {"exchange": exchange, "which": which, "days": days, "held": held, "least_volume": least_volume},
        )

    def sharp_moves(
        self,
        exchange: Exchange | str,
        which: Literal["up", "down"] = "up",
        *,
        minutes: int = 5,
        least_volume: int = 0,
    ) -> AsyncPages[SharpMove]:
        """Sharp moves of the last minutes (가격급등락). Source: 해외주식-038."""
        return self._office.pages(
            questions.SHARP_MOVES,
            {"exchange": exchange, "which": which, "minutes": minutes, "least_volume": least_volume},
        )

    def volume_growths(
        self,
        exchange: Exchange | str,
        *,
        days: int = 1,
        least_volume: int = 0,
    ) -> AsyncPages[VolumeGrowth]:
        """By growth of the volume (거래증가율순위). Source: 해외주식-045."""
        return self._office.pages(
            questions.VOLUME_GROWTHS, {"exchange": exchange, "days": days, "least_volume": least_volume}
        )

    def turnovers(
        self,
        exchange: Exchange | str,
        *,
        days: int = 1,
        least_volume: int = 0,
        least_price: Price | None = None,
        most_price: Price | None = None,
    ) -> AsyncPages[ByTurnover]:
        """By money traded (거래대금순위). Source: 해외주식-044."""
        return self._office.pages(
            questions.TURNOVERS,
            {
                "exchange": exchange,
                "days": days,
                "least_volume": least_volume,
                "least_price": least_price,
                "most_price": most_price,
            },
        )

    def turnover_rates(
        self,
        exchange: Exchange | str,
        *,
        days: int = 1,
        least_volume: int = 0,
    ) -> AsyncPages[ByTurnoverRate]:
        """By volume in percent of the listed shares (거래회전율순위). Source: 해외주식-046."""
        return self._office.pages(
            questions.TURNOVER_RATES, {"exchange": exchange, "days": days, "least_volume": least_volume}
        )

    def volumes(
        self,
        exchange: Exchange | str,
        *,
        days: int = 1,
        least_volume: int = 0,
        least_price: Price | None = None,
        most_price: Price | None = None,
    ) -> AsyncPages[ByVolume]:
        """By shares traded (거래량순위). Source: 해외주식-043."""
        return self._office.pages(
            questions.VOLUMES,
            {
                "exchange": exchange,
                "days": days,
                "least_volume": least_volume,
                "least_price": least_price,
                "most_price": most_price,
            },
        )

    def movers(
        self,
        exchange: Exchange | str,
        which: Literal["up", "down"] = "up",
        *,
        days: int = 1,
        least_volume: int = 0,
    ) -> AsyncPages[Mover]:
        """Gainers or losers (상승율/하락율). Source: 해외주식-041."""
        return self._office.pages(
            questions.MOVERS, {"exchange": exchange, "which": which, "days": days, "least_volume": least_volume}
        )

    def strengths(
        self,
        exchange: Exchange | str,
        *,
        span: int = 0,
        least_volume: int = 0,
    ) -> AsyncPages[ByStrength]:
        """By buying strength (매수체결강도상위). Source: 해외주식-040."""
        return self._office.pages(
            questions.STRENGTHS, {"exchange": exchange, "span": span, "least_volume": least_volume}
        )

    def volume_surges(
        self,
        exchange: Exchange | str,
        *,
        minutes: int = 5,
        least_volume: int = 0,
    ) -> AsyncPages[VolumeSurge]:
        """Surges of the volume (거래량급증). Source: 해외주식-039."""
        return self._office.pages(
            questions.VOLUME_SURGES, {"exchange": exchange, "minutes": minutes, "least_volume": least_volume}
        )

    def industry(
        self,
        exchange: Exchange | str,
        industry: str,
        *,
        least_volume: int = 0,
    ) -> AsyncPages[IndustryMember]:
        """The shares of an industry, by its code in `industries` (업종별시세). Source: 해외주식-048."""
        return self._office.pages(
            questions.INDUSTRY_MEMBERS, {"exchange": exchange, "industry": industry, "least_volume": least_volume}
        )
