"""`haero quote`."""

from typing import Annotated

import typer

from haero.cli.common import Json
from haero.cli.customer.options import DataFlag, Destination, EnvironmentFlag, ProfileFlag, ProfileName


def quote(
    symbols: Annotated[
        list[str], typer.Argument(metavar="SYMBOL...", help="종목코드: AAPL (NASDAQ), NYSE:IBM, TKSE:7203, SEHK:700, …")
    ],
    detail: Annotated[bool, typer.Option("--detail", help="Open, high, low and the close before as well.")] = False,
    profile: ProfileFlag = ProfileName.HAERO,
    environment: EnvironmentFlag = None,
    data: DataFlag = None,
    as_json: Json = False,
) -> None:
    """Shows last price (현재가), bid, ask and volume; of mock KIS gives the last price alone."""
    from haero.cli.customer.failing import NO, facts_of, said
    from haero.cli.customer.intent import ticker_of
    from haero.cli.customer.opening import opened
    from haero.cli.customer.quotes import QUOTES, day_line, quote_cells
    from haero.cli.customer.tables import show
    from haero.cli.customer.values import plain_value
    from haero.cli.telling import complain, tell_json
    from haero.cli.texts import text
    from haero.client.errors import Answered, NoSuchPrice

    target = Destination(profile, environment, data)
    tickers = [ticker_of(symbol) for symbol in symbols]
    found, failed = [], []
    with opened(target, as_json=as_json) as kis:
        for ticker in tickers:
            try:
                row = kis.quote(ticker, detail=detail).to_dict()
            except NoSuchPrice:
                failed.append({"exchange": ticker.exchange.value, "symbol": ticker.symbol, "kind": "NoPrice"})
                complain(text("no_price", symbol=ticker))
                continue
            except Answered as error:  # of one symbol: the others are shown
                failed.append({"exchange": ticker.exchange.value, "symbol": ticker.symbol} | facts_of(error, target))
                complain(f"{ticker}: {said(error, target)}")
                continue
            found.append(row)
    if as_json:
        tell_json({"quotes": plain_value(found), "failed": failed})
    elif found:
        show(QUOTES, map(quote_cells, found))
        for row in found if detail else ():
            print(day_line(row))
    if failed:
        raise typer.Exit(NO)
