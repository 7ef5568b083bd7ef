"""Opening cash (예수금): read from flags, and checked before anything is written."""

from decimal import Decimal, InvalidOperation

from haero.cli.texts import text
from haero.desk.checks import MAX_FRACTION_DIGITS
from haero.desk.desk import MAX_CASH
from haero.house.settings import Settings, SettingsError
from haero.terms import Currency


def cash_of(given: list[str]) -> dict[Currency, Decimal]:
    """The amounts of texts like USD=1000000. Raises SettingsError."""
    found: dict[Currency, Decimal] = {}
    for one in given:
        name, _, amount = one.partition("=")
        try:
            found[Currency(name.upper())] = Decimal(amount)
        except (ValueError, InvalidOperation):
            known = ", ".join(Currency)
            raise SettingsError(text("cash_form", given=one, known=known)) from None
    return found


def check_cash(settings: Settings) -> None:
    """Before anything is written: a start that fails half-way would leave an account without its cash. Raises SettingsError."""
    for currency, amount in settings.cash.items():
        if not (amount.is_finite() and 0 <= amount <= MAX_CASH and amount == round(amount, MAX_FRACTION_DIGITS)):
            limits = {"most": MAX_CASH, "digits": MAX_FRACTION_DIGITS}
            raise SettingsError(text("cash_range", currency=currency, **limits))
