"""Buys one share of a symbol with haero's client, follows it, takes the rest back, and says what the account has.

    haero serve --data haero-data
    python examples/client_sync.py haero-data AAPL

Without a market that trades, what rests is cancelled at the end; the prices stand far from the market, so that it does rest.
"""

import sys
from decimal import Decimal

import haero

MOST = haero.Limits(max_quantity=100, max_notional={"USD": 50_000}, per_minute=30)


def half_of(quote: haero.Quote) -> Decimal:
    """A price that rests: half the last one, in whole cents."""
    return (quote.last / 2).quantize(Decimal("0.01"))


def show_orders(rows: haero.Pages[haero.Fill]) -> None:
    """One line an order, as far as there are any."""
    for row in rows:
        if row.action is haero.Action.NEW and row.status is not haero.OrderStatus.CLOSED:
            print(row.odno, row.side.value, row.order_quantity, row.symbol, row.order_price, row.status.value)


def show_holdings(balance: haero.Balance) -> None:
    """What is held; on the mock environment KIS lists it in rows of another kind."""
    for holding in balance.holdings:
        worth = holding.value if isinstance(holding, haero.PresentHolding) else holding.quantity * holding.last_price
        print(holding.symbol, holding.quantity, worth, holding.currency.value)
    print("cash", balance.cash["USD"], haero.Currency.USD.value)


def reserve(kis: haero.Client, ticker: haero.Ticker, price: Decimal) -> None:
    """Reserves an order for the next session, where KIS takes reservations now; takes it back again."""
    try:
        order = kis.reserve.buy(ticker, 1, price)
    except (haero.OrderRejected, haero.NotOnMock) as refused:
        print("no reservation:", refused)
        return
    rows: list[haero.Reservation] = kis.reserve.list().first(5)
    print("reserved", [row.number for row in rows])
    order.cancel()


def trade(kis: haero.Client, name: str) -> None:
    """The walk: quote, buying power, order, revision, cancellation, lists."""
    ticker = haero.Ticker(haero.Exchange.NASDAQ, name)
    quote = kis.quote(ticker)
    price = half_of(quote)
    power: haero.BuyingPower = kis.buying_power(ticker, price)
    print(quote.symbol, quote.last, "for", power.cash, "one could buy", power.quantity)

    order: haero.Order = kis.buy(ticker, 2, haero.Limit(price))
    assert order.side is haero.Side.BUY
    assert order.type is haero.OrderType.LIMIT
    print("taken", order.odno, "at", order.at)
    revised = kis.revise(order, price - Decimal("0.01"))
    open_now: haero.Pages[haero.OpenOrder] = kis.open_orders()
    print("open", [(row.odno, row.open_quantity) for row in open_now])
    print("cancelled by", revised.cancel().odno)
    show_orders(kis.orders())
    held: haero.Pages[haero.Holding] = kis.account.holdings()
    print("holdings", len(held))
    show_holdings(kis.balance())
    reserve(kis, ticker, price)


def main(data: str, name: str = "AAPL") -> None:
    """`data` is the data folder of a running haero."""
    with haero.Client(data=data, environment="real", state=f"{data}/client", limits=MOST) as kis:
        print(haero.__version__, kis.profile, haero.Environment.REAL.value)
        trade(kis, name)


if __name__ == "__main__":
    main(*sys.argv[1:])
