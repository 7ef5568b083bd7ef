"""`haero balance` and `haero cash`."""

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer

from haero.cli.common import Json
from haero.cli.customer.options import DataFlag, Destination, EnvironmentFlag, ProfileFlag, ProfileName

if TYPE_CHECKING:
    from haero import Client
    from haero.client.orders.symbol import Ticker

USUAL = "AAPL"
"""Of which mock is asked what orders can use: KIS has no list of cash there."""


def balance(
    in_won: Annotated[bool, typer.Option("--won", help="Amounts in won (원화).")] = False,
    profile: ProfileFlag = ProfileName.HAERO,
    environment: EnvironmentFlag = None,
    data: DataFlag = None,
    as_json: Json = False,
) -> None:
    """Shows holdings with value and profit (잔고), cash (예수금), and the sums in won."""
    from haero.cli.customer.holdings import show_cash, show_holdings, show_sums
    from haero.cli.customer.opening import opened
    from haero.cli.customer.values import plain_value
    from haero.cli.telling import tell_json

    with opened(Destination(profile, environment, data), as_json=as_json) as kis:
        found = kis.balance(in_won=in_won).to_dict()
    if as_json:
        tell_json(plain_value(found))
        return
    rows = [row | ({"currency": "KRW"} if in_won else {}) for row in found["holdings"]]
    show_holdings(rows)
    if found["cash"]:
        print()
        show_cash(
            found["currencies"].values() or [{"currency": name, "amount": one} for name, one in found["cash"].items()]
        )
    if found["total"]:
        print()
        show_sums(found["total"])


def cash(
    symbol: Annotated[
        str | None, typer.Argument(metavar="SYMBOL", help="How many shares of this could be bought: AAPL, NYSE:IBM.")
    ] = None,
    price: Annotated[str | None, typer.Argument(metavar="PRICE", help="At this price; default: the last one.")] = None,
    profile: ProfileFlag = ProfileName.HAERO,
    environment: EnvironmentFlag = None,
    data: DataFlag = None,
    as_json: Json = False,
) -> None:
    """Shows cash by currency (예수금) and what orders can use of it (주문가능금액); of a symbol, how many shares that buys."""
    from haero.cli.customer.intent import kind_of, ticker_of
    from haero.cli.customer.opening import opened, profile_of
    from haero.terms import Environment

    ticker = None if symbol is None else ticker_of(symbol)
    limit = None if price is None else kind_of("limit", price).limit
    with opened(Destination(profile, environment, data), as_json=as_json) as kis:
        if ticker is not None:
            _tell_power(kis, ticker, limit, as_json)
        else:
            _tell_cash(kis, profile_of(kis).environment is Environment.MOCK, as_json)


def _tell_power(kis: "Client", ticker: "Ticker", limit: Decimal | None, as_json: bool) -> None:
    from haero.cli.customer import words
    from haero.cli.customer.failing import NO
    from haero.cli.customer.values import plain_value
    from haero.cli.telling import fail, tell_json
    from haero.cli.texts import text
    from haero.client.errors import NoSuchPrice

    try:
        asked = kis.quote(ticker).last if limit is None else limit
    except NoSuchPrice:
        fail(text("no_price", symbol=ticker), NO)
    power = kis.buying_power(ticker, asked)
    if as_json:
        facts = {"exchange": ticker.exchange, "symbol": ticker.symbol, "price": asked, **power.to_dict()}
        tell_json({"buying_power": plain_value(facts)})
        return
    print(
        text(
            "buying_power",
            amount=words.price(power.cash, power.currency),
            currency=power.currency.value,
            quantity=words.number(power.quantity),
            symbol=words.symbol(*ticker),
            price=words.price(asked, power.currency),
        )
    )


def _tell_cash(kis: "Client", mock: bool, as_json: bool) -> None:
    from haero.cli.customer.holdings import cash_rows, show_cash, usable_of
    from haero.cli.customer.values import plain_value
    from haero.cli.telling import errors, tell_json
    from haero.cli.texts import text

    rows: list[dict[str, Any]]
    if mock:
        power = kis.buying_power(USUAL, kis.quote(USUAL).last)
        rows = [
            {"currency": power.currency, "amount": None, "usable": power.cash, "reserved": None, "withdrawable": None}
        ]
    else:
        usable = usable_of(row.to_dict() for row in kis.account.margins())
        rows = cash_rows(kis.balance().to_dict()["currencies"], usable)
    if as_json:
        tell_json({"cash": plain_value(rows)})
        return
    show_cash(rows)
    if mock:
        errors().print(text("mock_cash"), style="dim", markup=False)
