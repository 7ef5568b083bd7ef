"""The tree of errors: as the docstring draws it, and without secrets."""

import inspect
import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from haero.client import errors
from haero.client.errors import (
    Answered,
    AuthError,
    BadOrder,
    HaeroError,
    KeyConflict,
    LimitExceeded,
    NotConnected,
    NotOnMock,
    NotSent,
    OrderOutcomeUnknown,
    OrderRejected,
)


def drawn() -> dict[str, str]:
    """Class and class above, of the tree in the docstring."""
    found: dict[str, str] = {}
    path: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        match = re.match(r"    ((?:│  |   )*)(?:├─ |└─ )?([A-Z]\w+)(?: |$)", line)
        if match is None:
            continue
        depth = len(match[1]) // 3 + ("─ " in line)
        del path[depth:]
        found[match[2]] = path[-1] if path else "Exception"
        path.append(match[2])
    return found


def test_the_tree_is_as_it_is_drawn() -> None:
    real = {
        name: next(base for base in kind.__bases__ if issubclass(base, Exception)).__name__
        for name, kind in inspect.getmembers(errors, inspect.isclass)
        if issubclass(kind, Exception)
    }
    shown = drawn()
    elsewhere = {"NoticeTimeout", "StreamClosed", "TooManyRegistrations"} - real.keys()
    for name in elsewhere:
        import haero

        kind = getattr(haero, name)
        assert issubclass(kind, getattr(errors, shown[name]))
    assert {name: base for name, base in shown.items() if name not in elsewhere} == real
    assert len(shown) >= 18


def test_each_says_what_it_is() -> None:
    for name in drawn():
        kind = getattr(errors, name, None)
        assert kind is None or kind.__doc__


@pytest.mark.parametrize(
    ("kind", "usual"), [(BadOrder, ValueError), (NotConnected, ConnectionError), (NotOnMock, LookupError)]
)
def test_usual_handlers_catch_them(kind: type[Exception], usual: type[Exception]) -> None:
    assert issubclass(kind, usual)


def test_what_was_not_sent_is_told_apart_from_what_was() -> None:
    assert not issubclass(OrderOutcomeUnknown, NotSent | Answered)
    assert not issubclass(errors.NoAnswer, NotSent)
    assert not issubclass(OrderRejected, NotSent)


def test_an_answer() -> None:
    error = AuthError(
        "EGW00103", "유효하지 않은", http_status=403, tr_id="T", request_id="u", advice="look", raw={"a": 1}
    )
    assert str(error) == "EGW00103 유효하지 않은 (look)"
    assert (error.code, error.text, error.http_status, error.tr_id) == ("EGW00103", "유효하지 않은", 403, "T")
    assert (error.request_id, error.advice, error.raw) == ("u", "look", {"a": 1})


def test_an_unknown_outcome_says_which_and_what_to_do() -> None:
    at = datetime(2026, 11, 20, tzinfo=UTC)
    content = {"side": "buy", "quantity": "10", "symbol": "AAPL", "price": "100.00", "phone": "01012345678"}
    error = OrderOutcomeUnknown("k", content, at, "cut")
    assert str(error) == (
        "buy 10 AAPL 100.00: cut. It may have been received and is not sent again; resolve it by its key 'k'"
    )
    assert error.request == content
    content["symbol"] = "MSFT"
    assert error.request["symbol"] == "AAPL"
    assert error.sent_at is at


def test_a_conflict_and_a_limit_name_what_they_are_about() -> None:
    conflict = KeyConflict("k", ("price", "quantity"))
    assert "price, quantity differ" in str(conflict)
    limit = LimitExceeded("too much", limit="max_quantity", asked=11, allowed=Decimal(10))
    assert (limit.limit, limit.asked, limit.allowed) == ("max_quantity", 11, 10)
    order = BadOrder("no", rule="tick", nearest=(Decimal("1.01"),))
    assert (order.rule, order.nearest) == ("tick", (Decimal("1.01"),))
    assert isinstance(conflict, HaeroError)
