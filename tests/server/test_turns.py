"""A scan goes on until its turn is over, and finds the same wherever it gives way."""

import gc
import time
from collections.abc import Iterator

import pytest

from haero.server import turns as module
from haero.server.call import Answer, Scan
from haero.server.turns import turns
from haero.server.wire import json_reply

ANSWER = Answer(json_reply(200, b"{}"), 7)


def steps(count: int, clock: list[float], seconds: float) -> Scan:
    for _ in range(count):
        clock[0] += seconds
        yield
    return ANSWER


def end(scan: Scan) -> tuple[int, Answer]:
    breaths = 0
    while True:
        try:
            next(scan)
        except StopIteration as done:
            return breaths, done.value
        breaths += 1


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    found = [100.0]
    monkeypatch.setattr(time, "perf_counter", lambda: found[0])
    return found


@pytest.mark.parametrize(
    ("steps_of", "breaths"),
    [(module.LONGEST, 12), (module.LONGEST / 2, 6), (module.LONGEST / 5, 2), (0.0, 0), (9.0, 12)],
)
def test_others_come_in_when_the_turn_is_over(clock: list[float], steps_of: float, breaths: int) -> None:
    assert end(turns(steps(12, clock, steps_of * 1.001))) == (breaths, ANSWER)


def test_each_turn_begins_when_the_scan_goes_on(clock: list[float]) -> None:
    scan = turns(steps(3, clock, module.LONGEST * 0.6))
    next(scan)
    clock[0] += 50  # others took their time
    assert end(scan) == (0, ANSWER)


def test_what_breaks_breaks_through() -> None:
    def broken() -> Iterator[None]:
        yield
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        end(turns(broken()))  # type: ignore[arg-type]


def test_a_turn_leaves_nothing_young_to_look_at(clock: list[float]) -> None:
    """The collector's own count says nothing: what a full cache throws away is counted against what is made."""
    made: list[tuple[object, ...]] = []

    def maker() -> Scan:
        for number in range(3):
            made.extend((number, [turn]) for turn in range(100))
            clock[0] += module.LONGEST
            yield
        return ANSWER

    for _ in turns(maker()):
        young = {id(thing) for thing in gc.get_objects(generation=0)}
        assert not young & {id(thing) for thing in made}
