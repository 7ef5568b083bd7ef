"""What a trader wants done once: for each, how it is asked for, and what of it the broker holds."""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from haero.desk.accounts import Account
from haero.desk.reservations import ReservationStatus
from haero.terms import Action
from tests.client.matrix.hands import Hand

SYMBOL, QUANTITY, PRICE, OTHER_PRICE = "AAPL", 10, "100", "101"
LATER_QUANTITY = 3


class Intent(NamedTuple):
    """`prepare` makes what it is about, `ask` asks for it under a key, `held` are the numbers at the broker that show it done.

    `desk` is where else in the client orders of the kind are placed, for one that comes later.
    """

    name: str
    prepare: Callable[[Hand], Awaitable[Any]]
    ask: Callable[[Any, Any, str], Any]
    held: Callable[[Account], list[str]]
    desk: Callable[[Any], Any] = lambda kis: kis


async def _warm(hand: Hand) -> None:
    await hand.do(lambda kis: kis.token_expires_at())


async def _order(hand: Hand) -> Any:
    return await hand.do(lambda kis: kis.buy(SYMBOL, QUANTITY, PRICE, key="before"))


async def _daytime_order(hand: Hand) -> Any:
    return await hand.do(lambda kis: kis.daytime.buy(SYMBOL, QUANTITY, PRICE, key="before"))


async def _reservation(hand: Hand) -> Any:
    return await hand.do(lambda kis: kis.reserve.buy(SYMBOL, QUANTITY, PRICE, key="before"))


def _orders(action: Action) -> Callable[[Account], list[str]]:
    def held(account: Account) -> list[str]:
        found = (one for one in account.orders.values() if one.action is action and one.quantity == QUANTITY)
        return [f"{one.number:010d}" for one in found]

    return held


def _reserved(account: Account) -> list[str]:
    return [f"{one.number:010d}" for one in account.reservations.values()]


def _unreserved(account: Account) -> list[str]:
    cancelled = ReservationStatus.CANCELLED
    return [f"{one.number:010d}" for one in account.reservations.values() if one.status is cancelled]


ORDER = Intent("order", _warm, lambda kis, _, key: kis.buy(SYMBOL, QUANTITY, PRICE, key=key), _orders(Action.NEW))
REVISE = Intent(
    "revise", _order, lambda kis, order, key: kis.revise(order, OTHER_PRICE, key=key), _orders(Action.REVISE)
)
CANCEL = Intent("cancel", _order, lambda kis, order, key: kis.cancel(order, key=key), _orders(Action.CANCEL))
RESERVE = Intent(
    "reserve",
    _warm,
    lambda kis, _, key: kis.reserve.buy(SYMBOL, QUANTITY, PRICE, key=key),
    _reserved,
    lambda kis: kis.reserve,
)
UNRESERVE = Intent(
    "cancel-reservation",
    _reservation,
    lambda kis, order, key: kis.reserve.cancel(order, key=key),
    _unreserved,
    lambda kis: kis.reserve,
)
DAYTIME = (
    Intent(
        "daytime",
        _warm,
        lambda kis, _, key: kis.daytime.buy(SYMBOL, QUANTITY, PRICE, key=key),
        _orders(Action.NEW),
        lambda kis: kis.daytime,
    ),
    REVISE._replace(name="daytime-revise", prepare=_daytime_order, desk=lambda kis: kis.daytime),
    CANCEL._replace(name="daytime-cancel", prepare=_daytime_order, desk=lambda kis: kis.daytime),
)
INTENTS = (ORDER, REVISE, CANCEL, RESERVE, UNRESERVE)
