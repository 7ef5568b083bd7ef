"""How far a step goes and what ends it, on a manual market; whole replays are in test_runner."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from haero.market.time.clock import FASTEST
from haero.market.time.sessions import CalendarError
from haero.replay import pace as module
from haero.replay.pace import Pace, Time
from haero.replay.record import Record
from haero.replay.watch import RequestWatch
from haero.server.websocket.broadcast import Broadcast
from haero.service.service import LISTENERS_BEHIND
from tests.support import Direct, Running, running

START = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
CLOSE = datetime(2026, 11, 20, 21, 0, tzinfo=UTC)


class Made(NamedTuple):
    time: Time
    tape: Record
    watch: RequestWatch
    caller: Direct
    moves: list[datetime]


async def make(haero: Running, end: datetime | None) -> Made:
    assert haero.service.hub is not None
    broker = haero.service.hub.broker
    tape, watch, moves = Record(lambda: broker), RequestWatch(asyncio.get_running_loop().time), list[datetime]()
    broker.feed.follow(tape)
    time = Time(haero.service, tape, watch, end)
    time.moved = moves.append
    return Made(time, tape, watch, await haero.direct(), moves)


@pytest.fixture
async def made(tmp_path: Path) -> AsyncIterator[Made]:
    async with running(tmp_path / "data", at=START.isoformat()) as haero:
        yield await make(haero, CLOSE + timedelta(hours=4))


async def at(made: Made, moment: datetime) -> None:
    assert (await made.caller.control("POST", "/control/clock", {"to": moment.isoformat()})).status == 200


def test_a_pace_has_a_name() -> None:
    assert [str(pace) for pace in (Pace(), Pace(None, 5), Pace(60.0), Pace(0.5), Pace(FASTEST))] == [
        "step (idle 20 ms)", "step (idle 5 ms)", "60", "0.5", "max",
    ]  # fmt: skip


async def test_a_step_is_a_second(made: Made) -> None:
    made.time.step()
    assert (made.time.now, made.moves) == (START + timedelta(seconds=1), [START + timedelta(seconds=1)])


async def test_it_goes_in_small_moves_while_an_order_works(made: Made) -> None:
    await made.caller.buy(ORD_QTY="1", OVRS_ORD_UNPR="90.00")
    made.time.step()
    assert made.time.now == START + timedelta(seconds=1)
    assert made.moves == [START + timedelta(milliseconds=100 * n) for n in range(1, 11)]


async def test_an_event_of_an_order_ends_a_step(made: Made) -> None:
    await made.caller.buy(ORD_QTY="1", OVRS_ORD_UNPR="90.00")
    await at(made, CLOSE - timedelta(milliseconds=750))  # the order will expire at the close
    made.time.step()
    assert made.time.now == CLOSE + timedelta(milliseconds=50)
    assert made.tape.working == {}


async def test_closed_hours_go_by_the_minute_and_end_with_the_next_session(tmp_path: Path) -> None:
    saturday = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
    async with running(tmp_path / "data", at=saturday.isoformat()) as haero:
        made = await make(haero, None)
        made.time.step()
        assert made.time.now == saturday + timedelta(minutes=1)
        monday = datetime(
            2026, 11, 23, 0, 0, tzinfo=UTC
        )  # Tokyo opens, nine o'clock there: a holiday, so Shanghai is next
        await at(made, monday - timedelta(seconds=20))
        while haero.service.hub is not None and made.time._opens(made.time.now) is not None:
            made.time.step()
        assert made.time.now.minute % 5 == 0
        assert made.time.now.second == 0


async def test_nothing_goes_beyond_the_end(tmp_path: Path) -> None:
    end = START + timedelta(milliseconds=1500)
    async with running(tmp_path / "data", at=START.isoformat()) as haero:
        made = await make(haero, end)
        for _ in range(4):
            made.time.step()
        assert (made.time.now, made.time.over) == (end, True)
        assert made.moves == [START + timedelta(seconds=1), end]


async def test_a_speed_that_the_program_sets_is_taken_back(made: Made) -> None:
    await made.caller.control("POST", "/control/clock", {"speed": 3600})
    made.time.step()
    state = (await made.caller.control("GET", "/control/state")).json
    assert state["market"]["speed"] == 0


async def test_where_a_calendar_ends_the_period_is_over(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    def ends() -> datetime:
        raise CalendarError("no more dates")

    monkeypatch.setattr(made.tape._broker, "advance", ends)
    made.time.step()
    assert made.time.over
    stood = made.time.now
    made.time.step()
    assert made.time.now == stood


async def test_time_begins_with_the_first_question(made: Made) -> None:
    task = asyncio.create_task(made.time.run(Pace(FASTEST)))
    for _ in range(10):
        await asyncio.sleep(0)
    assert made.moves == []
    made.watch.met.set()
    await task
    assert made.time.over


@pytest.mark.parametrize("speed", [60.0, FASTEST])
async def test_a_fast_market_waits_for_a_listener_that_is_far_behind(
    made: Made, monkeypatch: pytest.MonkeyPatch, speed: float
) -> None:
    waiting = LISTENERS_BEHIND
    monkeypatch.setattr(Broadcast, "waiting", property(lambda self: waiting))
    made.watch.met.set()
    task = asyncio.create_task(made.time.run(Pace(speed)))
    await asyncio.sleep(0.05)
    assert made.moves == []
    waiting -= 1
    async with asyncio.timeout(10):
        while not made.moves:
            await asyncio.sleep(0.01)
    task.cancel()


async def test_a_step_waits_for_an_answer_that_is_not_out_yet(made: Made) -> None:
    made.watch.met.set()
    made.watch.in_progress = 1
    task = asyncio.create_task(made.time.run(Pace(None, 0)))
    await asyncio.sleep(0.02)
    assert made.moves == []
    made.watch.in_progress = 0
    while len(made.moves) < 3:
        await asyncio.sleep(0)
    task.cancel()


async def test_a_step_waits_for_a_program_at_work_but_not_for_ever(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def working(pid: int) -> bool:
        asked.append(pid)
        return True

    monkeypatch.setattr(module, "computing", working)
    monkeypatch.setattr(module, "WORK_SECONDS", 0.02)
    made.watch.met.set()
    made.time.pid = 4711
    task = asyncio.create_task(made.time.run(Pace(None, 0)))
    while not made.moves:
        await asyncio.sleep(0)
    task.cancel()
    assert len(asked) > 1
    assert set(asked) == {4711}
