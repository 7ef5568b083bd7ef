"""What an account has. On mock KIS tells it in pieces: sums in one answer, holdings by exchange, cash by what orders could use."""

from collections.abc import Iterable
from decimal import Decimal

from haero.client.core.asking import Asker
from haero.client.core.cursor import Cursor
from haero.client.core.effects import Asking
from haero.client.core.quoting import one
from haero.client.results.balance import Balance, Cash, Holding, PresentHolding, Totals
from haero.client.results.parameters import exchange_of
from haero.client.results.trading_questions import BALANCE, BUYING_POWER, HOLDINGS
from haero.terms import CURRENCY_OF, Currency, Environment, Exchange

USUAL_ON_MOCK = (Exchange.NASDAQ, Exchange.NYSE, Exchange.AMEX)
_KNOWN_SHARES = {
    Currency.USD: (Exchange.NASDAQ, "AAPL"),
    Currency.HKD: (Exchange.HONG_KONG, "00700"),
    Currency.CNY: (Exchange.SHANGHAI, "600519"),
    Currency.JPY: (Exchange.TOKYO, "7203"),
    Currency.VND: (Exchange.HO_CHI_MINH, "VNM"),
}
"""KIS says what orders could use for one symbol at a time; the amount is the same for every one of a currency."""


def balance(asker: Asker, *, in_won: bool, exchanges: Iterable[Exchange | str] | None) -> Asking[Balance]:
    """Holdings, cash and sums; on mock of these exchanges (the three of the US by default), one call for each."""
    cursor = Cursor(asker, BALANCE, {"in_won": in_won})
    holdings: list[PresentHolding] = []
    cash: list[Cash] = []
    sums: list[Totals] = []
    while not cursor.ended:
        holdings += yield from cursor.next_page()
        assert cursor.reply is not None
        cash += BALANCE.also(cursor.reply, Cash)
        sums += BALANCE.also(cursor.reply, Totals)
    total = sums[-1] if sums else None
    if asker.profile.environment is Environment.REAL:
        return Balance(holdings, cash, total)
    asked = tuple(map(exchange_of, exchanges)) if exchanges is not None else USUAL_ON_MOCK
    held: list[Holding] = []
    for exchange in asked:
        rows = Cursor(asker, HOLDINGS, {"exchange": exchange, "currency": CURRENCY_OF[exchange]})
        held += yield from rows.every()
    usable: dict[str, Decimal] = {}
    for currency in dict.fromkeys(CURRENCY_OF[exchange] for exchange in asked):
        exchange, symbol = _KNOWN_SHARES[currency]
        power = yield from one(asker, BUYING_POWER, exchange=exchange, symbol=symbol, price=1)
        usable[currency.value] = power.cash
    return Balance(held, cash, total, usable)
