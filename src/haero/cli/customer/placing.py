"""`haero buy` and `haero sell`."""

from enum import StrEnum
from functools import partial
from typing import Annotated

import typer

from haero.cli.common import Json
from haero.cli.customer.options import (
    DataFlag,
    Destination,
    DryRunFlag,
    EnvironmentFlag,
    KeyFlag,
    ProfileFlag,
    ProfileName,
    SymbolArgument,
    YesFlag,
)


class TypeName(StrEnum):
    """Order types as they are typed."""

    LIMIT = "limit"
    LOO = "loo"
    MOO = "moo"
    LOC = "loc"
    MOC = "moc"
    TWAP = "twap"
    VWAP = "vwap"
    ODD_LOT = "odd-lot"


QuantityArgument = Annotated[int, typer.Argument(metavar="QTY", help="Shares.", min=1)]
PriceArgument = Annotated[str | None, typer.Argument(metavar="PRICE", help="The limit; or --price.")]
PriceFlag = Annotated[str | None, typer.Option("--price", metavar="PRICE", help="The limit: 185.20.")]
TypeFlag = Annotated[
    TypeName,
    typer.Option(
        "--type",
        help="지정가 limit, LOO, MOO, LOC, MOC, TWAP, VWAP, 단주지정가 odd-lot. MOO and MOC sell, and have no price.",
    ),
]
StartFlag = Annotated[
    str | None, typer.Option("--start", metavar="TIME", help="twap, vwap: begin, Korean time (23:45); default: now.")
]
EndFlag = Annotated[
    str | None, typer.Option("--until", metavar="TIME", help="twap, vwap: end, Korean time; default: the close.")
]
DaytimeFlag = Annotated[bool, typer.Option("--daytime", help="In the US daytime session (주간거래).")]


def buy(
    symbol: SymbolArgument,
    quantity: QuantityArgument,
    price: PriceArgument = None,
    price_option: PriceFlag = None,
    type_: TypeFlag = TypeName.LIMIT,
    start: StartFlag = None,
    until: EndFlag = None,
    daytime: DaytimeFlag = False,
    key: KeyFlag = None,
    dry_run: DryRunFlag = False,
    yes: YesFlag = False,
    profile: ProfileFlag = ProfileName.HAERO,
    environment: EnvironmentFlag = None,
    data: DataFlag = None,
    as_json: Json = False,
) -> None:
    """Buys shares (매수). Exit status: 0 KIS took the order, 1 it did not or nobody knows, 2 wrong use."""
    target = Destination(profile, environment, data)
    what = (symbol, quantity, price, price_option, type_, start, until)
    _place("buy", target, what, daytime=daytime, key=key, dry_run=dry_run, yes=yes, as_json=as_json)


def sell(
    symbol: SymbolArgument,
    quantity: QuantityArgument,
    price: PriceArgument = None,
    price_option: PriceFlag = None,
    type_: TypeFlag = TypeName.LIMIT,
    start: StartFlag = None,
    until: EndFlag = None,
    daytime: DaytimeFlag = False,
    key: KeyFlag = None,
    dry_run: DryRunFlag = False,
    yes: YesFlag = False,
    profile: ProfileFlag = ProfileName.HAERO,
    environment: EnvironmentFlag = None,
    data: DataFlag = None,
    as_json: Json = False,
) -> None:
    """Sells shares (매도). Exit status: 0 KIS took the order, 1 it did not or nobody knows, 2 wrong use."""
    target = Destination(profile, environment, data)
    what = (symbol, quantity, price, price_option, type_, start, until)
    _place("sell", target, what, daytime=daytime, key=key, dry_run=dry_run, yes=yes, as_json=as_json)


def _place(
    side: str,
    target: Destination,
    what: tuple[str, int, str | None, str | None, TypeName, str | None, str | None],
    *,
    daytime: bool,
    key: str | None,
    dry_run: bool,
    yes: bool,
    as_json: bool,
) -> None:
    from haero.cli.customer.intent import kind_of, one_price, ticker_of
    from haero.cli.customer.opening import opened
    from haero.cli.customer.sending import Manner, send

    symbol, quantity, argument, option, name, start, until = what
    ticker = ticker_of(symbol)
    kind = kind_of(name.value, one_price(argument, option), start, until)
    with opened(target, as_json=as_json) as kis:
        desk = kis.daytime if daytime else kis
        send(kis, Manner(target, yes, dry_run, as_json, key), partial(getattr(desk, side), ticker, quantity, kind))
