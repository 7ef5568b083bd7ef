"""The few words that every part of the house shares: environments, exchanges, currencies, and what an order is.

A leaf: it imports nothing of haero, so that the desk and the market can speak of the same exchange without knowing each other.
"""

from datetime import timedelta, timezone
from decimal import Decimal
from enum import StrEnum

ZERO = Decimal(0)
KST = timezone(timedelta(hours=9), "KST")
"""Korean time: no summer time since 1988."""


class SharedWord(StrEnum):
    """A shared word: a text with a fixed list of values. Tables of the whole house are keyed by them."""

    __hash__ = (
        str.__hash__
    )  # of the text itself, in C: an enum's own hash is a call of Python for each look into a table


class Environment(SharedWord):
    """실전 or 모의: two sets of apps, accounts and rules, both served."""

    REAL = "real"
    MOCK = "mock"


class Language(SharedWord):
    """In what haero speaks to a person: one language at a time."""

    EN = "en"
    KO = "ko"


class Currency(SharedWord):
    """ISO 4217 codes of the currencies that an account can hold."""

    USD = "USD"
    HKD = "HKD"
    CNY = "CNY"
    JPY = "JPY"
    VND = "VND"
    KRW = "KRW"


class Side(SharedWord):
    BUY = "buy"
    SELL = "sell"


class OrderType(SharedWord):
    """How an order meets the market."""

    LIMIT = "limit"
    MARKET_ON_OPEN = "market_on_open"
    LIMIT_ON_OPEN = "limit_on_open"
    MARKET_ON_CLOSE = "market_on_close"
    LIMIT_ON_CLOSE = "limit_on_close"
    TWAP = "twap"
    VWAP = "vwap"
    ODD_LOT_LIMIT = "odd_lot_limit"


class Action(SharedWord):
    """What the order does: a new intent, or a change to another order."""

    NEW = "new"
    REVISE = "revise"
    CANCEL = "cancel"


class Exchange(SharedWord):
    """The nine exchanges of the overseas-stock APIs."""

    NASDAQ = "NASDAQ"
    NYSE = "NYSE"
    AMEX = "AMEX"
    HONG_KONG = "HONG_KONG"
    SHANGHAI = "SHANGHAI"
    SHENZHEN = "SHENZHEN"
    TOKYO = "TOKYO"
    HANOI = "HANOI"
    HO_CHI_MINH = "HO_CHI_MINH"


EXCHANGE_NAMES: dict[str, Exchange] = {
    "NASD": Exchange.NASDAQ,
    "NYSE": Exchange.NYSE,
    "AMEX": Exchange.AMEX,
    "SEHK": Exchange.HONG_KONG,
    "SHAA": Exchange.SHANGHAI,
    "SZAA": Exchange.SHENZHEN,
    "TKSE": Exchange.TOKYO,
    "HASE": Exchange.HANOI,
    "VNSE": Exchange.HO_CHI_MINH,
}
"""The exchanges as KIS's customers write them (해외거래소코드); settings and recordings take these beside haero's own names."""

US_EXCHANGES = frozenset({Exchange.NASDAQ, Exchange.NYSE, Exchange.AMEX})

CURRENCY_OF: dict[Exchange, Currency] = {
    Exchange.NASDAQ: Currency.USD,
    Exchange.NYSE: Currency.USD,
    Exchange.AMEX: Currency.USD,
    Exchange.HONG_KONG: Currency.HKD,
    Exchange.SHANGHAI: Currency.CNY,
    Exchange.SHENZHEN: Currency.CNY,
    Exchange.TOKYO: Currency.JPY,
    Exchange.HANOI: Currency.VND,
    Exchange.HO_CHI_MINH: Currency.VND,
}

InstrumentKey = tuple[Exchange, str]
"""An exchange and a symbol on it."""
