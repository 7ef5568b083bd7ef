"""A start of the system, as `haero serve` makes it: opens, listens, says where, runs until it is told to stop."""

import asyncio
import signal
from pathlib import Path
from typing import Any, NamedTuple

import apsw
import typer

from haero import __version__
from haero.cli.cash import check_cash
from haero.cli.common import complain, fail
from haero.cli.loop import run
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
from haero.server.auth.vault import VaultError
from haero.service.addresses import Ports
from haero.service.service import Service
from haero.terms import KST

BAD_START, JOURNAL_BROKEN, STOPPED_BY_FAILURE = 2, 4, 3


class Listening(NamedTuple):
    """Where it listens, and the file that says so."""

    host: str
    ports: Ports
    tls: bool
    ready_file: Path | None


def serve_until_stopped(data: Path, place: Listening, config: Path | None, chosen: dict[str, Any]) -> int:
    """Runs it; `chosen` are the settings that flags name. The exit status; ends the process where it cannot start."""
    try:
        settings = load(config, **chosen)
        check_cash(settings)
        service = Service(data, settings)
    except (SettingsError, FolderError, CalendarError, MasterFileError, VaultError, OSError) as error:
        fail(str(error), BAD_START)
    except (StoreError, RecoveryError, UnreadableEvent, LedgerError, apsw.Error) as error:
        fail(
            f"{error}\nThe journal cannot be used: run `haero verify --data {data}`, then restore a copy.",
            JOURNAL_BROKEN,
        )
    return run(_serve(service, place, data))


async def _serve(service: Service, place: Listening, data: Path) -> int:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, service.stopped.set)
    try:
        await service.start(place.host, place.ports, use_tls=place.tls)
    except (OSError, CalendarError) as error:
        await service.stop()
        complain(f"haero: {error}")
        return BAD_START
    urls = service.urls(place.host, use_tls=place.tls)
    _greet(service, urls, data)
    try:
        service.write_addresses(urls, place.ready_file)
    except OSError as error:
        await service.stop()
        complain(f"haero: --ready-file: {error}")
        return BAD_START
    await service.stopped.wait()
    await service.stop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.remove_signal_handler(number)  # whoever reads what is said now may be stuck: a signal ends it even so
    if service.failed is not None:
        disk = isinstance(service.failed, OSError | apsw.Error | JournalFailed)
        cure = "Free the disk or repair it, run" if disk else "Run"
        complain(
            f"haero stopped by itself: {service.failed}\nNo order was acknowledged after this. "
            f"{cure} `haero verify --data {data}`, and start again."
        )
        return STOPPED_BY_FAILURE
    return 0


def _greet(service: Service, urls: dict[str, str], data: Path) -> None:
    assert service.hub is not None
    broker, settings = service.hub.broker, service.settings
    now, speed = broker.market.clock.now().astimezone(KST), speed_text(settings.speed)
    title = typer.style(f"haero {__version__}", bold=True)
    typer.echo(f"{title}  market {settings.market}, clock {now:%Y-%m-%d %H:%M:%S} KST ×{speed}")
    rows = (("REST", "rest_real", "rest_mock"), ("WebSocket", "ws_real", "ws_mock"))
    for label, real, mock in rows:
        typer.echo(f"  {label:<10} real (실전) {urls[real]:<28} mock (모의) {urls[mock]}")
    typer.echo(f"  {'control':<10} {urls['control']}")
    recovered = service.hub.house.recovered
    if recovered.seq:
        typer.echo(f"  journal    {recovered.seq} events, {recovered.replayed} read since the last snapshot")
    accounts = ", ".join(f"{app.environment} {_masked(app.account)}" for app in service.credentials().values())
    typer.echo(f"  accounts   {accounts}")
    typer.echo(f"  keys       haero env --data {data}")
    typer.echo("Point a KIS program at these addresses and let it trade. Stop with Ctrl-C.")


def _masked(account: str) -> str:
    return f"{account[:2]}****{account[6:]}"
