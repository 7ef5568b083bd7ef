"""`haero watch`."""

from typing import Annotated

import typer

from haero.cli.common import Json
from haero.cli.customer.options import DataFlag, Destination, EnvironmentFlag, ProfileFlag, ProfileName


def watch(
    symbols: Annotated[
        list[str] | None,
        typer.Argument(metavar="SYMBOL...", help="Whose quotes; default: those of the open orders and holdings."),
    ] = None,
    interval: Annotated[
        float,
        typer.Option("--interval", metavar="SECONDS", min=0.5, help="How often quotes and open orders are asked for."),
    ] = 2.0,
    seconds: Annotated[
        float | None,
        typer.Option("--seconds", metavar="SECONDS", min=0, help="End after about so long; default: Ctrl-C."),
    ] = None,
    profile: ProfileFlag = ProfileName.HAERO,
    environment: EnvironmentFlag = None,
    data: DataFlag = None,
    as_json: Json = False,
) -> None:
    """Shows quotes (현재가), open orders (미체결) and notices (체결통보) live, until Ctrl-C (130).

    With --json an object a line for all that changes: `event` is quote, orders, notice or trouble.
    """
    from haero.cli.customer.board import WatchBoard
    from haero.cli.customer.intent import ticker_of
    from haero.cli.customer.opening import opened
    from haero.cli.customer.screen import show_board

    target = Destination(profile, environment, data)
    tickers = [ticker_of(symbol) for symbol in symbols or ()]
    with opened(target, as_json=as_json) as kis:
        show_board(WatchBoard(kis, tickers), interval, seconds, as_json=as_json)
