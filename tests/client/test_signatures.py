"""The two clients are one: the same calls, the same parameters and the same words, but for what asyncio needs."""

import inspect
import re
from collections.abc import Iterator
from typing import Any, get_overloads

import pytest

import haero
from haero.client import asynchronous, blocking

PAIRS = {
    "account": "Account",
    "market": "Market",
    "market.rankings": "Rankings",
    "reserve": "Reservations",
    "daytime": "Daytime",
}
PROTOCOL = {"__enter__": "__aenter__", "__exit__": "__aexit__"}
_ASYNC = re.compile(r"\bAsync(?=[A-Z])")


def classes() -> Iterator[tuple[type, type]]:
    """The public classes of the two clients, side by side."""
    from importlib import import_module

    yield haero.Client, haero.AsyncClient
    yield haero.Order, haero.AsyncOrder
    for place, name in PAIRS.items():
        module = place.rpartition(".")[2] if name != "Reservations" else "reservations"
        one = import_module(f"{blocking.__name__}.{module}")
        other = import_module(f"{asynchronous.__name__}.{module}")
        yield getattr(one, name), getattr(other, f"Async{name}")


SIDES = list(classes())


def members(kind: type) -> dict[str, Any]:
    """What the class itself and its bases of the client offer, by name."""
    return {
        name: inspect.getattr_static(kind, name)
        for name in dir(kind)
        if (not name.startswith("_") or name in {*PROTOCOL, *PROTOCOL.values(), "__init__"})
    }


def plain(function: Any) -> Any:
    """The function behind a classmethod or a property."""
    found = function
    for name in ("fget", "func", "__func__"):
        found = getattr(found, name, found)
    return found


def shape(function: Any) -> tuple[Any, ...]:
    """Parameters, their kinds, defaults and annotations, and what comes back; without the word Async."""
    signature = inspect.signature(plain(function))
    parameters = [
        (one.name, one.kind, repr(one.default), word(one.annotation)) for one in signature.parameters.values()
    ]
    return (*parameters, word(signature.return_annotation))


def words(function: Any) -> str:
    return _ASYNC.sub("", inspect.getdoc(plain(function)) or "")


def word(annotation: Any) -> str:
    text = annotation if isinstance(annotation, str) else getattr(annotation, "__name__", "") or str(annotation)
    text = repr(annotation) if "[" in str(annotation) and not isinstance(annotation, str) else text
    return _ASYNC.sub("", text.replace("asynchronous", "blocking").replace('"', "").replace("'", ""))


@pytest.mark.parametrize(("one", "other"), SIDES, ids=[one.__name__ for one, _ in SIDES])
def test_the_same_calls(one: type, other: type) -> None:
    theirs = {PROTOCOL.get(name, name) for name in members(one)}
    assert theirs == {PROTOCOL.get(name, name) for name in members(other)}
    assert len(theirs) > 1


@pytest.mark.parametrize(("one", "other"), SIDES, ids=[one.__name__ for one, _ in SIDES])
def test_the_same_signatures_and_words(one: type, other: type) -> None:
    for name, function in members(one).items():
        twin = members(other)[PROTOCOL.get(name, name)]
        if not callable(plain(function)):
            continue
        assert shape(function) == shape(twin), f"{one.__name__}.{name}"
        assert words(function) == words(twin), f"{one.__name__}.{name}"
        overloads, twins = get_overloads(plain(function)), get_overloads(plain(twin))
        assert [shape(each) for each in overloads] == [shape(each) for each in twins], f"{one.__name__}.{name}"


@pytest.mark.parametrize(("one", "other"), SIDES, ids=[one.__name__ for one, _ in SIDES])
def test_every_public_call_is_typed_and_described(one: type, other: type) -> None:
    for kind in (one, other):
        for name, function in members(kind).items():
            found = plain(function)
            if not inspect.isfunction(found) or (name.startswith("__") and name not in {"__init__"}):
                continue
            assert inspect.getdoc(found), f"{kind.__name__}.{name} says nothing"
            signature = inspect.signature(found)
            assert signature.return_annotation is not inspect.Parameter.empty, f"{kind.__name__}.{name}"
            untyped = [
                each.name
                for each in list(signature.parameters.values())[1:]
                if each.annotation is inspect.Parameter.empty
            ]
            assert not untyped, f"{kind.__name__}.{name}: {untyped}"


def test_calls_that_ask_are_awaited() -> None:
    waits = "quote balance buying_power buy sell revise cancel resolve unknowns raw close find_order"
    for name in waits.split():
        assert inspect.iscoroutinefunction(getattr(haero.AsyncClient, name)), name
        assert not inspect.iscoroutinefunction(getattr(haero.Client, name)), name
