"""Where a long inquiry into the market lets others go on: after each of its rows, symbols or days."""

from collections.abc import Callable, Generator, Iterable
from typing import TypeVar

from haero.server.call import Call

Thing = TypeVar("Thing")
Made = TypeVar("Made")


def gives_way(call: Call) -> bool:
    """Whether a scan yields: where prices are posted and nothing is costly, it does not, and shows one moment (`Scan`)."""
    return call.books.market.source.costly


def each(call: Call, things: Iterable[Thing], make: Callable[[Thing], Made]) -> Generator[None, None, list[Made]]:
    """What is made of each of the things, in their order, with a breath after each."""
    breathes, found = gives_way(call), list[Made]()
    for thing in things:
        found.append(make(thing))
        if breathes:
            yield
    return found
