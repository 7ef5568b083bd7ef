"""Opening cash (예수금): read from flags, and checked before anything is written."""

from decimal import Decimal, InvalidOperation

from haero.desk.checks import MAX_FRACTION_DIGITS
from haero.desk.desk import MAX_CASH
from haero.house.settings import Settings, SettingsError
from haero.terms import Currency


def cash_of(given: list[str]) -> dict[Currency, Decimal]:
    """The amounts of texts like USD=1000000. Raises SettingsError."""
    found: dict[Currency, Decimal] = {}
    for text in given:
        name, _, amount = text.partition("=")
        try:
            found[Currency(name.upper())] = Decimal(amount)
        except (ValueError, InvalidOperation):
            known = ", ".join(Currency)
            raise SettingsError(f"--cash {text}: must be like USD=1000000; currencies are {known}") from None
    return found


def check_cash(settings: Settings) -> None:
    """Before anything is written: a start that fails half-way would leave an account without its cash. Raises SettingsError."""
    for currency, amount in settings.cash.items():
        if not (amount.is_finite() and 0 <= amount <= MAX_CASH and amount == round(amount, MAX_FRACTION_DIGITS)):
            raise SettingsError(
                f"cash.{currency}: from 0 to {MAX_CASH}, at most {MAX_FRACTION_DIGITS} digits after the point"
            )
