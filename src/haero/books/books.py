"""The read door of one running house: what operations may look at. Nothing here changes anything or moves time."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal

from haero.books.buying import largest_buy
from haero.books.view import Valuation
from haero.desk.accounts import Account
from haero.desk.fees import FeeSchedule
from haero.desk.reasons import Reason, Refusal
from haero.desk.state import State
from haero.terms import Currency, Exchange
from haero.world.marketplace import Marketplace


class Books:
    """Accounts, market, fees and rates as they stand.

    `rates` are won for one unit of each currency, the same for every day. `newest` tells the number of the newest event of the
    journal, `newest_of_market` of the newest one that is of no account: what is read here rests on no later one.
    """

    def __init__(
        self,
        state: State,
        market: Marketplace,
        fees: FeeSchedule,
        rates: Mapping[Currency, Decimal],
        newest: Callable[[], int],
        newest_of_market: Callable[[], int],
    ) -> None:
        self._accounts = state.accounts
        self._newest, self._newest_of_market = newest, newest_of_market
        self.market = market
        self.fees = fees
        self.rates = rates

    @property
    def seq(self) -> int:
        """The newest journal number: of the newest event that an account or the market can show."""
        return self._newest()

    @property
    def market_seq(self) -> int:
        """The newest journal number that prices, halts and the clock can rest on: no event of an account moves them."""
        return self._newest_of_market()

    def account(self, account_id: str) -> Account:
        """The account as it stands, to be read only. Raises Refusal UNKNOWN_ACCOUNT."""
        account = self._accounts.get(account_id)
        if account is None:
            raise Refusal(Reason.UNKNOWN_ACCOUNT, account_id)
        return account

    def valuation(self, account: Account, now: datetime) -> Valuation:
        """A look at the account as the market stands at `now`, the moment up to which time has been worked through."""
        return Valuation(self.market, account, self.rates, now)

    def largest_buy(self, exchange: Exchange, cash: Decimal, price: Decimal) -> int:
        """The most shares whose price and highest fee fit into `cash`."""
        return largest_buy(self.fees, exchange, cash, price)
