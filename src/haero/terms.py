"""The few words that every part of the house shares: environments, exchanges, currencies.

A leaf: it imports nothing of haero, so that the desk and the market can speak of the same exchange without knowing each other.
"""

from enum import StrEnum


class Environment(StrEnum):
    """실전 or 모의: two sets of apps, accounts and rules, both served."""

    REAL = "real"
    MOCK = "mock"


class Currency(StrEnum):
    """ISO 4217 codes of the currencies that an account can hold."""

    USD = "USD"
    HKD = "HKD"
    CNY = "CNY"
    JPY = "JPY"
    VND = "VND"
    KRW = "KRW"


class Exchange(StrEnum):
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
