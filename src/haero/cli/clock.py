"""`haero clock`: shows and moves the market clock of a running haero."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from haero.cli.columns import padded, width
from haero.cli.common import DEFAULT_FOLDER, Folder, Json, control
from haero.cli.durations import iso
from haero.cli.moments import moment as moment_of
from haero.cli.parsing import Group
from haero.cli.telling import fail, tell_json
from haero.cli.texts import text
from haero.terms import KST, Exchange

clock_app = typer.Typer(
    cls=Group, help="The market clock (시장 시각): look, pause, run, step, jump.", invoke_without_command=True
)
WRONG_USE = 2
NAMED = {"open", "close"}
SESSIONS = {"pre", "regular", "after", "closed", "no calendar for this date"}
"""What the control port calls them."""
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
        fail(text("put_data_behind", command=context.invoked_subcommand, data=data), 2)


@clock_app.command()
def pause(data: Folder = DEFAULT_FOLDER, as_json: Json = False) -> None:
    """The clock stands still until told to move."""
    _say(control(data).post("/control/clock", speed=0), as_json=as_json)


@clock_app.command()
def run(
    speed: Annotated[str, typer.Option(metavar="N|max", help="1 = like the wall, up to 3600, max = all out.")] = "1",
    data: Folder = DEFAULT_FOLDER,
    as_json: Json = False,
) -> None:
    """The clock runs."""
    _say(control(data).post("/control/clock", speed=speed), as_json=as_json)


@clock_app.command()
def step(
    duration: Annotated[
        str, typer.Argument(metavar="[1m]", help="A stretch of time: 30s, 30m, 1h30m, 1d; or ISO: PT1H30M.")
    ] = "1m",
    data: Folder = DEFAULT_FOLDER,
    as_json: Json = False,
) -> None:
    """Moves the clock forward by a stretch of time; all that falls due in it happens before the command ends."""
    _move(data, as_json, advance=duration)


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
    as_json: Json = False,
) -> None:
    """Moves the clock forward to a moment."""
    if moment.startswith("+"):
        _move(data, as_json, advance=moment[1:])
    else:
        _move(data, as_json, to=moment)


def _move(data: Path, as_json: bool, advance: str | None = None, to: str | None = None) -> None:
    """Moves it; ends the process where what was typed is no time."""
    try:
        if advance is not None:
            advance = iso(advance)
        elif to is not None and to not in NAMED:
            to = moment_of(to, wrong="moment_or_name").isoformat()
    except ValueError as error:
        fail(str(error), WRONG_USE)
    _say(control(data).post("/control/clock", advance=advance, to=to), as_json=as_json)


def _say(clock: dict[str, Any], *, as_json: bool) -> None:
    """Where the clock is now: what every change of it prints."""
    if as_json:
        tell_json(clock)
    else:
        print(line_of(clock))


def korean(moment: str) -> str:
    """A moment that the control port tells, as a clock in Korea shows it."""
    return f"{datetime.fromisoformat(moment).astimezone(KST):%Y-%m-%d %H:%M:%S}"


def line_of(clock: dict[str, Any]) -> str:
    """The market's time in Korea and New York and how fast it runs, from what the control port says of it."""
    return _line(datetime.fromisoformat(clock["now"]), clock["speed"])


def _line(now: datetime, speed: float | str) -> str:
    there, here = f"{now.astimezone(_NEW_YORK):%m-%d %H:%M:%S}", korean(now.isoformat())
    return text("clock_line", korean=here, new_york=there, pace=_pace(speed))


def _pace(speed: float | str) -> str:
    if speed == 0:
        return text("stands_still")
    return text("runs_fastest") if isinstance(speed, str) else text("runs", speed=speed)


def _print(market: dict[str, Any]) -> None:
    from haero.market.time.opening_hours import ZONES

    now = datetime.fromisoformat(market["now"])
    print(text("clock_and_market", line=_line(now, market["speed"]), source=market["source"]))
    rows = [tuple(text(name) for name in ("exchange", "there", "session", "next_change", "in_korea"))]
    for exchange in Exchange:
        change = market["next_changes"][exchange]
        there, here = "-", "-"
        if change is not None:
            moment = datetime.fromisoformat(change)
            there = f"{moment.astimezone(ZONES[exchange]):%m-%d %H:%M}"
            here = f"{moment.astimezone(KST):%m-%d %H:%M}"
        local = f"{now.astimezone(ZONES[exchange]):%m-%d %H:%M:%S}"
        rows.append((exchange, local, _session(market["sessions"][exchange]), there, here))
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    for number, row in enumerate(rows):
        line = "  ".join(padded(cell, places) for cell, places in zip(row, widths, strict=True))
        typer.echo(typer.style(line, bold=True) if number == 0 else line)
    for halt in market["halted"]:
        print(text("halted_line", **halt).rstrip())


def _session(name: str) -> str:
    """A session as a person calls it."""
    return text(name) if name in SESSIONS else name
