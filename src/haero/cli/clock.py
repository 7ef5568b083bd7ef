"""`haero clock`: shows and moves the market clock of a running haero."""

from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from haero.cli.common import DEFAULT_FOLDER, Folder, Group, control, fail
from haero.terms import KST, Exchange

clock_app = typer.Typer(
    cls=Group, help="The market clock (시장 시각): look, pause, run, step, jump.", invoke_without_command=True
)
_NEW_YORK = ZoneInfo("America/New_York")


@clock_app.callback()
def show(context: typer.Context, data: Folder = DEFAULT_FOLDER) -> None:
    """Shows the market's time, how fast it runs, and the session of every exchange."""
    if context.invoked_subcommand is None:
        _print(control(data).get("/control/state")["market"])
    elif data != DEFAULT_FOLDER:  # it would be the default folder's clock that moves
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
    duration: Annotated[str, typer.Argument(metavar="[PT1M]", help="An ISO duration: PT30S, PT1H30M, P1D.")] = "PT1M",
    data: Folder = DEFAULT_FOLDER,
) -> None:
    """Moves the clock forward by a stretch of time; all that falls due in it happens before the command ends."""
    _say(control(data).post("/control/clock", advance=duration))


@clock_app.command()
def to(
    moment: Annotated[str, typer.Argument(metavar="ISO", help="A time with offset: 2026-11-20T16:00-05:00.")],
    data: Folder = DEFAULT_FOLDER,
) -> None:
    """Moves the clock forward to a moment."""
    _say(control(data).post("/control/clock", to=moment))


def _say(clock: dict[str, Any]) -> None:
    """Where the clock is now: what every change of it prints."""
    print(_line(datetime.fromisoformat(clock["now"]), clock["speed"]))


def _line(now: datetime, speed: float | str) -> str:
    korean, new_york = now.astimezone(KST), now.astimezone(_NEW_YORK)
    return f"{korean:%Y-%m-%d %H:%M:%S} KST  {new_york:%m-%d %H:%M:%S} New York  {_pace(speed)}"


def _pace(speed: float | str) -> str:
    if speed == 0:
        return "stands still"
    return "runs as fast as possible" if isinstance(speed, str) else f"runs ×{speed:g}"


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
        text = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        typer.echo(typer.style(text, bold=True) if number == 0 else text)
    for halt in market["halted"]:
        print(f"halted: {halt['exchange']} {halt['symbol']}  {halt['reason']}".rstrip())
