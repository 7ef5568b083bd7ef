"""haero: the overseas-stock order system of the KIS Open API, on your own machine; and the client for programs that call it.

    import haero

    kis = haero.Client()                                  # a haero on this machine; "mock" and "real" are KIS's own
    order = kis.buy("AAPL", 10, haero.Limit("185.20"))

What stands here is loaded when it is first used: `import haero` alone costs next to nothing.
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.2.0"

if TYPE_CHECKING:
    from haero.client.asynchronous.client import AsyncClient as AsyncClient
    from haero.client.asynchronous.order import AsyncOrder as AsyncOrder
    from haero.client.blocking.client import Client as Client
    from haero.client.blocking.order import Order as Order
    from haero.client.core.accepted import Accepted as Accepted
    from haero.client.core.resolving import NotReceived as NotReceived
    from haero.client.core.resolving import StillUnknown as StillUnknown
    from haero.client.errors import Answered as Answered
    from haero.client.errors import AuthError as AuthError
    from haero.client.errors import BadOrder as BadOrder
    from haero.client.errors import BadProfile as BadProfile
    from haero.client.errors import HaeroError as HaeroError
    from haero.client.errors import KeyConflict as KeyConflict
    from haero.client.errors import LimitExceeded as LimitExceeded
    from haero.client.errors import NoAnswer as NoAnswer
    from haero.client.errors import NoSuchPrice as NoSuchPrice
    from haero.client.errors import NotConnected as NotConnected
    from haero.client.errors import NotFound as NotFound
    from haero.client.errors import NotOnMock as NotOnMock
    from haero.client.errors import NotSent as NotSent
    from haero.client.errors import OrderOutcomeUnknown as OrderOutcomeUnknown
    from haero.client.errors import OrderRejected as OrderRejected
    from haero.client.errors import RateLimited as RateLimited
    from haero.client.errors import StoreUnusable as StoreUnusable
    from haero.client.orders.limits import Limits as Limits
    from haero.client.orders.plan import Plan as Plan
    from haero.client.orders.symbol import Ticker as Ticker
    from haero.client.orders.types import Limit as Limit
    from haero.client.orders.types import LimitOnClose as LimitOnClose
    from haero.client.orders.types import LimitOnOpen as LimitOnOpen
    from haero.client.orders.types import MarketOnClose as MarketOnClose
    from haero.client.orders.types import MarketOnOpen as MarketOnOpen
    from haero.client.orders.types import OddLot as OddLot
    from haero.client.orders.types import Twap as Twap
    from haero.client.orders.types import Vwap as Vwap
    from haero.client.pages import AsyncPages as AsyncPages
    from haero.client.pages import Pages as Pages
    from haero.client.results.balance import Balance as Balance
    from haero.client.results.balance import Holding as Holding
    from haero.client.results.balance import PresentHolding as PresentHolding
    from haero.client.results.money import BuyingPower as BuyingPower
    from haero.client.results.orders import Fill as Fill
    from haero.client.results.orders import OpenOrder as OpenOrder
    from haero.client.results.orders import OrderStatus as OrderStatus
    from haero.client.results.orders import Reservation as Reservation
    from haero.client.results.quote import Quote as Quote
    from haero.client.stream.asynchronous import AsyncNoticeStream as AsyncNoticeStream
    from haero.client.stream.asynchronous import AsyncQuoteStream as AsyncQuoteStream
    from haero.client.stream.blocking import NoticeStream as NoticeStream
    from haero.client.stream.blocking import QuoteStream as QuoteStream
    from haero.client.stream.failures import NoticeTimeout as NoticeTimeout
    from haero.client.stream.failures import StreamClosed as StreamClosed
    from haero.client.stream.failures import TooManyRegistrations as TooManyRegistrations
    from haero.client.stream.messages import ACCEPTED as ACCEPTED
    from haero.client.stream.messages import CANCELLED as CANCELLED
    from haero.client.stream.messages import CONFIRMED as CONFIRMED
    from haero.client.stream.messages import EXPIRED as EXPIRED
    from haero.client.stream.messages import FILLED as FILLED
    from haero.client.stream.messages import LOST as LOST
    from haero.client.stream.messages import REJECTED as REJECTED
    from haero.client.stream.messages import REQUESTED as REQUESTED
    from haero.client.stream.messages import REVISED as REVISED
    from haero.client.stream.messages import BookTick as BookTick
    from haero.client.stream.messages import Feed as Feed
    from haero.client.stream.messages import Lost as Lost
    from haero.client.stream.messages import Notice as Notice
    from haero.client.stream.messages import NoticeKind as NoticeKind
    from haero.client.stream.messages import TradeTick as TradeTick
    from haero.terms import Action as Action
    from haero.terms import Currency as Currency
    from haero.terms import Environment as Environment
    from haero.terms import Exchange as Exchange
    from haero.terms import OrderType as OrderType
    from haero.terms import Side as Side

_PUBLIC = {
    "haero.client.blocking.client": "Client",
    "haero.client.asynchronous.client": "AsyncClient",
    "haero.client.blocking.order": "Order",
    "haero.client.asynchronous.order": "AsyncOrder",
    "haero.client.core.accepted": "Accepted",
    "haero.client.core.resolving": "NotReceived StillUnknown",
    "haero.client.orders.types": "Limit LimitOnOpen MarketOnOpen LimitOnClose MarketOnClose Twap Vwap OddLot",
    "haero.client.orders.limits": "Limits",
    "haero.client.orders.plan": "Plan",
    "haero.client.orders.symbol": "Ticker",
    "haero.client.errors": (
        "HaeroError NotSent BadOrder BadProfile LimitExceeded KeyConflict NotConnected NotOnMock "
        "StoreUnusable Answered OrderRejected RateLimited AuthError NotFound NoSuchPrice NoAnswer "
        "OrderOutcomeUnknown"
    ),
    "haero.client.pages": "Pages AsyncPages",
    "haero.client.results.balance": "Balance Holding PresentHolding",
    "haero.client.results.money": "BuyingPower",
    "haero.client.results.orders": "Fill OpenOrder OrderStatus Reservation",
    "haero.client.results.quote": "Quote",
    "haero.client.stream.messages": (
        "Notice NoticeKind TradeTick BookTick Lost Feed "
        "ACCEPTED CONFIRMED REQUESTED REVISED CANCELLED REJECTED FILLED EXPIRED LOST"
    ),
    "haero.client.stream.blocking": "NoticeStream QuoteStream",
    "haero.client.stream.asynchronous": "AsyncNoticeStream AsyncQuoteStream",
    "haero.client.stream.failures": "NoticeTimeout StreamClosed TooManyRegistrations",
    "haero.terms": "Action Currency Environment Exchange OrderType Side",
}
_HOMES = {name: module for module, names in _PUBLIC.items() for name in names.split()}

__all__ = ["__version__", *_HOMES]


def __getattr__(name: str) -> Any:
    from importlib import import_module

    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'haero' has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(home), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
