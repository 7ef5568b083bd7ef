"""What a fault can be told, and what it refuses."""

from typing import Any

import pytest

from haero.faults.parameters import FaultError, choice, count, path, seconds, share, values_of

ALL = (seconds("s", 5.0), share("p", 0.5), count("bytes", "b"), choice("at", "a", "body", "head"), path("e"))


def test_what_is_not_given_has_its_default() -> None:
    assert values_of("x", ALL, {}) == {"seconds": 5.0, "share": 0.5, "bytes": None, "at": "body", "path": ""}


def test_texts_and_numbers_are_the_same() -> None:
    texts = values_of("x", ALL, {"seconds": "0.25", "share": "1", "bytes": "7", "at": "head", "path": "/order"})
    assert texts == values_of("x", ALL, {"seconds": 0.25, "share": 1, "bytes": 7, "at": "head", "path": "/order"})
    assert texts == {"seconds": 0.25, "share": 1.0, "bytes": 7, "at": "head", "path": "/order"}


@pytest.mark.parametrize(
    ("name", "value", "takes"),
    [
        ("seconds", "-1", "0 to 600"),
        ("seconds", "600.1", "0 to 600"),
        ("seconds", "nan", "0 to 600"),
        ("seconds", "inf", "0 to 600"),
        ("seconds", "soon", "0 to 600"),
        ("seconds", True, "0 to 600"),
        ("share", 1.5, "0 to 1"),
        ("bytes", 1.5, "a whole number"),
        ("bytes", "1.5", "a whole number"),
        ("bytes", -1, "a whole number"),
        ("bytes", 10**9, "a whole number"),
        ("bytes", "9" * 5000, "a whole number"),
        ("bytes", True, "a whole number"),
        ("at", "tail", "body, head"),
        ("at", 1, "body, head"),
        ("path", 1, "text"),
        ("path", "x" * 121, "text"),
    ],
)
def test_what_is_no_value_is_refused_with_what_is_one(name: str, value: Any, takes: str) -> None:
    with pytest.raises(FaultError, match=f"x: {name} must be {takes}") as refused:
        values_of("x", ALL, {name: value})
    assert len(str(refused.value)) < 150


def test_what_is_no_parameter_is_refused_with_those_that_are() -> None:
    with pytest.raises(FaultError, match="x has no parameter 'second'; it has seconds, share, bytes, at, path"):
        values_of("x", ALL, {"second": 1})
    with pytest.raises(FaultError, match="it has none"):
        values_of("x", (), {"second": 1})
