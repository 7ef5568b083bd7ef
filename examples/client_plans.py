"""What would be sent, and what a wrong order is told: nothing leaves this machine but one question about nothing.

haero serve --data haero-data
python examples/client_plans.py haero-data
"""

import sys
from collections.abc import Callable
from datetime import time

import haero

US: tuple[haero.Limit | haero.LimitOnOpen | haero.LimitOnClose | haero.Twap | haero.Vwap, ...] = (
    haero.Limit("185.20"),
    haero.LimitOnOpen("185.20"),
    haero.LimitOnClose("185.20"),
    haero.Twap("185.20"),
    haero.Vwap("185.20", start=time(23, 45), until=time(4, 30)),
)


def plans(kis: haero.Client) -> list[haero.Plan]:
    """One plan an order type: TR, path, body, what was checked, what it costs."""
    bought = [kis.buy("AAPL", 10, kind, dry_run=True) for kind in US[:4]]
    on_market = [kis.sell("AAPL", 10, kind, dry_run=True) for kind in (haero.MarketOnOpen(), haero.MarketOnClose())]
    return [*bought, *on_market, kis.sell("SEHK:700", 30, haero.OddLot("410.2"), dry_run=True)]


def not_sent(error: haero.NotSent) -> str:
    """Safe to repeat."""
    return f"not sent ({type(error).__name__})"


def answered(error: haero.Answered) -> str:
    """In KIS's words."""
    return f"KIS said no: {error.code} {error.text} {error.advice}"


def told(call: Callable[[], object]) -> str:
    """What came of a call, by the tree of errors: was it sent, was it answered, does nobody know?"""
    try:
        call()
    except haero.BadOrder as wrong:
        return f"{wrong.rule}: nearest {[str(one) for one in wrong.nearest]}"
    except haero.LimitExceeded as over:
        return f"over my own limit: {over}"
    except (haero.KeyConflict, haero.NotOnMock, haero.BadProfile, haero.StoreUnusable, haero.NotConnected) as unsent:
        return not_sent(unsent)
    except (haero.OrderRejected, haero.RateLimited, haero.AuthError, haero.NotFound, haero.NoSuchPrice) as refused:
        return answered(refused)
    except haero.NoAnswer:
        return "a question without an answer: ask again"
    except haero.OrderOutcomeUnknown as unknown:
        return f"nobody knows: see examples/client_unknown.py, {unknown.key}"
    except haero.HaeroError as other:
        return f"something else of the client: {other}"
    return "fine"


def main(data: str) -> None:
    """`data` is the data folder of a running haero."""
    with haero.Client(data=data, environment="real", state=f"{data}/client") as kis:
        for plan in plans(kis):
            print(plan.describe(), *plan.checks, sep="\n    ")
        print(told(lambda: kis.buy("AAPL", 10, "185.203")))
        print(told(lambda: kis.buy("AAPL", 5, haero.Vwap("185.20"))))
        print(told(lambda: kis.quote("NOSUCH")))
        kis.limits = haero.Limits(max_quantity=100)
        print(told(lambda: kis.buy("AAPL", 101, "185.20")))
    print(told(lambda: haero.Client(base_url="http://127.0.0.1:1")))


if __name__ == "__main__":
    main(*sys.argv[1:])
