"""The driver that blocks: what it gives and raises for each kind of effect, and what Ctrl-C leaves behind."""

from collections.abc import Generator
from typing import Any

import pytest

from haero.client.core.effects import Disconnecting, Effect, Exchanging, Interrupted, Local, Sleeping
from haero.client.drivers.blocking import BlockingDriver
from haero.client.transport.wire import Broken, Departure, WireReply, WireRequest
from tests.client.drivers.test_asynchronous import MACHINE, REPLY, REQUEST, Told


class Line:
    """Connections that are interrupted, or fail."""

    def __init__(
        self, left: bool = True, raises: BaseException | None = None, closing: BaseException | None = None
    ) -> None:
        self.left, self.raises, self.closing, self.closed = left, raises, closing, 0

    def exchange(self, request: WireRequest, departure: Departure) -> WireReply:
        departure.left = self.left
        if self.raises is not None:
            raise self.raises
        return REPLY

    def close(self) -> None:
        self.closed += 1
        if self.closing is not None:
            raise self.closing


def driver(line: Line) -> BlockingDriver:
    return BlockingDriver(line, MACHINE)  # type: ignore[arg-type]


def stop(*_: Any) -> None:
    raise KeyboardInterrupt


def test_each_effect(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("haero.client.drivers.blocking.time.sleep", slept.append)
    line = Line()
    told = Told(Exchanging(REQUEST), Local(lambda machine: machine), Sleeping(7.5), Disconnecting())
    assert driver(line).run(told.operation()) == "end"
    assert told.came == [REPLY, MACHINE, None, None]
    assert slept == [7.5]
    assert line.closed == 1
    driver(line).close()
    assert line.closed == 2


def test_errors_pass_into_the_operation_and_out_of_it() -> None:
    broken = Broken("cut")
    told = Told(Exchanging(REQUEST), Local(lambda machine: [][0]))
    assert driver(Line(raises=broken)).run(told.operation()) == "end"
    assert told.came[0] is broken
    assert type(told.came[1]) is IndexError

    def raises() -> Generator[Effect, Any, None]:
        yield Local(lambda machine: None)
        raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        driver(Line()).run(raises())


@pytest.mark.parametrize("left", [False, True])
@pytest.mark.parametrize("stopped", [KeyboardInterrupt(), SystemExit(3)])
def test_stopped_while_bytes_are_out(left: bool, stopped: BaseException) -> None:
    told = Told(Exchanging(REQUEST))
    with pytest.raises(type(stopped)) as caught:
        driver(Line(left, stopped)).run(told.operation(then=(Local(lambda machine: "written"),)))
    assert caught.value is stopped
    assert told.came[0].left is left
    assert told.came[1] == "written"


@pytest.mark.parametrize("left", [False, True])
@pytest.mark.parametrize("kind", [Local, Sleeping, Disconnecting])
def test_stopped_a_moment_after_an_exchange(monkeypatch: pytest.MonkeyPatch, left: bool, kind: type) -> None:
    monkeypatch.setattr("haero.client.drivers.blocking.time.sleep", stop)
    effects = {Local: Local(stop), Sleeping: Sleeping(1.0), Disconnecting: Disconnecting()}
    told = Told(Exchanging(REQUEST), effects[kind])
    with pytest.raises(KeyboardInterrupt):
        driver(Line(left, closing=KeyboardInterrupt())).run(told.operation())
    assert told.came[1].left is left


def test_stopped_before_any_exchange() -> None:
    told = Told(Local(stop))
    with pytest.raises(KeyboardInterrupt):
        driver(Line()).run(told.operation())
    assert told.came[0].left is False


def test_ctrl_c_is_raised_also_where_the_operation_ends_well() -> None:
    def swallows() -> Generator[Effect, Any, str]:
        try:
            yield Exchanging(REQUEST)
        except Interrupted:
            return "well"
        raise AssertionError

    with pytest.raises(KeyboardInterrupt):
        driver(Line(raises=KeyboardInterrupt())).run(swallows())
