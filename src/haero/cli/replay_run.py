"""A replay, as `haero replay` makes it: checks what is wanted, runs the program, says how far it is, tells the report."""

import asyncio
import signal
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import typer
from rich.console import Console

from haero.cli.cash import cash_of, check_cash
from haero.cli.loop import run
from haero.cli.moments import moment
from haero.cli.telling import errors, fail, output, said
from haero.cli.texts import language, text
from haero.house.folder import FolderError
from haero.house.settings import SettingsError, load
from haero.journal.sqlite.store import FILE_NAME
from haero.market.listing.master import MasterFileError
from haero.market.prices.messages import MarketDataError
from haero.market.time.clock import speed_of
from haero.market.time.sessions import CalendarError
from haero.replay import csv_files, html, tables
from haero.replay.pace import Pace
from haero.replay.program import ProgramError
from haero.replay.runner import STOPPED, Plan, Result, Standing, replay
from haero.replay.texts import Wording
from haero.server.auth.vault import VaultError
from haero.terms import KST, Language

BAD_ARGUMENTS, PROGRAM_FAILED, HAERO_FAILED, STOPPED_BY_HAND = 2, 3, 4, 130
RENAMED = {"--at": "--from"}
PROGRESS_SECONDS = 0.25
REPORT_FILES = ("index.html", "orders.csv", "fills.csv", "refusals.csv")


class Wanted(NamedTuple):
    """What the flags of `haero replay` ask for, as texts: `end` and `speed` are checked here. No speed is stepping."""

    program: str
    end: str | None
    speed: str | None
    idle_ms: int
    data: Path | None
    report: Path | None
    cash: list[str]


def run_program(wanted: Wanted, config: Path | None, chosen: dict[str, Any]) -> None:
    """Runs it and tells; `chosen` are the settings that flags name. Ends the process with a status where that fails."""
    data = wanted.data
    try:
        settings = load(config, speed=0.0, **chosen)
        settings = msgspec.structs.replace(settings, cash=settings.cash | cash_of(wanted.cash))
        check_cash(settings)
        pace = Pace(None if wanted.speed is None else speed_of(wanted.speed), wanted.idle_ms)
        until = moment(wanted.end, "--to") if wanted.end is not None else None
        if wanted.report is not None:
            _make(wanted.report)
        if data is not None and (data / FILE_NAME).exists():
            raise SettingsError(text("has_journal", data=data))
    except (SettingsError, OSError, ValueError) as error:
        fail(said(error, config, chosen, RENAMED), BAD_ARGUMENTS)
    with ExitStack() as stack:
        if data is None:
            data = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="haero-replay-")))
        try:
            result = run(_replay(Plan(settings, wanted.program, pace, until, data)))
        except (SettingsError, FolderError, CalendarError, MasterFileError, VaultError, ProgramError, OSError) as error:
            fail(said(error, config, chosen, RENAMED), BAD_ARGUMENTS)
        except MarketDataError as error:  # the recording has changed since the start
            fail(str(error), HAERO_FAILED)
    _tell(result, wanted.report)


async def _replay(plan: Plan) -> Result:
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    progress = Progress(errors(), loop.time)
    try:
        return await replay(plan, stop, progress.moved)
    finally:
        progress.clear()


def _tell(result: Result, folder: Path | None) -> None:
    """Writes the report's files, then prints it, and says what failed: what took minutes must not hang on a terminal."""
    unwritten = _write(result, folder, language()) if folder is not None else None
    out = output()
    tables.show(result.report, out, language())
    if unwritten is not None:
        fail(f"--report {folder}: {unwritten}", BAD_ARGUMENTS)
    if folder is not None:
        out.print("\n" + text("report_at", path=folder / "index.html"), markup=False, soft_wrap=True)
    ended = Wording(language()).ended(result.report.ended)
    if result.failure is not None:
        fail(ended, HAERO_FAILED)
    if result.status:
        fail(ended, PROGRAM_FAILED)
    if result.report.ended == STOPPED:
        raise typer.Exit(STOPPED_BY_HAND)


def _write(result: Result, folder: Path, spoken: Language) -> str | None:
    """Writes the report's files; what kept them from being written, or None."""
    try:
        csv_files.write(result.report, folder)
        page = html.page(result.report, result.prices, result.values, spoken)
        (folder / "index.html").write_text(page, encoding="utf-8")
    except OSError as error:
        return error.strerror or str(error)
    return None


def _make(folder: Path) -> None:
    """The report's folder, before the replay: nobody should wait for a report that cannot be written. Raises SettingsError."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise SettingsError(text("report_not_writable", folder=folder, why=error.strerror)) from error
    foreign = [name for name in REPORT_FILES if (folder / name).exists()]
    if foreign and not (folder / "summary.json").exists():  # an earlier report has one
        raise SettingsError(text("report_foreign", folder=folder, name=foreign[0]))


class Progress:
    """Says how far a replay is: a line that changes on a terminal, elsewhere one line for each hour of the market."""

    def __init__(self, out: Console, timer: Callable[[], float]) -> None:
        self._out, self._timer = out, timer
        self._shown_at = 0.0
        self._hour: datetime | None = None
        self._open = False

    def moved(self, standing: Standing) -> None:
        """Time has moved on."""
        now = standing.now.astimezone(KST)
        counts = {"orders": f"{standing.orders:,}", "fills": f"{standing.fills:,}"}
        told = text("progress", now=f"{now:%Y-%m-%d %H:%M:%S}", **counts)
        if self._out.is_terminal:
            if self._timer() - self._shown_at >= PROGRESS_SECONDS:
                self._shown_at, self._open = self._timer(), True
                self._out.file.write(f"\r\x1b[2K{told}")
                self._out.file.flush()
            return
        hour = now.replace(minute=0, second=0, microsecond=0)
        if self._hour is None or hour > self._hour:
            if self._hour is not None:
                self._out.print(f"haero: {told}", markup=False)
            self._hour = hour

    def clear(self) -> None:
        """Takes the line away."""
        if self._open:
            self._out.file.write("\r\x1b[2K")
            self._out.file.flush()
