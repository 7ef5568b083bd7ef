"""One replay: a service on a period, the program beside it, and time between the two."""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from haero.house.folder import erase_journal
from haero.house.settings import REPLAY, Settings, SettingsError
from haero.journal.sqlite.store import FILE_NAME
from haero.replay.compose import Composer, ReplayRun
from haero.replay.pace import Pace, Time
from haero.replay.program import GRACE_SECONDS, Program
from haero.replay.record import Record
from haero.replay.report import Report
from haero.replay.series import PriceSeries, ValueSeries, price_series, value_series
from haero.replay.watch import RequestWatch
from haero.service.addresses import ANY_PORTS, Listening, variables
from haero.service.service import Service

PERIOD_OVER = "the period is over"
STOPPED = "stopped by hand"


class Plan(NamedTuple):
    """What to replay. `settings` has a clock that stands (speed 0). `end` None is the end of the recording."""

    settings: Settings
    program: str
    pace: Pace
    end: datetime | None
    folder: Path
    grace_seconds: float = GRACE_SECONDS


class Result(NamedTuple):
    """What came of it. `status` is the program's own exit status, None where it was ended from here. `failure`: of haero."""

    report: Report
    prices: list[PriceSeries]
    values: list[ValueSeries]
    status: int | None
    failure: Exception | None


class Standing(NamedTuple):
    """How far a replay is."""

    now: datetime
    orders: int
    fills: int


async def replay(plan: Plan, stop: asyncio.Event, progress: Callable[[Standing], None]) -> Result:
    """Runs the program against the period, until either ends or `stop` is set.

    Raises:
        ProgramError: the program cannot be started.
        SettingsError, FolderError, CalendarError, MasterFileError, VaultError, OSError: as `haero serve` at its start.
    """
    if plan.end is None and not plan.settings.market.startswith(REPLAY):
        raise SettingsError(f"--market {plan.settings.market} has no end of its own: say when with --to")
    program, fresh = Program(plan.program), not (plan.folder / FILE_NAME).exists()
    try:
        return await _replay(plan, program, stop, progress)
    finally:
        if fresh and program.pid is None:  # nothing began: the next try must find the folder as this one did
            erase_journal(plan.folder)


async def _replay(plan: Plan, program: Program, stop: asyncio.Event, progress: Callable[[Standing], None]) -> Result:
    watch = RequestWatch(asyncio.get_running_loop().time)
    service = Service(plan.folder, plan.settings, quiet=True, around=watch.around)
    try:
        await service.start(Listening(ports=ANY_PORTS))
        assert service.hub is not None
        hub = service.hub
        tape = Record(lambda: hub.broker)
        hub.broker.feed.follow(tape)
        time = Time(service, tape, watch, plan.end)
        starts = time.now
        if plan.end is not None and plan.end <= starts:
            raise SettingsError(f"--to {plan.end.isoformat()} is not behind the start, {starts.isoformat()}")
        watch.follow(lambda: time.now, time.step if plan.pace.speed is None else None)
        time.moved = lambda now: progress(Standing(now, len(tape.lives), tape.fills))
        status, ended = await _run(plan, service, program, time, stop)
        tape.finish(time.now)
        if tape not in hub.broker.feed.observers and service.failed is None:
            service.failed = RuntimeError(
                "the record of this replay broke off: its report is not complete, see the log"
            )
        run = ReplayRun(plan.program, plan.settings.market, str(plan.pace), starts, ended)
        report = Composer(service.hub.broker, tape, watch).report(run)
        return Result(
            report, price_series(report, service.hub.broker), value_series(report, tape), status, service.failed
        )
    finally:
        await service.stop()


async def _run(
    plan: Plan, service: Service, program: Program, time: Time, stop: asyncio.Event
) -> tuple[int | None, str]:
    """The program's own exit status, None where it had none, and why the replay ended."""
    urls = service.urls
    service.write_addresses(None)
    time.ports = frozenset(urlsplit(urls[name]).port or 0 for name in ("ws_real", "ws_mock"))
    await program.start(variables(urls, service.credentials(), service.vault.control_token))
    time.pid = program.pid
    going = asyncio.create_task(time.run(plan.pace))
    running = asyncio.create_task(program.wait())
    others: list[asyncio.Task[Any]] = [asyncio.create_task(event.wait()) for event in (stop, service.stopped)]
    try:
        await asyncio.wait([going, running, *others], return_when=asyncio.FIRST_COMPLETED)
        if going.done():
            going.result()  # a defect is not a period that is over
        # First of all: a program may well have failed because of it.
        broker = service.hub.broker if service.hub is not None else None
        service.failed = service.failed or time.failure or (broker.failure if broker is not None else None)
        if service.failed is not None:
            return None, f"haero stopped by itself: {service.failed}"
        if running.done():
            status = running.result()
            return status, _said(status)
        return None, PERIOD_OVER if going.done() else STOPPED
    finally:
        for task in [*others, going]:
            task.cancel()
        await program.end(plan.grace_seconds)
        for task in [*others, going, running]:
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await task


def _said(status: int) -> str:
    if status < 0:
        return f"the program was ended by signal {-status}"
    return "the program ended" if status == 0 else f"the program failed with exit status {status}"
