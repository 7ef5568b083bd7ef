"""An order that is safe to start twice: its key says what is meant, and a lost reply is looked into before anything else is done.

    haero serve --data haero-data
    python examples/client_unknown.py haero-data monday/AAPL AAPL

Run it again with the same key: nothing is bought a second time.
"""

import sys
from decimal import Decimal

import haero


def looked_into(kis: haero.Client, unknown: haero.OrderOutcomeUnknown | str) -> haero.Order | None:
    """The order if KIS took it, None if it was proven that it did not.

    Raises:
        SystemExit: a person has to look.
    """
    found: haero.Accepted[haero.Order] | haero.NotReceived | haero.StillUnknown = kis.resolve(unknown, patience=30)
    match found:
        case haero.Accepted(order=order):
            return order
        case haero.NotReceived(proof=proof):
            print("not received:", proof)
            return None
        case haero.StillUnknown(candidates=candidates, why=why):
            raise SystemExit(f"look at KIS's own lists: {why} {candidates}")


def bought_once(kis: haero.Client, key: str, symbol: str, price: Decimal) -> haero.Order:
    """One share, once, however often this is called with the same key."""
    while True:
        try:
            return kis.buy(symbol, 1, price, key=key)
        except haero.OrderOutcomeUnknown as unknown:
            order = looked_into(kis, unknown)
            if order is not None:
                return order


def main(data: str, key: str = "example/AAPL", symbol: str = "AAPL") -> None:
    """`data` is the data folder of a running haero."""
    with haero.Client(data=data, environment="real", state=f"{data}/client") as kis:
        for open_end in kis.unknowns():  # of an earlier run that was killed
            print("open since", open_end.sent_at, looked_into(kis, open_end.key))
        first = bought_once(kis, key, symbol, Decimal("1.00"))
        again = bought_once(kis, key, symbol, Decimal("1.00"))
        print(first.odno, again.odno, "the same order" if first == again else "two orders")
        try:
            kis.buy(symbol, 2, Decimal("1.00"), key=key)
        except haero.KeyConflict as conflict:
            print("the key belongs to another order:", conflict)


if __name__ == "__main__":
    main(*sys.argv[1:])
