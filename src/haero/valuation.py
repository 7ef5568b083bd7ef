"""What an account is worth and what of it has settled: questions that need the desk, the market and the calendar at once."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from haero.broker import Broker
from haero.desk.accounts import ZERO, Account, position_key
from haero.desk.orders import Execution, Side
from haero.terms import CURRENCY_OF, Currency, Exchange

SETTLEMENT_DAYS: dict[Exchange, int] = {
    Exchange.NASDAQ: 1,
    Exchange.NYSE: 1,
    Exchange.AMEX: 1,
    Exchange.HONG_KONG: 2,
    Exchange.SHANGHAI: 1,
    Exchange.SHENZHEN: 1,
    Exchange.TOKYO: 2,
    Exchange.HANOI: 2,
    Exchange.HO_CHI_MINH: 2,
}
"""Business days of the exchange from trade to settlement, by the markets' own rules."""

_LONGEST = max(SETTLEMENT_DAYS.values())


class Valuation:
    """Looks at one account as the market stands now. Amounts are in the currency named, won where said."""

    def __init__(self, broker: Broker, account: Account, rates: dict[Currency, Decimal]) -> None:
        self.broker = broker
        self.account = account
        self.rates = rates
        self.now = broker.market.clock.now()

    def trading_date(self, exchange: Exchange) -> date:
        """The day to which today's trades of the exchange belong."""
        return self.broker.market.sessions.trading_date(exchange, self.now)

    def settlement_date(self, exchange: Exchange, trade_date: date) -> date:
        """When a trade of that day settles, the exchange's holidays counted."""
        settles = trade_date
        for _ in range(SETTLEMENT_DAYS[exchange]):
            settles = self.broker.market.sessions.next_business_day(exchange, settles)
        return settles

    def unsettled(self) -> Iterator[Execution]:
        """Executions whose settlement date has not come, newest first.

        Trades come in time order, so the search ends soon after the longest settlement cycle: a fortnight covers any holiday.
        """
        for done in reversed(self.account.executions):
            today = self.trading_date(done.exchange)
            if (today - done.trade_date).days > 14 + _LONGEST:
                return
            if self.settlement_date(done.exchange, done.trade_date) > today:
                yield done

    def unsettled_cash(self, currency: Currency) -> Decimal:
        """Cash that is in the balance but still to come (negative: still to go out)."""
        return sum((cash_of(done) for done in self.unsettled() if CURRENCY_OF[done.exchange] is currency), ZERO)

    def unsettled_sales(self, currency: Currency) -> Decimal:
        """Proceeds of sales still to come."""
        sold = (done for done in self.unsettled() if done.side is Side.SELL)
        return sum((cash_of(done) for done in sold if CURRENCY_OF[done.exchange] is currency), ZERO)

    def settled_shares(self, key: str) -> int:
        """Shares of a holding that have settled: what is held, less buys to come, plus sales to go."""
        held = self.account.positions[key].quantity
        for done in self.unsettled():
            if position_key(done.exchange, done.symbol) == key:
                held -= done.quantity if done.side is Side.BUY else -done.quantity
        return held

    def today(self) -> Iterator[Execution]:
        """Executions of their exchange's current trading day."""
        for done in reversed(self.account.executions):
            today = self.trading_date(done.exchange)
            if done.trade_date == today:
                yield done
            elif (today - done.trade_date).days > _LONGEST:
                return

    def won(self, amount: Decimal, currency: Currency) -> Decimal:
        """The amount in won at the set rate."""
        return amount * self.rates[currency]


def cash_of(done: Execution) -> Decimal:
    """What an execution does to the cash: negative for a buy, the fee included."""
    amount = done.price * done.quantity
    return amount - done.fee if done.side is Side.SELL else -amount - done.fee
