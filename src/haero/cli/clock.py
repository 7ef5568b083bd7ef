"""`haero clock`: shows and moves the market clock of a running haero."""

from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from haero.cli.common import DEFAULT_FOLDER, Folder, Group, Json, control
from haero.cli.durations import iso
from haero.cli.telling import fail, tell_json
from haero.cli.texts import text
from haero.terms import KST, Exchange

clock_app = typer.Typer(
    cls=Group, help="The market clock (시장 시각): look, pause, run, step, jump.", invoke_without_command=True
)
_NEW_YORK = ZoneInfo("America/New_York")


@clock_app.callback()
def show(context: typer.Context, data: Folder = DEFAULT_FOLDER, as_json: Json = False) -> None:
    """Shows the market's time, how fast it runs, and the session of every exchange."""
    if context.invoked_subcommand is None:
        market = control(data).get("/control/state")["market"]
        if as_json:
            tell_json(market)
        else:
            _print(market)
    elif (
        getattr(context.get_parameter_source("data"), "name", "") == "COMMANDLINE"
    ):  # it would be the default folder's clock that moves
        fail(f"put --data behind the command: haero clock {context.invoked_subcommand} --data {data}", 2)


@clock_app.command()
def pause(data: Folder = DEFAULT_FOLDER) -> None:
    """The clock stands still until told to move."""
    _say(control(data).post("/control/clock", speed=0))


@clock_app.command()
def run(
    speed: Annotated[str, typer.Option(metavar="N|max", help="1 = like the wall, up to 3600, max = all out.")] = "1",
    data: Folder = DEFAULT_FOLDER,
) -> None:
    """The clock runs."""
    _say(control(data).post("/control/clock", speed=speed))


@clock_app.command()
def step(
    duration: Annotated[
        str, typer.Argument(metavar="[1m]", help="A stretch of time: 30s, 30m, 1h30m, 1d; or ISO: PT1H30M.")
    ] = "1m",
    data: Folder = DEFAULT_FOLDER,
) -> None:
    """Moves the clock forward by a stretch of time; all that falls due in it happens before the command ends."""
    _say(control(data).post("/control/clock", advance=iso(duration)))


@clock_app.command()
def to(
    moment: Annotated[
        str,
        typer.Argument(
            metavar="close|open|ISO|+1d",
            help="The next close or open of the US market, a time with offset (2026-11-20T16:00-05:00), or how much later.",
        ),
    ],
    data: Folder = DEFAULT_FOLDER,
) -> None:
    """Moves the clock forward to a moment."""
    call = {"advance": iso(moment[1:])} if moment.startswith("+") else {"to": moment}
    _say(control(data).post("/control/clock", **call))


def _say(clock: dict[str, Any]) -> None:
    """Where the clock is now: what every change of it prints."""
    print(line_of(clock))


def line_of(clock: dict[str, Any]) -> str:
    """The market's time in Korea and New York and how fast it runs, from what the control port says of it."""
    return _line(datetime.fromisoformat(clock["now"]), clock["speed"])


def _line(now: datetime, speed: float | str) -> str:
    korean, new_york = now.astimezone(KST), now.astimezone(_NEW_YORK)
    return f"{korean:%Y-%m-%d %H:%M:%S} KST  {new_york:%m-%d %H:%M:%S} New York  {_pace(speed)}"


def _pace(speed: float | str) -> str:
    if speed == 0:
        return text("stands_still")
    return text("runs_fastest") if isinstance(speed, str) else text("runs", speed=speed)


def _print(market: dict[str, Any]) -> None:
    from haero.market.time.opening_hours import ZONES

    now = datetime.fromisoformat(market["now"])
    print(f"{_line(now, market['speed'])}, market {market['source']}")
    rows = [("exchange", "there", "session", "next change", "in Korea")]
    for exchange in Exchange:
        change = market["next_changes"][exchange]
        there, korean = "-", "-"
        if change is not None:
            moment = datetime.fromisoformat(change)
            there = f"{moment.astimezone(ZONES[exchange]):%m-%d %H:%M}"
            korean = f"{moment.astimezone(KST):%m-%d %H:%M}"
        local = f"{now.astimezone(ZONES[exchange]):%m-%d %H:%M:%S}"
        rows.append((exchange, local, market["sessions"][exchange], there, korean))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for number, row in enumerate(rows):
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        typer.echo(typer.style(line, bold=True) if number == 0 else line)
    for halt in market["halted"]:
        print(f"halted: {halt['exchange']} {halt['symbol']}  {halt['reason']}".rstrip())
