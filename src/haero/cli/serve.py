"""`haero serve`: starts the system and runs until it is told to stop."""

import gc
import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from haero.cli.common import DEFAULT_FOLDER, Folder


class LogFormat(StrEnum):
    TEXT = "text"
    JSON = "json"


def _port(name: str, text: str) -> Any:
    # Not HAERO_REST_REAL and so on: those are the addresses that `haero env` exports.
    return typer.Option(
        metavar="P", envvar=f"HAERO_PORT_{name}", min=0, max=65_535, help=text
    )  # uvloop would quietly take 65536 for 0


def _host_name(value: str) -> str:
    if value and not re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|[0-9A-Fa-f:]{2,39}", value):
        raise typer.BadParameter("must be a host name or an address, such as haero.lan, without port")
    return value


Advertised = Annotated[
    str,
    typer.Option(
        metavar="NAME",
        envvar="HAERO_ADVERTISE",
        callback=_host_name,
        help="Name or address by which programs reach it, where it is not that of --host.",
    ),
]
MarketFlag = Annotated[
    str | None,
    typer.Option(
        metavar="MARKET",
        envvar="HAERO_MARKET",
        help="Prices: synthetic (default), manual, or replay:'FILES*' (recorded).",
    ),
]
AtFlag = Annotated[
    str | None,
    typer.Option(
        metavar="open|now|ISO",
        envvar="HAERO_AT",
        help="Market clock starts at: open (default), now, or an ISO time.",
    ),
]
SpeedFlag = Annotated[
    str | None,
    typer.Option(
        metavar="N|max",
        envvar="HAERO_SPEED",
        help="Market clock: 1 (default), 0 = stands still, up to 3600, max = all out.",
    ),
]


def serve(
    data: Folder = DEFAULT_FOLDER,
    host: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS", envvar="HAERO_HOST", help="Address to listen on; loopback unless you say otherwise."
        ),
    ] = "127.0.0.1",
    advertise: Advertised = "",
    rest_real: Annotated[int, _port("REST_REAL", "REST port, real (실전); 0 = any free port.")] = 9443,
    rest_mock: Annotated[int, _port("REST_MOCK", "REST port, mock (모의).")] = 29443,
    ws_real: Annotated[int, _port("WS_REAL", "WebSocket port, real.")] = 21000,
    ws_mock: Annotated[int, _port("WS_MOCK", "WebSocket port, mock.")] = 31000,
    control: Annotated[int, _port("CONTROL", "Control port.")] = 8700,
    market: MarketFlag = None,
    at: AtFlag = None,
    speed: SpeedFlag = None,
    seed: Annotated[
        int | None, typer.Option(metavar="N", envvar="HAERO_SEED", help="Seed of the synthetic market.")
    ] = None,
    unlimited: Annotated[
        bool, typer.Option("--unlimited", envvar="HAERO_UNLIMITED", help="No rate limits, no one-token-a-minute rule.")
    ] = False,
    tls: Annotated[
        bool, typer.Option("--tls", envvar="HAERO_TLS", help="HTTPS and WSS with a self-signed certificate.")
    ] = False,
    ready_file: Annotated[
        Path | None, typer.Option(metavar="FILE", envvar="HAERO_READY_FILE", help="Written once all ports listen.")
    ] = None,
    config: Annotated[
        Path | None, typer.Option(metavar="haero.toml", envvar="HAERO_CONFIG", help="Settings file.")
    ] = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", envvar="HAERO_QUIET", help="No greeting and no request log on the terminal.")
    ] = False,
    log: Annotated[
        Path | None, typer.Option(metavar="FILE", envvar="HAERO_LOG", help="The log goes there, see `haero logs`.")
    ] = None,
    log_format: Annotated[
        LogFormat, typer.Option(envvar="HAERO_LOG_FORMAT", help="A request as readable text or as a JSON line.")
    ] = LogFormat.JSON,
) -> None:
    """Starts the order system. Stop it with Ctrl-C or SIGTERM."""
    gc.disable()  # what an import makes stays: looking for garbage meanwhile takes 50 ms and finds none
    from haero.cli.serve_run import LogOutput, serve_until_stopped
    from haero.service.addresses import Listening, Ports

    gc.freeze()
    gc.enable()

    place = Listening(host, Ports(rest_real, rest_mock, ws_real, ws_mock, control), tls, advertise)
    output = LogOutput(log, log_format is LogFormat.TEXT, quiet)
    chosen = {"market": market, "at": at, "speed": speed, "seed": seed, "unlimited": unlimited or None}
    if status := serve_until_stopped(data, place, config, chosen, output, ready_file):
        raise typer.Exit(status)
