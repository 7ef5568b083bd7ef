"""An account as it stands now: what it holds and is worth, what was traded today, what is still to settle."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal
from functools import cached_property
from typing import NamedTuple

from haero.books.settlement import LONGEST_DAYS, last_known_moment, settlement_date, trading_date
from haero.desk.accounts import Account, Position, position_key
from haero.desk.trades import DayTrade, trade_key
from haero.terms import CURRENCY_OF, ZERO, Currency, Exchange, Side
from haero.world.marketplace import Marketplace

_ONE = Decimal(1)
_HUNDRED = Decimal(100)


class Holding(NamedTuple):
    """One holding, valued. `settled` shares are held, less buys to come, plus sales to go; `bought` and `sold` are today's."""

    position: Position
    price: Decimal
    settled: int
    bought: DayTrade | None
    sold: DayTrade | None

    @property
    def value(self) -> Decimal:
        return self.price * self.position.quantity

    @property
    def profit(self) -> Decimal:
        return self.value - self.position.cost


class Cash(NamedTuple):
    """Cash of one currency. `balance` = `settled` + `to_come` (sales) - `to_go` (buys, fees included)."""

    balance: Decimal
    reserved: Decimal
    to_come: Decimal
    to_go: Decimal

    @property
    def available(self) -> Decimal:
        """What a new buy may use: sales count at once."""
        return self.balance - self.reserved

    @property
    def settled(self) -> Decimal:
        return self.balance - self.to_come + self.to_go

    @property
    def free(self) -> Decimal:
        """What could leave the account today: settled, and not needed by anything."""
        return max(ZERO, min(self.available, self.settled))

    @property
    def missing(self) -> Decimal:
        """What was paid out before the sale that covers it had settled."""
        return max(ZERO, -self.settled)


class HoldingTotals(NamedTuple):
    """Several holdings together, what was sold of them included."""

    cost: Decimal
    value: Decimal
    realised: Decimal
    sold_cost: Decimal

    @property
    def unrealised(self) -> Decimal:
        return self.value - self.cost


class Valuation:
    """Looks at one account as the market stands at `now`. Amounts are in the currency named, won where said.

    Made for one question and thrown away: the account must not change meanwhile. Exchange rates are a setting, the same for
    every day.
    """

    def __init__(self, market: Marketplace, account: Account, rates: Mapping[Currency, Decimal], now: datetime) -> None:
        self.market = market
        self.account = account
        self.rates = rates
        self.sessions = market.sessions
        self.now = now
        self._dates: dict[Exchange, date] = {}

    # Days

    def trading_date(self, exchange: Exchange) -> date:
        """The day to which today's trades of the exchange belong."""
        found = self._dates.get(exchange)
        if found is None:
            found = self._dates[exchange] = trading_date(self.sessions, exchange, self.now)
        return found

    def settlement_date(self, exchange: Exchange, trade_date: date) -> date:
        """When a trade of that day settles, the exchange's holidays counted."""
        return settlement_date(self.sessions, exchange, trade_date)

    def is_over(self, trade: DayTrade) -> bool:
        """Has the exchange's date moved on since the trade?"""
        return self.sessions.local_date(trade.exchange, self.now) > trade.trade_date

    def unsettled_on(self, basis: date) -> Iterator[DayTrade]:
        """Trades that settle after the day; only days that can matter are looked at."""
        for day, trades in self.account.trades.items():
            if (basis - day).days <= LONGEST_DAYS:
                yield from (t for t in trades.values() if self.settlement_date(t.exchange, day) > basis)

    @cached_property
    def unsettled(self) -> list[DayTrade]:
        """Trades whose settlement date has not come at their exchange."""
        found = []
        for day, trades in self.account.trades.items():
            for trade in trades.values():
                today = self.trading_date(trade.exchange)
                if (today - day).days <= LONGEST_DAYS and self.settlement_date(trade.exchange, day) > today:
                    found.append(trade)
        return found

    def today(self, side: Side, exchange: Exchange, symbol: str) -> DayTrade | None:
        """What was traded of an instrument on its exchange's current trading day."""
        day = self.account.trades.get(self.trading_date(exchange), {})
        return day.get(trade_key(side, position_key(exchange, symbol)))

    def traded_today(self, side: Side, currency: Currency) -> Decimal:
        """Price times shares of today's trades in a currency, without fees."""
        exchanges = [exchange for exchange, money in CURRENCY_OF.items() if money is currency]
        days = {exchange: self.account.trades.get(self.trading_date(exchange), {}) for exchange in exchanges}
        return sum(
            (t.amount for e, trades in days.items() for t in trades.values() if t.exchange is e and t.side is side),
            ZERO,
        )

    # Holdings

    def price(self, exchange: Exchange, symbol: str) -> Decimal:
        """The price at which a holding is valued: the last trade, as late as all market data, else the previous close.

        Where the exchange's calendar has ended, the last one that it reaches. Raises Refusal UNKNOWN_INSTRUMENT.
        """
        moment = last_known_moment(self.sessions, exchange, self.now)
        if moment is self.now:
            moment = self.market.seen(self.now)
        summary = self.market.source.summary(self.market.instrument(exchange, symbol), moment)
        return summary.last if summary.last is not None else summary.previous_close

    def holding(self, position: Position) -> Holding:
        """A holding, valued."""
        exchange, symbol = position.exchange, position.symbol
        settled = position.quantity
        for side, sign in ((Side.BUY, -1), (Side.SELL, 1)):
            settled += sign * self._unsettled_shares.get(trade_key(side, position_key(exchange, symbol)), 0)
        bought, sold = (self.today(side, exchange, symbol) for side in (Side.BUY, Side.SELL))
        return Holding(position, self.price(exchange, symbol), settled, bought, sold)

    @cached_property
    def _unsettled_shares(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for trade in self.unsettled:
            key = trade_key(trade.side, position_key(trade.exchange, trade.symbol))
            found[key] = found.get(key, 0) + trade.quantity
        return found

    def totals(self, positions: Iterable[Position], factors: Mapping[Currency, Decimal]) -> HoldingTotals:
        """Sums over holdings, each times the factor of its currency."""
        cost = value = realised = sold_cost = ZERO
        for position in positions:
            factor = factors[position.currency]
            cost += position.cost * factor
            realised += position.realised * factor
            sold_cost += position.sold_cost * factor
            if position.quantity:
                value += self.price(position.exchange, position.symbol) * position.quantity * factor
        return HoldingTotals(cost, value, realised, sold_cost)

    # Cash

    def cash(self, currency: Currency) -> Cash:
        """The cash of a currency; all zero where the account never had any."""
        purse = self.account.cash.get(currency)
        mine = [trade for trade in self.unsettled if CURRENCY_OF[trade.exchange] is currency]
        to_come = sum((trade.cash for trade in mine if trade.side is Side.SELL), ZERO)
        to_go = -sum((trade.cash for trade in mine if trade.side is Side.BUY), ZERO)
        return Cash(purse.balance if purse else ZERO, purse.reserved if purse else ZERO, to_come, to_go)

    # Won

    def won(self, amount: Decimal, currency: Currency) -> Decimal:
        """The amount in won at the set rate."""
        return amount * self.rates[currency]

    def factors(self, currencies: set[Currency]) -> dict[Currency, Decimal]:
        """What amounts of several currencies are multiplied with to be added: the won rates, or 1 where there is only one."""
        return dict.fromkeys(currencies, _ONE) if len(currencies) < 2 else {c: self.rates[c] for c in currencies}


def percent(profit: Decimal, cost: Decimal) -> Decimal:
    """Profit in percent of its cost; 0 where nothing was paid."""
    return profit * _HUNDRED / cost if cost else ZERO


def floor(amount: Decimal, decimals: int = 0) -> Decimal:
    """Cut after so many decimals, towards zero: how KIS writes won amounts and some rates (documented examples)."""
    return amount.quantize(Decimal(1).scaleb(-decimals), ROUND_DOWN)
