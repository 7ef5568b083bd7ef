"""`haero revise` and `haero cancel`."""

from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

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
    YesFlag,
)

if TYPE_CHECKING:
    from haero import Client
    from haero.cli.customer.sending import Manner
    from haero.client.orders.plan import Original

NumberArgument = Annotated[str, typer.Argument(metavar="ODNO", help="The order's number (주문번호): 0000000001, or 1.")]
NewPriceFlag = Annotated[str | None, typer.Option("--price", metavar="PRICE", help="The new limit; default: as it is.")]
QuantityFlag = Annotated[
    int | None, typer.Option("--qty", metavar="QTY", min=1, help="So many of its shares; default: all that are open.")
]
LessFlag = Annotated[
    int | None,
    typer.Option(
        "--qty", metavar="QTY", min=1, help="So many of its shares; KIS was seen to take all back nevertheless."
    ),
]
ItsSymbolFlag = Annotated[
    str | None, typer.Option("--symbol", metavar="SYMBOL", help="Its symbol: the order is found sooner.")
]


def revise(
    odno: NumberArgument,
    price: NewPriceFlag = None,
    quantity: QuantityFlag = None,
    symbol: ItsSymbolFlag = None,
    key: KeyFlag = None,
    dry_run: DryRunFlag = False,
    yes: YesFlag = False,
    profile: ProfileFlag = ProfileName.HAERO,
    environment: EnvironmentFlag = None,
    data: DataFlag = None,
    as_json: Json = False,
) -> None:
    """Changes the price of an order (정정), or that of some of its shares. The revision has a number of its own."""
    from haero.cli.customer.failing import WRONG_USE
    from haero.cli.customer.opening import opened
    from haero.cli.customer.sending import Manner, send
    from haero.cli.telling import fail
    from haero.cli.texts import text

    if price is None and quantity is None:
        fail(text("revise_what"), WRONG_USE)
    target = Destination(profile, environment, data)
    with opened(target, as_json=as_json) as kis:
        original = _found(kis, odno, symbol)
        send(kis, Manner(target, yes, dry_run, as_json, key), partial(kis.revise, original, price, quantity))


def cancel(
    odno: Annotated[
        str | None, typer.Argument(metavar="ODNO", help="The order's number (주문번호): 0000000001, or 1.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every open order, one after the other; asks first.")] = False,
    quantity: LessFlag = None,
    symbol: ItsSymbolFlag = None,
    key: KeyFlag = None,
    dry_run: DryRunFlag = False,
    yes: YesFlag = False,
    profile: ProfileFlag = ProfileName.HAERO,
    environment: EnvironmentFlag = None,
    data: DataFlag = None,
    as_json: Json = False,
) -> None:
    """Takes an order back (취소), what is open of it, or some of its shares."""
    from haero.cli.customer.failing import WRONG_USE
    from haero.cli.customer.opening import opened
    from haero.cli.customer.sending import Manner, send
    from haero.cli.telling import fail
    from haero.cli.texts import text

    if (odno is None) is not every or (every and (quantity is not None or key is not None)):
        fail(text("cancel_what"), WRONG_USE)
    target = Destination(profile, environment, data)
    manner = Manner(target, yes, dry_run, as_json, key)
    with opened(target, as_json=as_json) as kis:
        if odno is None:
            _cancel_all(kis, manner, symbol)
        else:
            send(kis, manner, partial(kis.cancel, _found(kis, odno, symbol), quantity))


def _found(kis: "Client", odno: str, symbol: str | None) -> "Original":
    """The order of a number; ends the command where KIS lists none."""
    from haero.cli.customer.failing import NO, WRONG_USE
    from haero.cli.customer.intent import ticker_of
    from haero.cli.telling import fail
    from haero.cli.texts import text

    if not (odno.isascii() and odno.isdigit() and len(odno) <= 10):
        fail(text("number_form", given=odno), WRONG_USE)
    try:
        return kis.find_order(odno, None if symbol is None else ticker_of(symbol))
    except KeyError:
        fail(text("no_order", odno=odno), NO)


def _cancel_all(kis: "Client", manner: "Manner", symbol: str | None) -> None:
    """Cancels what is open, one order after the other, and tells what became of each; 1 where one was not cancelled."""
    from haero.cli.customer.asking import confirm, plan_facts
    from haero.cli.customer.failing import NO, facts_of, said
    from haero.cli.customer.lists import show_orders
    from haero.cli.customer.reading import open_orders
    from haero.cli.customer.sending import carry_out, order_facts, order_line
    from haero.cli.telling import complain, tell_json
    from haero.cli.texts import text
    from haero.client.errors import HaeroError

    rows = open_orders(kis, None, symbol)
    if manner.dry_run and manner.as_json:
        tell_json({"dry_run": [plan_facts(kis.cancel(row, dry_run=True)) for row in rows]})
        return
    if not manner.as_json:
        show_orders([row.to_dict() for row in rows])
    if manner.dry_run or not rows:
        if manner.as_json:
            tell_json({"cancelled": [], "failed": []})
        return
    if not manner.yes:
        confirm(text("cancel_them", count=len(rows)))
    cancelled, failed = list[dict[str, Any]](), list[dict[str, Any]]()
    for row in rows:
        try:
            order = carry_out(kis, manner, partial(kis.cancel, row))
        except HaeroError as error:
            failed.append({"original": row.odno} | facts_of(error, manner.target))
            complain(f"{row.odno}: {said(error, manner.target)}")
            continue
        cancelled.append(order_facts(order))
        if not manner.as_json:
            print(order_line(order))
    if manner.as_json:
        tell_json({"cancelled": cancelled, "failed": failed})
    if failed:
        raise typer.Exit(NO)
