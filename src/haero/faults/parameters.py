"""What a fault can be told: the parameters of a row of the catalogue, and the values that they take."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

MAX_SECONDS = 600.0
MAX_BYTES = 1_000_000
MAX_PATH = 120


class FaultError(ValueError):
    """A fault that there is not, or that cannot be armed so; the text lists what there is."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter. `read` makes its value of what was given, a text or a number; it raises ValueError.

    `takes` says in words what it takes, `default` is its value where nothing is given.
    """

    name: str
    takes: str
    default: Any
    what: str
    read: Callable[[Any], Any]


def seconds(what: str, default: float) -> Parameter:
    """A stretch of wall time, in seconds."""
    return Parameter("seconds", f"0 to {MAX_SECONDS:g}", default, what, lambda given: _number(given, MAX_SECONDS))


def share(what: str, default: float) -> Parameter:
    """A part of one."""
    return Parameter("share", "0 to 1", default, what, lambda given: _number(given, 1.0))


def count(name: str, what: str) -> Parameter:
    """A whole number from 0, or nothing."""
    return Parameter(name, f"a whole number up to {MAX_BYTES}", None, what, _whole)


def choice(name: str, what: str, *values: str) -> Parameter:
    """One of some words, the first by default."""

    def read(given: Any) -> str:
        if str(given) not in values:
            raise ValueError(given)
        return str(given)

    return Parameter(name, ", ".join(values), values[0], what, read)


def path(what: str) -> Parameter:
    """The end of a path, empty by default."""

    def read(given: Any) -> str:
        if not isinstance(given, str) or len(given) > MAX_PATH:
            raise ValueError(given)
        return given

    return Parameter("path", f"text, at most {MAX_PATH} characters", "", what, read)


def values_of(fault: str, parameters: tuple[Parameter, ...], given: Mapping[str, Any]) -> dict[str, Any]:
    """All parameters with their values, those that are not given with their defaults. Raises FaultError."""
    known = {one.name: one for one in parameters}
    for name in given:
        if name not in known:
            raise FaultError(f"{fault} has no parameter {name[:40]!r}; it has {', '.join(known) or 'none'}")
    found: dict[str, Any] = {}
    for name, one in known.items():
        if name not in given:
            found[name] = one.default
            continue
        try:
            found[name] = one.read(given[name])
        except (ValueError, TypeError, OverflowError):
            raise FaultError(f"{fault}: {name} must be {one.takes}, not {str(given[name])[:40]!r}") from None
    return found


def _number(given: Any, most: float) -> float:
    value = float(_no_bool(given))
    if not (math.isfinite(value) and 0 <= value <= most):
        raise ValueError(given)
    return value


def _whole(given: Any) -> int:
    if isinstance(given, float):
        raise ValueError(given)
    value = int(_no_bool(given))
    if not 0 <= value <= MAX_BYTES:
        raise ValueError(given)
    return value


def _no_bool(given: Any) -> Any:
    if isinstance(given, bool):
        raise ValueError(given)
    return given
