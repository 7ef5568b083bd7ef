"""`haero orders` and `haero fills`."""

from typing import Annotated

import typer

from haero.cli.common import Json
from haero.cli.customer.options import (
    DataFlag,
    Destination,
    EnvironmentFlag,
    ExchangeFlag,
    ProfileFlag,
    ProfileName,
    SinceFlag,
    UntilFlag,
)

SymbolFlag = Annotated[str | None, typer.Option("--symbol", metavar="SYMBOL", help="Only this symbol: AAPL, NYSE:IBM.")]


def orders(
    only_open: Annotated[bool, typer.Option("--open", help="Only what is open (미체결).")] = False,
    since: SinceFlag = None,
    until: UntilFlag = None,
    symbol: SymbolFlag = None,
    exchange: ExchangeFlag = None,
    profile: ProfileFlag = ProfileName.HAERO,
    environment: EnvironmentFlag = None,
    data: DataFlag = None,
    as_json: Json = False,
) -> None:
    """Lists orders (주문내역): today's and all that are open (미체결), or those of some days."""
    from haero.cli.customer.failing import WRONG_USE
    from haero.cli.customer.intent import day, exchange_named
    from haero.cli.customer.lists import show_orders
    from haero.cli.customer.opening import opened
    from haero.cli.customer.reading import all_orders, open_orders
    from haero.cli.customer.values import plain_value
    from haero.cli.telling import fail, tell_json
    from haero.cli.texts import text

    first, last, where = day("--since", since), day("--until", until), exchange_named(exchange)
    if only_open and (first or last):
        fail(text("open_has_no_days"), WRONG_USE)
    with opened(Destination(profile, environment, data), as_json=as_json) as kis:
        found = open_orders(kis, where, symbol) if only_open else all_orders(kis, first, last, where, symbol)
        rows = [row.to_dict() for row in found]
    if as_json:
        tell_json({"orders": plain_value(rows)})
    else:
        show_orders(rows)


def fills(
    since: SinceFlag = None,
    until: UntilFlag = None,
    symbol: SymbolFlag = None,
    exchange: ExchangeFlag = None,
    profile: ProfileFlag = ProfileName.HAERO,
    environment: EnvironmentFlag = None,
    data: DataFlag = None,
    as_json: Json = False,
) -> None:
    """Lists what was executed (체결), an order a line with its average price; today, or since a day."""
    from haero.cli.customer.intent import day, exchange_named, ticker_of
    from haero.cli.customer.lists import show_fills
    from haero.cli.customer.opening import opened
    from haero.cli.customer.values import plain_value
    from haero.cli.telling import tell_json

    first, last, where = day("--since", since), day("--until", until), exchange_named(exchange)
    ticker = None if symbol is None else ticker_of(symbol)
    with opened(Destination(profile, environment, data), as_json=as_json) as kis:
        found = kis.fills(first, last, symbol=ticker, exchange=where)
        rows = [row.to_dict() for row in sorted(found, key=lambda row: (row.at, row.odno))]
    if as_json:
        tell_json({"fills": plain_value(rows)})
    else:
        show_fills(rows)
