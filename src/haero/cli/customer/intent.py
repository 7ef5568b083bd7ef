"""What is typed for an order becomes an order type: price, name of the type, times."""

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from haero.cli.customer.failing import WRONG_USE
from haero.cli.telling import fail
from haero.cli.texts import text

if TYPE_CHECKING:
    from haero.client.orders.symbol import Ticker
    from haero.client.orders.types import AnyKind
    from haero.terms import Exchange


def one_price(argument: str | None, option: str | None) -> str | None:
    """The price, which may be typed behind the quantity or after --price."""
    if argument is not None and option is not None:
        fail(text("price_twice"), WRONG_USE)
    return argument if option is None else option


def kind_of(name: str, price: str | None, start: str | None = None, until: str | None = None) -> "AnyKind":
    """The order type; ends the command where it can't be one."""
    from haero.client.errors import BadOrder
    from haero.client.orders.types import kind_named

    try:
        return kind_named(
            name,
            price,
            start=None if start is None else _moment("--start", start),
            until="close" if until in (None, "close") else _moment("--until", str(until)),
        )
    except BadOrder as error:
        fail(str(error), WRONG_USE)


def ticker_of(given: str) -> "Ticker":
    """The stock; ends the command where it can't be one."""
    from haero.client.errors import BadOrder
    from haero.client.orders.symbol import as_ticker

    try:
        return as_ticker(given)
    except BadOrder as error:
        fail(str(error), WRONG_USE)


def exchange_named(given: str | None) -> "Exchange | None":
    """The exchange; ends the command where there is none of that name."""
    from haero.client.results.parameters import exchange_of
    from haero.terms import EXCHANGE_NAMES

    try:
        return None if given is None else exchange_of(given.upper())
    except ValueError:
        fail(text("no_exchange", given=given, known=", ".join(EXCHANGE_NAMES)), WRONG_USE)


def day(flag: str, given: str | None) -> date | None:
    """A day; ends the command where it is none."""
    try:
        return None if given is None else date.fromisoformat(given)
    except ValueError:
        fail(text("day_form", given=f"{flag} {given}"), WRONG_USE)


def _moment(flag: str, given: str) -> Any:
    try:
        return time.fromisoformat(given)
    except ValueError:
        pass
    try:
        found = datetime.fromisoformat(given)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        fail(text("slice_time_form", given=f"{flag} {given}"), WRONG_USE)
    return found
