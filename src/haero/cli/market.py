"""`haero market`: prices by hand, halts, and a look at one symbol of a running haero."""

from decimal import Decimal
from typing import Annotated, Any

import typer

from haero.cli.common import DEFAULT_FOLDER, Folder, Group, Json, control
from haero.cli.telling import tell_json
from haero.market.prices.auction import Auction

market_app = typer.Typer(
    cls=Group, help="The market by hand: prices (--market manual), halts (거래정지), a look.", no_args_is_help=True
)
ExchangeOption = Annotated[str, typer.Argument(metavar="EXCHANGE", help="NASD, NYSE, AMEX, SEHK, TKSE, …")]
SymbolOption = Annotated[str, typer.Argument(metavar="SYMBOL", help="종목코드: AAPL, 00700, 7203, …")]


def _price(name: str) -> Any:
    return typer.Argument(metavar=name, help="A price: 182.50")


def _size(name: str, text: str = "Shares.") -> Any:
    return typer.Argument(metavar=name, help=text)


@market_app.command("print")
def post_print(
    exchange: ExchangeOption,
    symbol: SymbolOption,
    price: Annotated[str, _price("PRICE")],
    size: Annotated[int, _size("SIZE")],
    auction: Annotated[
        Auction | None, typer.Option(help="The official print of the opening or the closing auction.")
    ] = None,
    data: Folder = DEFAULT_FOLDER,
) -> None:
    """A trade happens in the manual market (체결)."""
    call = {"exchange": exchange, "symbol": symbol, "price": price, "size": size, "auction": auction}
    _done(control(data).post("/control/market/print", **call))


@market_app.command("quote")
def post_quote(
    exchange: ExchangeOption,
    symbol: SymbolOption,
    bid: Annotated[str, _price("BID")],
    bid_size: Annotated[int, _size("BID_SIZE", "Shares; bid 0 with size 0 is no bid.")],
    ask: Annotated[str, _price("ASK")],
    ask_size: Annotated[int, _size("ASK_SIZE")],
    data: Folder = DEFAULT_FOLDER,
) -> None:
    """The manual market shows a best bid and ask (호가)."""
    call = {
        "exchange": exchange,
        "symbol": symbol,
        "bid": bid,
        "bid_size": bid_size,
        "ask": ask,
        "ask_size": ask_size,
    }
    _done(control(data).post("/control/market/quote", **call))


@market_app.command()
def halt(
    exchange: ExchangeOption,
    symbol: SymbolOption,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="For the journal and the state.")] = "",
    data: Folder = DEFAULT_FOLDER,
) -> None:
    """Stops trading in a symbol, on any market: its prices stand, orders wait."""
    _done(control(data).post("/control/market/halt", exchange=exchange, symbol=symbol, reason=reason))


@market_app.command()
def resume(exchange: ExchangeOption, symbol: SymbolOption, data: Folder = DEFAULT_FOLDER) -> None:
    """Lets a halted symbol trade again."""
    _done(control(data).post("/control/market/resume", exchange=exchange, symbol=symbol))


@market_app.command()
def show(exchange: ExchangeOption, symbol: SymbolOption, data: Folder = DEFAULT_FOLDER, as_json: Json = False) -> None:
    """Shows quote, last trade and volume of a symbol, and whether it is halted."""
    found = control(data).get("/control/market", exchange=exchange, symbol=symbol)
    if as_json:
        tell_json(found)
        return
    quote, halted = found["quote"], found["halted"]
    rows = [("last", found["last"] or "-"), ("previous close", found["previous_close"]), ("volume", found["volume"])]
    if quote is None:
        rows.insert(0, ("quote", "none"))
    else:
        bid = f"{_plain(quote['bid'])} × {quote['bid_size']}"
        rows.insert(0, ("quote", f"{bid}  |  {_plain(quote['ask'])} × {quote['ask_size']}"))
    rows.append(("halted", "no" if halted is None else f"since {halted['since']}  {halted['reason']}".rstrip()))
    print(f"{found['exchange']} {found['symbol']}  {found['currency']}  {found['now']}")
    for name, value in rows:
        print(f"  {name:<15} {value}")


def _done(receipt: dict[str, Any]) -> None:
    print(f"{receipt['at']}  event {receipt['seq']}")


def _plain(price: str) -> str:
    return f"{Decimal(price):f}"
