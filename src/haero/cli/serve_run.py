"""A start of the system, as `haero serve` makes it: opens, listens, says where, runs until it is told to stop."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, NamedTuple

import apsw
import typer

from haero import __version__
from haero.cli.cash import check_cash
from haero.cli.columns import padded
from haero.cli.logs import NOTE
from haero.cli.loop import run
from haero.cli.telling import complain, fail, said
from haero.cli.texts import text
from haero.desk.ledger import LedgerError
from haero.house.folder import FolderError
from haero.house.settings import SettingsError, load
from haero.journal.codec import UnreadableEvent
from haero.journal.journal import JournalFailed
from haero.journal.recovery import RecoveryError
from haero.journal.sqlite.store import StoreError
from haero.market.listing.master import MasterFileError
from haero.market.time.clock import speed_text
from haero.market.time.sessions import CalendarError
from haero.server.auth.vault import VaultError, VaultFailed
from haero.service.addresses import Listening
from haero.service.service import Service
from haero.terms import KST

BAD_START, JOURNAL_BROKEN, STOPPED_BY_FAILURE = 2, 4, 3


class LogOutput(NamedTuple):
    """Where the log goes: a file or the terminal, readable or as JSON; quiet leaves the terminal alone."""

    file: Path | None = None
    readable: bool = False
    quiet: bool = False

    def open(self) -> IO[str] | None:
        """The file, written on at its end, readable by its owner. Raises OSError."""
        if self.file is None:
            return None
        return os.fdopen(os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8")

    def note(self, folder: Path) -> None:
        """Leaves word in the folder for `haero logs`. Raises OSError."""
        if self.file is None:
            (folder / NOTE).unlink(missing_ok=True)
        else:
            (folder / NOTE).write_text(str(self.file.absolute()), encoding="utf-8")


def serve_until_stopped(
    data: Path,
    place: Listening,
    config: Path | None,
    chosen: dict[str, Any],
    output: LogOutput = LogOutput(),
    ready_file: Path | None = None,
) -> int:
    """Runs it; `chosen` are the settings that flags name, `ready_file` says where it listens, once it does.

    The exit status; ends the process where it cannot start.
    """
    try:
        settings = load(config, **chosen)
        check_cash(settings)
        out = output.open()
        quiet = output.quiet and out is None
        service = Service(data, settings, quiet=quiet, log_to=out, readable_log=output.readable)
        output.note(data)
    except (SettingsError, FolderError, CalendarError, MasterFileError, VaultError, OSError) as error:
        fail(said(error, config, chosen), BAD_START)
    except (StoreError, RecoveryError, UnreadableEvent, LedgerError, apsw.Error) as error:
        fail(text("journal_unusable", error=error, data=data), JOURNAL_BROKEN)
    with contextlib.closing(out) if out is not None else contextlib.nullcontext():
        return run(_serve(service, place, output, ready_file, at_open=chosen.get("at") == "open"))


def _heed_signals(loop: asyncio.AbstractEventLoop, stop: Callable[[], None]) -> None:
    """What asks a program to end ends it in order; a terminal that closes too, unless started with nohup. Others do nothing."""
    stops = [signal.SIGINT, signal.SIGTERM, signal.SIGQUIT]
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        stops.append(signal.SIGHUP)
    for number in stops:
        loop.add_signal_handler(number, stop)
    for number in (signal.SIGUSR1, signal.SIGUSR2):
        signal.signal(number, signal.SIG_IGN)


async def _serve(
    service: Service, place: Listening, output: LogOutput, ready_file: Path | None, *, at_open: bool
) -> int:
    loop = asyncio.get_running_loop()
    _heed_signals(loop, service.stopped.set)
    try:
        await service.start(place)
    except (OSError, CalendarError, JournalFailed, VaultFailed) as error:
        await service.stop()
        complain(f"haero: {said(error)}")
        return BAD_START
    if not place.local and not place.tls:
        complain(text("in_clear", host=place.host))
    if not output.quiet:
        with contextlib.suppress(BrokenPipeError):  # nobody reads it: no reason not to serve
            _greet(service, output, at_open=at_open)
    try:
        service.write_addresses(ready_file)
    except OSError as error:
        await service.stop()
        complain(f"haero: --ready-file: {said(error)}")
        return BAD_START
    await service.stopped.wait()
    await service.stop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.remove_signal_handler(number)  # whoever reads what is said now may be stuck: a signal ends it even so
    if service.failed is not None:
        disk = isinstance(service.failed, OSError | apsw.Error | JournalFailed | VaultFailed)
        complain(
            text("stopped_by_disk" if disk else "stopped_by_itself", error=said(service.failed), data=service.folder)
        )
        return STOPPED_BY_FAILURE
    return 0


def _greet(service: Service, output: LogOutput, *, at_open: bool) -> None:
    assert service.hub is not None
    data, urls = service.folder, service.urls
    broker, settings = service.hub.broker, service.settings
    now, speed = broker.market.clock.now().astimezone(KST), speed_text(settings.speed)
    title = typer.style(f"haero {__version__}", bold=True)
    shown = text("market", market=settings.market, now=text("in_kst", now=f"{now:%Y-%m-%d %H:%M:%S}"), speed=speed)
    typer.echo(f"{title}  {shown}")
    rows = (("REST", "rest_real", "rest_mock"), ("WebSocket", "ws_real", "ws_mock"))
    for label, real, mock in rows:
        typer.echo(f"  {label:<10} {text('real')} {urls[real]:<28} {text('mock')} {urls[mock]}")
    _row("control", urls["control"])
    recovered = service.hub.house.recovered
    if recovered.seq:
        _row("journal", text("read", seq=recovered.seq, replayed=recovered.replayed))
    if at_open and recovered.at is not None:
        _row("clock", text("goes_on"))
    apps = service.credentials().values()
    _row("accounts", ", ".join(f"{text(app.environment)} {_masked(app.account)}" for app in apps))
    _row("keys", f"haero env --data {data}")
    if output.file is not None:
        _row("log", f"{output.file} (haero logs --data {data})")
    typer.echo(text("point"))


def _row(name: str, value: str) -> None:
    typer.echo(f"  {padded(text(name), 10)} {value}")


def _masked(account: str) -> str:
    return f"{account[:2]}****{account[6:]}"
