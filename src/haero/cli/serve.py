"""`haero serve`: starts the system and runs until it is told to stop."""

import asyncio
import signal
from pathlib import Path
from typing import Annotated, Any

import apsw
import typer
from rich.console import Console

from haero import __version__
from haero.cli.common import DEFAULT_FOLDER, Folder, check_cash, errors, fail, run
from haero.desk.ledger import LedgerError
from haero.house.house import FolderError
from haero.house.settings import SettingsError, load
from haero.journal.codec import UnreadableEvent
from haero.journal.journal import JournalFailed
from haero.journal.recovery import RecoveryError
from haero.journal.sqlite.store import StoreError
from haero.market.listing.master import MasterFileError
from haero.market.time.clock import speed_text
from haero.market.time.sessions import CalendarError
from haero.server.auth.vault import VaultError
from haero.service.service import Ports, Service
from haero.terms import KST


def _port(text: str) -> Any:
    return typer.Option(metavar="P", min=0, max=65_535, help=text)  # uvloop would quietly take 65536 for 0


BAD_START, JOURNAL_BROKEN, STOPPED_BY_FAILURE = 2, 4, 3


def serve(
    data: Folder = DEFAULT_FOLDER,
    host: Annotated[str, typer.Option(help="Address to listen on; loopback unless you say otherwise.")] = "127.0.0.1",
    rest_real: Annotated[int, _port("REST port, real (실전); 0 = any free port.")] = 9443,
    rest_mock: Annotated[int, _port("REST port, mock (모의).")] = 29443,
    ws_real: Annotated[int, _port("WebSocket port, real.")] = 21000,
    ws_mock: Annotated[int, _port("WebSocket port, mock.")] = 31000,
    control: Annotated[int, _port("Control port.")] = 8700,
    market: Annotated[
        str | None,
        typer.Option(metavar="MARKET", help="Prices: synthetic (default), manual, or replay:'FILES*' (recorded)."),
    ] = None,
    at: Annotated[str | None, typer.Option(help="Market clock starts at: open (default), now, or an ISO time.")] = None,
    speed: Annotated[
        str | None,
        typer.Option(metavar="N|max", help="Market clock: 1 (default), 0 = stands still, up to 3600, max = all out."),
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Seed of the synthetic market.")] = None,
    unlimited: Annotated[bool, typer.Option("--unlimited", help="No rate limits, no one-token-a-minute rule.")] = False,
    tls: Annotated[bool, typer.Option("--tls", help="HTTPS and WSS with a self-signed certificate.")] = False,
    ready_file: Annotated[Path | None, typer.Option(metavar="FILE", help="Written once all ports listen.")] = None,
    config: Annotated[Path | None, typer.Option(metavar="haero.toml", help="Settings file.")] = None,
) -> None:
    """Starts the order system. Stop it with Ctrl-C or SIGTERM."""
    try:
        settings = load(config, market=market, at=at, speed=speed, seed=seed, unlimited=unlimited or None)
        check_cash(settings)
        service = Service(data, settings)
    except (SettingsError, FolderError, CalendarError, MasterFileError, VaultError, OSError) as error:
        fail(str(error), BAD_START)
    except (StoreError, RecoveryError, UnreadableEvent, LedgerError, apsw.Error) as error:
        fail(
            f"{error}\nThe journal cannot be used: run `haero verify --data {data}`, then restore a copy.",
            JOURNAL_BROKEN,
        )
    ports = Ports(rest_real, rest_mock, ws_real, ws_mock, control)
    status = run(_serve(service, host, ports, tls, ready_file, data))
    if status:
        raise typer.Exit(status)


async def _serve(service: Service, host: str, ports: Ports, tls: bool, ready_file: Path | None, data: Path) -> int:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, service.stopped.set)
    try:
        await service.start(host, ports, use_tls=tls)
    except (OSError, CalendarError) as error:
        await service.stop()
        errors.print(f"haero: {error}", style="red", markup=False)
        return BAD_START
    urls = service.urls(host, use_tls=tls)
    _greet(service, urls, data)
    try:
        service.write_addresses(urls, ready_file)
    except OSError as error:
        await service.stop()
        errors.print(f"haero: --ready-file: {error}", style="red", markup=False)
        return BAD_START
    await service.stopped.wait()
    await service.stop()
    if service.failed is not None:
        disk = isinstance(service.failed, OSError | apsw.Error | JournalFailed)
        cure = "Free the disk or repair it, run" if disk else "Run"
        errors.print(
            f"haero stopped by itself: {service.failed}\nNo order was acknowledged after this. "
            f"{cure} `haero verify --data {data}`, and start again.",
            style="red",
            markup=False,
        )
        return STOPPED_BY_FAILURE
    return 0


def _greet(service: Service, urls: dict[str, str], data: Path) -> None:
    assert service.hub is not None
    broker, settings = service.hub.broker, service.settings
    out = Console(highlight=False, soft_wrap=True)
    now, speed = broker.market.clock.now().astimezone(KST), speed_text(settings.speed)
    out.print(f"[bold]haero {__version__}[/bold]  market {settings.market}, clock {now:%Y-%m-%d %H:%M:%S} KST ×{speed}")
    rows = (("REST", "rest_real", "rest_mock"), ("WebSocket", "ws_real", "ws_mock"))
    for label, real, mock in rows:
        out.print(f"  {label:<10} real (실전) {urls[real]:<28} mock (모의) {urls[mock]}")
    out.print(f"  {'control':<10} {urls['control']}")
    recovered = service.hub.house.recovered
    if recovered.seq:
        out.print(f"  journal    {recovered.seq} events, {recovered.replayed} read since the last snapshot")
    accounts = ", ".join(f"{app.environment} {_masked(app.account)}" for app in service.credentials().values())
    out.print(f"  accounts   {accounts}")
    out.print(f"  keys       haero env --data {data}", markup=False)
    out.print("Point a KIS program at these addresses and let it trade. Stop with Ctrl-C.")


def _masked(account: str) -> str:
    return f"{account[:2]}****{account[6:]}"
