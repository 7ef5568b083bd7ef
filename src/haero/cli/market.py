"""`haero market`: prices by hand, halts, and a look at one symbol of a running haero."""

from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

import typer

from haero.cli.clock import WRONG_USE, korean
from haero.cli.columns import padded
from haero.cli.common import DEFAULT_FOLDER, Folder, Json, control
from haero.cli.parsing import Group
from haero.cli.telling import fail, tell_json
from haero.cli.texts import text
from haero.market.prices.auction import Auction

market_app = typer.Typer(
    cls=Group, help="The market by hand: prices (--market manual), halts (거래정지), a look.", no_args_is_help=True
)
ExchangeOption = Annotated[str, typer.Argument(metavar="EXCHANGE", help="NASD, NYSE, AMEX, SEHK, TKSE, …")]
SymbolOption = Annotated[str, typer.Argument(metavar="SYMBOL", help="종목코드: AAPL, 00700, 7203, …")]


def _price(name: str) -> Any:
    return typer.Argument(metavar=name, help="A price: 182.50")


def _size(name: str, help: str = "Shares.") -> Any:
    return typer.Argument(metavar=name, help=help)


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
    as_json: Json = False,
) -> None:
    """A trade happens in the manual market (체결)."""
    call = {"exchange": exchange, "symbol": symbol, "price": _number("PRICE", price), "size": size, "auction": auction}
    receipt = control(data).post("/control/market/print", **call)
    _done(receipt, "printed" if auction is None else f"printed_{auction}", call, as_json)


@market_app.command("quote")
def post_quote(
    exchange: ExchangeOption,
    symbol: SymbolOption,
    bid: Annotated[str, _price("BID")],
    bid_size: Annotated[int, _size("BID_SIZE", "Shares; bid 0 with size 0 is no bid.")],
    ask: Annotated[str, _price("ASK")],
    ask_size: Annotated[int, _size("ASK_SIZE")],
    data: Folder = DEFAULT_FOLDER,
    as_json: Json = False,
) -> None:
    """The manual market shows a best bid and ask (호가)."""
    call = {
        "exchange": exchange,
        "symbol": symbol,
        "bid": _number("BID", bid),
        "bid_size": bid_size,
        "ask": _number("ASK", ask),
        "ask_size": ask_size,
    }
    _done(control(data).post("/control/market/quote", **call), "quoted", call, as_json)


@market_app.command()
def halt(
    exchange: ExchangeOption,
    symbol: SymbolOption,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="For the journal and the state.")] = "",
    data: Folder = DEFAULT_FOLDER,
    as_json: Json = False,
) -> None:
    """Stops trading in a symbol, on any market: its prices stand, orders wait."""
    call = {"exchange": exchange, "symbol": symbol, "reason": reason}
    _done(control(data).post("/control/market/halt", **call), "halt_done", call, as_json)


@market_app.command()
def resume(
    exchange: ExchangeOption, symbol: SymbolOption, data: Folder = DEFAULT_FOLDER, as_json: Json = False
) -> None:
    """Lets a halted symbol trade again."""
    call = {"exchange": exchange, "symbol": symbol}
    _done(control(data).post("/control/market/resume", **call), "resume_done", call, as_json)


@market_app.command()
def show(exchange: ExchangeOption, symbol: SymbolOption, data: Folder = DEFAULT_FOLDER, as_json: Json = False) -> None:
    """Shows quote, last trade and volume of a symbol, and whether it is halted."""
    found = control(data).get("/control/market", exchange=exchange, symbol=symbol)
    if as_json:
        tell_json(found)
        return
    quote, halted = found["quote"], found["halted"]
    shown = text("none")
    if quote is not None:
        bid = f"{_plain(quote['bid'])} × {quote['bid_size']}"
        shown = f"{bid}  |  {_plain(quote['ask'])} × {quote['ask_size']}"
    standing = text("no")
    if halted is not None:
        standing = text("halted_since", since=_time(halted["since"]), reason=halted["reason"]).rstrip()
    rows = {
        "quote": shown,
        "last": found["last"] or "-",
        "previous_close": found["previous_close"],
        "volume": found["volume"],
        "halted": standing,
    }
    print(f"{found['exchange']} {found['symbol']}  {found['currency']}  {_time(found['now'])}")
    for name, value in rows.items():
        print(f"  {padded(text(name), 15)} {value}")


def _done(receipt: dict[str, Any], said: str, call: dict[str, Any], as_json: bool) -> None:
    """What has happened: the receipt itself, for a program."""
    if as_json:
        tell_json(receipt)
    else:
        print(text(said, now=_time(receipt["at"]), **call))


def _time(moment: str) -> str:
    return text("in_kst", now=korean(moment))


def _number(name: str, given: str) -> str:
    """A price as it was typed; ends the process where it is none."""
    try:
        Decimal(given)
    except InvalidOperation:
        fail(text("not_a_number", name=name, given=given), WRONG_USE)
    return given


def _plain(price: str) -> str:
    return f"{Decimal(price):f}"
