"""Commission and taxes (수수료, 제세금): a setting, with documented defaults. `docs/rules.md` shows them."""

from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

import msgspec

from haero.terms import Currency, Exchange, Side

QUANTUM: dict[Currency, Decimal] = {
    Currency.USD: Decimal("0.01"),
    Currency.HKD: Decimal("0.01"),
    Currency.CNY: Decimal("0.01"),
    Currency.JPY: Decimal(1),
    Currency.VND: Decimal(1),
    Currency.KRW: Decimal(1),
}
"""The smallest unit in which a fee is charged."""


class FeeRate(msgspec.Struct, frozen=True):
    """Fractions of the traded amount: 0.0025 is 0.25 %.

    `commission` is KIS's and charged on both sides. `tax` (sells) and `buy_tax` (buys) are what state and exchange take.
    """

    commission: Decimal
    tax: Decimal = Decimal(0)
    buy_tax: Decimal = Decimal(0)

    def tax_of(self, side: Side) -> Decimal:
        """The tax on a side."""
        return self.tax if side is Side.SELL else self.buy_tax


_US = FeeRate(Decimal("0.0025"), Decimal("0.0000206"))
_CHINA = FeeRate(Decimal("0.003"), Decimal("0.0005841"), Decimal("0.0000841"))
_VIETNAM = FeeRate(Decimal("0.004"), Decimal("0.001"))

DEFAULT_RATES: dict[Exchange, FeeRate] = {
    Exchange.NASDAQ: _US,
    Exchange.NYSE: _US,
    Exchange.AMEX: _US,
    Exchange.HONG_KONG: FeeRate(Decimal("0.003"), Decimal("0.001085"), Decimal("0.001085")),
    Exchange.SHANGHAI: _CHINA,
    Exchange.SHENZHEN: _CHINA,
    Exchange.TOKYO: FeeRate(Decimal("0.0025")),
    Exchange.HANOI: _VIETNAM,
    Exchange.HO_CHI_MINH: _VIETNAM,
}
"""KIS's standard online commission per market without event discounts, and the taxes and levies of November 2026."""

_US_TAX = (
    "SEC Section 31 fee, $20.60 a million sold since 2026-04-04 (Release 34-104909); FINRA's fee per share is left out"
)
_CHINA_TAX = (
    "stamp duty 0.05 % of sales since 2023-08-28; "
    "both sides: handling 0.00341 %, management 0.002 %, transfer 0.001 % and 0.002 %"
)
_VIETNAM_TAX = "personal income tax 0.1 % of sales (Circular 111/2013/TT-BTC)"

TAX_SOURCES: dict[Exchange, str] = {
    Exchange.NASDAQ: _US_TAX,
    Exchange.NYSE: _US_TAX,
    Exchange.AMEX: _US_TAX,
    Exchange.HONG_KONG: "stamp duty 0.1 % since 2023-11-17, trading fee 0.00565 %, SFC levy 0.0027 %, AFRC levy 0.00015 %",
    Exchange.SHANGHAI: _CHINA_TAX,
    Exchange.SHENZHEN: _CHINA_TAX,
    Exchange.TOKYO: "none",
    Exchange.HANOI: _VIETNAM_TAX,
    Exchange.HO_CHI_MINH: _VIETNAM_TAX,
}
"""What the tax is made of, since when."""


class FeeSchedule:
    """Says what an order costs. The fee of an order is one number, charged as its executions come: slices never cost more."""

    def __init__(self, rates: dict[Exchange, FeeRate] | None = None) -> None:
        merged = DEFAULT_RATES | (rates or {})
        self._taxes = {(exchange, side): rate.tax_of(side) for exchange, rate in merged.items() for side in Side}
        self._rates = {key: merged[key[0]].commission + tax for key, tax in self._taxes.items()}

    def total(self, exchange: Exchange, currency: Currency, side: Side, amount: Decimal) -> Decimal:
        """The fee of an order that has traded `amount` so far, rounded half up to the currency's unit."""
        return (self._rates[exchange, side] * amount).quantize(QUANTUM[currency], ROUND_HALF_UP)

    def tax(self, exchange: Exchange, currency: Currency, side: Side, amount: Decimal) -> Decimal:
        """How much of `total` is tax; the rest is commission."""
        rate = self._taxes[exchange, side]
        return (rate * amount).quantize(QUANTUM[currency], ROUND_HALF_UP) if rate else Decimal(0)

    def ceiling(self, exchange: Exchange, currency: Currency, side: Side, amount: Decimal) -> Decimal:
        """The most that `total` can become for `amount`: what must be reserved."""
        return (self._rates[exchange, side] * amount).quantize(QUANTUM[currency], ROUND_CEILING)
