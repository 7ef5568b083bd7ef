"""What an account is worth, what of it has settled, and what it has done: questions for desk, market and calendar at once.

books       the door by which an operation reads: account, market, fees, rates
view        an account as it stands now: values, trades of today, what is still to settle
settled     the same account as it had settled on a day
past_trades what was traded in a range of days
settlement  when a trade settles
buying      how many shares a sum of money buys
"""

from haero.books.books import Books
from haero.books.buying import largest_buy
from haero.books.past_trades import sales, trades
from haero.books.settled import SettledBooks, SettledHolding
from haero.books.settlement import SETTLEMENT_DAYS, settlement_date
from haero.books.view import Cash, Holding, Valuation, floor, percent

__all__ = [
    "SETTLEMENT_DAYS",
    "Books",
    "Cash",
    "Holding",
    "SettledBooks",
    "SettledHolding",
    "Valuation",
    "floor",
    "largest_buy",
    "percent",
    "sales",
    "settlement_date",
    "trades",
]
