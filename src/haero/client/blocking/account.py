"""What an account has and did, beyond the balance."""

from datetime import date, datetime

from haero.client.blocking.office import Office
from haero.client.core.asked import korean_day, spans, within
from haero.client.core.facts import OrderFacts
from haero.client.orders.symbol import Ticker
from haero.client.pages import Pages
from haero.client.results import trading_questions as questions
from haero.client.results.balance import Holding
from haero.client.results.moments import in_new_york
from haero.client.results.money import Margin, Profit, SettledHolding, Trade, WonCash
from haero.client.results.orders import AlgoFill, AlgoOrder
from haero.client.results.parameters import exchange_of
from haero.terms import CURRENCY_OF, Currency, Exchange, Side


class Account:
    """`kis.account`."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def holdings(
        self,
        exchange: Exchange | str = Exchange.NASDAQ,
        *,
        currency: Currency | str | None = None,
    ) -> Pages[Holding]:
        """The holdings of an exchange (NASDAQ: the whole US, on real); `also(HoldingTotals)`. Source: v1_해외주식-006."""
        return self._office.pages(questions.HOLDINGS, _holdings(exchange, currency))

    def settled(self, on: date | str | None = None, *, in_won: bool = False) -> Pages[SettledHolding]:
        """What had settled on a day (결제기준잔고), today by default; `also(SettledCash)`. Source: 해외주식-064."""

        def fields(now: datetime) -> dict[str, object]:
            return {"on": on or korean_day(now), "in_won": in_won}

        return self._office.pages(questions.SETTLED, fields)

    def trades(
        self,
        since: date | str | None = None,
        until: date | str | None = None,
        *,
        symbol: str | Ticker | None = None,
        exchange: Exchange | str | None = None,
        side: Side | str | None = None,
    ) -> Pages[Trade]:
        """What was traded by day, with fees (일별거래내역), 30 days by default; `also(TradeTotals)`. Source: 해외주식-063."""

        def fields(now: datetime) -> dict[str, object]:
            return spans(now, since, until) | within(symbol, exchange) | {"side": side}

        return self._office.pages(questions.TRADES, fields)

    def profits(
        self,
        since: date | str | None = None,
        until: date | str | None = None,
        *,
        symbol: str | Ticker | None = None,
        exchange: Exchange | str | None = None,
        currency: Currency | str | None = None,
        in_won: bool = False,
    ) -> Pages[Profit]:
        """Realised profit by day and symbol (기간손익), 30 days by default; `also(ProfitTotals)`. Source: v1_해외주식-032."""

        def fields(now: datetime) -> dict[str, object]:
            asked = spans(now, since, until) | within(symbol, exchange)
            return asked | {"currency": currency, "in_won": in_won}

        return self._office.pages(questions.PROFITS, fields)

    def margins(self) -> Pages[Margin]:
        """Cash and margin by country (증거금 통화별조회). Source: 해외주식-035."""
        return self._office.pages(questions.MARGINS, {})

    def algo_orders(self, on: date | str | None = None) -> Pages[AlgoOrder]:
        """TWAP and VWAP orders of a trading day, that of New York's date now by default. Source: 해외주식-071."""

        def fields(now: datetime) -> dict[str, object]:
            return {"on": on or _us_day(now)}

        return self._office.pages(questions.ALGO_ORDERS, fields)

    def algo_fills(
        self, order: OrderFacts | AlgoOrder | str, on: date | str | None = None, *, branch: str = ""
    ) -> Pages[AlgoFill]:
        """The executions of one TWAP or VWAP order; `also(AlgoTotal)` has their sum.

        `on` is the trading day of the order: what `buy` gave knows its own, else New York's date now. Source: 해외주식-070.
        """
        odno = order if isinstance(order, str) else order.odno
        office = branch if isinstance(order, str) else branch or order.branch

        def fields(now: datetime) -> dict[str, object]:
            day = _us_day(order.at if isinstance(order, OrderFacts) else now)
            return {"on": on or day, "odno": odno, "branch": office, "with_total": True}

        return self._office.pages(questions.ALGO_FILLS, fields)

    def won_cash(self) -> WonCash:
        """The won that orders can use (매수가능조회). Source: v1_국내주식-007."""
        return self._office.one(questions.WON_CASH)


def _us_day(moment: datetime) -> date:
    """The US trading day at a moment: in Korea it goes on after midnight."""
    return in_new_york(moment).date()


def _holdings(exchange: Exchange | str, currency: Currency | str | None) -> dict[str, object]:
    return {"exchange": exchange, "currency": currency or CURRENCY_OF[exchange_of(exchange)]}
