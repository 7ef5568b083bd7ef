"""What KIS says of the market: prices, bars, instruments, calendars, rights, news."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal

from haero.client.blocking.office import Office
from haero.client.blocking.rankings import Rankings
from haero.client.core.asked import korean_day, spans, stock, within
from haero.client.core.quoting import last_price
from haero.client.orders.price import Price
from haero.client.orders.symbol import Ticker, as_ticker
from haero.client.pages import Pages
from haero.client.results import quote_questions as quotes
from haero.client.results.bars import ChartBar, DailyBar, IndexMinute, MinuteBar
from haero.client.results.events import BreakingNews, Collateral, IceRight, News, Right
from haero.client.results.instruments import Industry, InstrumentInfo, Match, SettlementDate, TapeTrade
from haero.client.results.quotes import Detail, LastPrice, MultiQuote
from haero.terms import Exchange


class Market:
    """`kis.market`; `rankings` has the eleven rankings and the members of an industry."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self.rankings = Rankings(office)

    def price(
        self,
        symbol: str | Ticker,
    ) -> LastPrice:
        """The last price, in both environments. Source: v1_해외주식-009."""
        return self._office.run(last_price(self._office.asker, as_ticker(symbol)))

    def detail(
        self,
        symbol: str | Ticker,
    ) -> Detail:
        """Everything about the price (현재가상세): tick, lot, limits, 52 weeks, PER, listed shares. Source: v1_해외주식-029."""
        return self._office.one(quotes.DETAIL, **stock(symbol))

    def quotes(self, symbols: Sequence[str | Ticker]) -> Pages[MultiQuote]:
        """Up to ten symbols in one call (복수종목 시세). Source: 해외주식 multprice."""
        if isinstance(symbols, str | Ticker):  # they are sequences too, of letters
            symbols = [symbols]
        pairs = [(ticker.exchange, ticker.symbol) for ticker in map(as_ticker, symbols)]
        return self._office.pages(quotes.MULTI_QUOTES, {"symbols": pairs})

    def daily_bars(
        self,
        symbol: str | Ticker,
        *,
        period: Literal["day", "week", "month"] = "day",
        until: date | str | None = None,
        adjusted: bool = False,
    ) -> Pages[DailyBar]:
        """Daily, weekly or monthly bars (기간별시세), newest first, further back as far as you read. Source: v1_해외주식-010."""
        return self._office.pages(
            quotes.DAILY_BARS, stock(symbol) | {"period": period, "until": until, "adjusted": adjusted}
        )

    def minute_bars(
        self,
        symbol: str | Ticker,
        minutes: int = 1,
    ) -> Pages[MinuteBar]:
        """Bars of some minutes (분봉), newest first, further back as far as you read. Source: v1_해외주식-030."""
        return self._office.pages(quotes.MINUTE_BARS, stock(symbol) | {"minutes": minutes})

    def trades(
        self,
        symbol: str | Ticker,
        *,
        today: bool = True,
    ) -> Pages[TapeTrade]:
        """The newest trades of a symbol (체결추이). Source: 해외주식-037."""
        return self._office.pages(quotes.TAPE, stock(symbol) | {"today": today})

    def instrument(
        self,
        symbol: str | Ticker,
    ) -> InstrumentInfo:
        """What KIS has on file (상품기본정보). Source: v1_해외주식-034."""
        return self._office.one(quotes.INSTRUMENT, **stock(symbol))

    def settlement_dates(self, on: date | str | None = None) -> Pages[SettlementDate]:
        """When trades of a day settle, by market (결제일자), today by default. Source: 해외주식-017."""

        def fields(now: datetime) -> dict[str, object]:
            return {"on": on or korean_day(now)}

        return self._office.pages(quotes.SETTLEMENT_DATES, fields)

    def search(
        self,
        exchange: Exchange | str,
        *,
        price: tuple[Price, Price] | None = None,
        change_percent: tuple[Price, Price] | None = None,
        market_cap: tuple[Price, Price] | None = None,
        listed_shares: tuple[Price, Price] | None = None,
        volume: tuple[Price, Price] | None = None,
        turnover: tuple[Price, Price] | None = None,
        eps: tuple[Price, Price] | None = None,
        per: tuple[Price, Price] | None = None,
    ) -> Pages[Match]:
        """Shares within ranges (lowest, highest) (조건검색). Source: v1_해외주식-015."""
        return self._office.pages(
            quotes.SEARCH,
            {
                "exchange": exchange,
                "price": price,
                "change_percent": change_percent,
                "market_cap": market_cap,
                "listed_shares": listed_shares,
                "volume": volume,
                "turnover": turnover,
                "eps": eps,
                "per": per,
            },
        )

    def chart(
        self,
        code: str,
        since: date | str | None = None,
        until: date | str | None = None,
        *,
        kind: Literal["index", "rate", "bond", "gold"] = "index",
        period: Literal["day", "week", "month", "year"] = "day",
    ) -> Pages[ChartBar]:
        """Bars of an index (".DJI"), a rate ("FX@KRW"), a bond or gold; `also(ChartHead)`. Source: v1_해외주식-012."""

        def fields(now: datetime) -> dict[str, object]:
            return spans(now, since, until) | {"kind": kind, "code": code, "period": period}

        return self._office.pages(quotes.CHART, fields)

    def index_minutes(
        self,
        code: str,
        *,
        kind: Literal["index", "rate", "won_rate"] = "index",
        extended: bool = False,
        with_past: bool = True,
    ) -> Pages[IndexMinute]:
        """Minutes of an index or a rate, newest first; `also(IndexHead)`. Source: v1_해외주식-031."""
        return self._office.pages(
            quotes.INDEX_MINUTES,
            {
                "kind": kind,
                "code": code,
                "extended": extended,
                "with_past": with_past,
            },
        )

    def industries(
        self,
        exchange: Exchange | str,
    ) -> Pages[Industry]:
        """The industries of an exchange (업종별코드). Source: 해외주식-049."""
        return self._office.pages(quotes.INDUSTRIES, {"exchange": exchange})

    def rights(
        self,
        since: date | str | None = None,
        until: date | str | None = None,
        *,
        kind: str = "%%",
        by: Literal["record", "subscription", "subscription_end"] = "record",
        symbol: str | Ticker | None = None,
    ) -> Pages[Right]:
        """Dividends, splits and other rights between two dates (기간별권리), 30 days by default. Source: 해외주식-052."""

        def fields(now: datetime) -> dict[str, object]:
            return spans(now, since, until) | within(symbol, None) | {"kind": kind, "by": by}

        return self._office.pages(quotes.RIGHTS, fields)

    def ice_rights(
        self,
        symbol: str,
        *,
        country: Literal["US", "HK", "CN", "JP", "VN"] = "US",
        since: date | str | None = None,
        until: date | str | None = None,
    ) -> Pages[IceRight]:
        """The rights of one share (권리종합). Source: 해외주식-050."""
        return self._office.pages(
            quotes.ICE_RIGHTS, {"symbol": symbol, "country": country, "since": since, "until": until}
        )

    def collateral(
        self,
        *,
        country: Literal["US", "HK", "CN"] = "US",
        symbol: str = "",
    ) -> Pages[Collateral]:
        """Shares that KIS lends money on (담보대출 가능 종목); `also(CollateralTotals)`. Source: 해외주식-051."""
        return self._office.pages(quotes.COLLATERAL, {"country": country, "symbol": symbol})

    def news(
        self,
        *,
        country: Literal["US", "HK", "CN"] | None = None,
        exchange: Exchange | str | None = None,
        symbol: str = "",
        until: date | str | None = None,
    ) -> Pages[News]:
        """Titles of the overseas news (해외뉴스종합), newest first. Source: 해외주식-053."""
        return self._office.pages(
            quotes.NEWS,
            {
                "country": country,
                "exchange": exchange,
                "symbol": symbol,
                "until": until,
            },
        )

    def breaking_news(
        self,
    ) -> Pages[BreakingNews]:
        """The newest titles of the breaking news (해외속보). Source: 해외주식-055."""
        return self._office.pages(quotes.BREAKING_NEWS, {})
