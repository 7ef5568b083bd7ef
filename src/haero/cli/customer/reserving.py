"""`haero reserve`: reservations (예약주문)."""

from datetime import date
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from haero.cli.common import Json
from haero.cli.customer.options import (
    DataFlag,
    Destination,
    DryRunFlag,
    EnvironmentFlag,
    ExchangeFlag,
    KeyFlag,
    ProfileFlag,
    ProfileName,
    SinceFlag,
    SymbolArgument,
    UntilFlag,
    YesFlag,
)
from haero.cli.customer.placing import PriceArgument, PriceFlag, QuantityArgument, TypeFlag, TypeName
from haero.cli.parsing import Group

if TYPE_CHECKING:
    from haero import Client, Reservation

reserve_app = typer.Typer(
    cls=Group,
    help="Reservations (예약주문): KIS keeps them and sends them when the exchange opens.",
    no_args_is_help=True,
)


class Region(StrEnum):
    """KIS lists the reservations of the US and of Asia apart."""

    US = "us"
    ASIA = "asia"


@reserve_app.command("buy")
def reserve_buy(
    symbol: SymbolArgument,
    quantity: QuantityArgument,
    price: PriceArgument = None,
    price_option: PriceFlag = None,
    type_: TypeFlag = TypeName.LIMIT,
    key: KeyFlag = None,
    dry_run: DryRunFlag = False,
    yes: YesFlag = False,
    profile: ProfileFlag = ProfileName.HAERO,
    environment: EnvironmentFlag = None,
    data: DataFlag = None,
    as_json: Json = False,
) -> None:
    """Reserves a buy (예약매수)."""
    target = Destination(profile, environment, data)
    _reserve("buy", target, (symbol, quantity, price, price_option, type_), key, dry_run, yes, as_json)


@reserve_app.command("sell")
def reserve_sell(
    symbol: SymbolArgument,
    quantity: QuantityArgument,
    price: PriceArgument = None,
    price_option: PriceFlag = None,
    type_: TypeFlag = TypeName.LIMIT,
    key: KeyFlag = None,
    dry_run: DryRunFlag = False,
    yes: YesFlag = False,
    profile: ProfileFlag = ProfileName.HAERO,
    environment: EnvironmentFlag = None,
    data: DataFlag = None,
    as_json: Json = False,
) -> None:
    """Reserves a sell (예약매도)."""
    target = Destination(profile, environment, data)
    _reserve("sell", target, (symbol, quantity, price, price_option, type_), key, dry_run, yes, as_json)


@reserve_app.command("list")
def list_reservations(
    since: SinceFlag = None,
    until: UntilFlag = None,
    exchange: ExchangeFlag = None,
    region: Annotated[Region | None, typer.Option("--region", help="Only the US, or only Asia.")] = None,
    profile: ProfileFlag = ProfileName.HAERO,
    environment: EnvironmentFlag = None,
    data: DataFlag = None,
    as_json: Json = False,
) -> None:
    """Lists reservations by the Korean day on which they were taken. Not on mock: KIS has no list there."""
    from haero.cli.customer.intent import day, exchange_named
    from haero.cli.customer.lists import show_reservations
    from haero.cli.customer.opening import opened
    from haero.cli.customer.values import plain_value
    from haero.cli.telling import tell_json

    first, last, where = day("--since", since), day("--until", until), exchange_named(exchange)
    with opened(Destination(profile, environment, data), as_json=as_json) as kis:
        found: list[Reservation] = []
        for one in Region if region is None else (region,):
            found += kis.reserve.list(first, last, region=one.value)
        kept = [row for row in found if where is None or row.exchange is where]
        rows = [row.to_dict() for row in sorted(kept, key=lambda row: (row.at, row.number))]
    if as_json:
        tell_json({"reservations": plain_value(rows)})
    else:
        show_reservations(rows)


@reserve_app.command("cancel")
def cancel_reservation(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="The reservation's number.")],
    symbol: Annotated[
        str | None, typer.Option("--symbol", metavar="SYMBOL", help="Its symbol; with --on it is not looked up.")
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="The Korean day on which it was taken; default: today.")
    ] = None,
    key: KeyFlag = None,
    dry_run: DryRunFlag = False,
    yes: YesFlag = False,
    profile: ProfileFlag = ProfileName.HAERO,
    environment: EnvironmentFlag = None,
    data: DataFlag = None,
    as_json: Json = False,
) -> None:
    """Takes a reservation back (예약취소)."""
    from haero.cli.customer.intent import day, ticker_of
    from haero.cli.customer.opening import opened
    from haero.cli.customer.sending import Manner, send

    taken_on = day("--on", on)
    ticker = None if symbol is None else ticker_of(symbol)
    target = Destination(profile, environment, data)
    with opened(target, as_json=as_json) as kis:
        call: partial[Any]
        if ticker is not None and taken_on is not None:
            call = partial(kis.reserve.cancel, number.zfill(10), ticker, taken_on)
        else:
            call = partial(kis.reserve.cancel, _found(kis, number, taken_on))
        send(kis, Manner(target, yes, dry_run, as_json, key), call)


def _found(kis: "Client", number: str, on: date | None) -> "Reservation":
    """The reservation of a number; ends the command where KIS lists none."""
    from haero.cli.customer.failing import NO
    from haero.cli.telling import fail
    from haero.cli.texts import text

    listed = (row for region in Region for row in kis.reserve.list(on, on, region=region.value))
    found = next((row for row in listed if row.number == number.zfill(10)), None)
    if found is None:
        fail(text("no_reservation", number=number), NO)
    return found


def _reserve(
    side: str,
    target: Destination,
    what: tuple[str, int, str | None, str | None, TypeName],
    key: str | None,
    dry_run: bool,
    yes: bool,
    as_json: bool,
) -> None:
    from haero.cli.customer.intent import kind_of, one_price, ticker_of
    from haero.cli.customer.opening import opened
    from haero.cli.customer.sending import Manner, send

    symbol, quantity, argument, option, name = what
    ticker = ticker_of(symbol)
    kind = kind_of(name.value, one_price(argument, option))
    with opened(target, as_json=as_json) as kis:
        manner = Manner(target, yes, dry_run, as_json, key)
        send(kis, manner, partial(getattr(kis.reserve, side), ticker, quantity, kind))
