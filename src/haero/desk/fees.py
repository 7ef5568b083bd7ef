"""Commission and tax: a setting, with documented defaults."""

from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

import msgspec

from haero.desk.orders import Side
from haero.terms import Currency, Exchange

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
    """Fractions of the traded amount: 0.0025 is 0.25 %. `tax` is charged on sells only."""

    commission: Decimal
    tax: Decimal = Decimal(0)


_US = FeeRate(Decimal("0.0025"))
_CHINA = FeeRate(Decimal("0.003"))
_VIETNAM = FeeRate(Decimal("0.004"))

DEFAULT_RATES: dict[Exchange, FeeRate] = {
    Exchange.NASDAQ: _US,
    Exchange.NYSE: _US,
    Exchange.AMEX: _US,
    Exchange.HONG_KONG: _CHINA,
    Exchange.SHANGHAI: _CHINA,
    Exchange.SHENZHEN: _CHINA,
    Exchange.TOKYO: FeeRate(Decimal("0.0025")),
    Exchange.HANOI: _VIETNAM,
    Exchange.HO_CHI_MINH: _VIETNAM,
}
"""KIS's standard online commission per market, no event discount, no exchange tax (see docs/fidelity.md)."""


class FeeSchedule:
    """Says what an order costs. The fee of an order is one number, charged as its executions come: slices never cost more."""

    def __init__(self, rates: dict[Exchange, FeeRate] | None = None) -> None:
        merged = DEFAULT_RATES | (rates or {})
        self._rates = {
            (exchange, side): rate.commission + (rate.tax if side is Side.SELL else 0)
            for exchange, rate in merged.items()
            for side in Side
        }
        self._taxes = {exchange: rate.tax for exchange, rate in merged.items() if rate.tax}

    def total(self, exchange: Exchange, currency: Currency, side: Side, amount: Decimal) -> Decimal:
        """The fee of an order that has traded `amount` so far, rounded half up to the currency's unit."""
        return (self._rates[exchange, side] * amount).quantize(QUANTUM[currency], ROUND_HALF_UP)

    def tax(self, exchange: Exchange, currency: Currency, side: Side, amount: Decimal) -> Decimal:
        """How much of `total` is tax; the rest is commission."""
        rate = self._taxes.get(exchange)
        if rate is None or side is Side.BUY:
            return Decimal(0)
        return (rate * amount).quantize(QUANTUM[currency], ROUND_HALF_UP)

    def ceiling(self, exchange: Exchange, currency: Currency, side: Side, amount: Decimal) -> Decimal:
        """The most that `total` can become for `amount`: what must be reserved."""
        return (self._rates[exchange, side] * amount).quantize(QUANTUM[currency], ROUND_CEILING)
