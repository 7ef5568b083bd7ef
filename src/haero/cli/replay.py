"""`haero replay`: runs a trader's program against a recorded period, and reports."""

from pathlib import Path
from typing import Annotated

import typer

STEP = "step"


def replay_command(
    program: Annotated[str, typer.Option(metavar="COMMAND", help='Your program, such as "python bot.py".')],
    market: Annotated[
        str | None,
        typer.Option(metavar="MARKET", help="replay:'FILES*' (recorded); also synthetic or manual, with --to."),
    ] = None,
    begin: Annotated[
        str | None, typer.Option("--from", metavar="ISO", help="Start of the period; the recording's first message.")
    ] = None,
    end: Annotated[
        str | None, typer.Option("--to", metavar="ISO", help="End of the period; the recording's last.")
    ] = None,
    speed: Annotated[
        str,
        typer.Option(
            metavar="step|N|max", help="step = the market waits for the program; N up to 3600; max = all out."
        ),
    ] = STEP,
    idle_ms: Annotated[
        int,
        typer.Option(
            metavar="MS", min=0, max=60_000, help="With step: how long the program must be idle before time goes on."
        ),
    ] = 20,
    data: Annotated[
        Path | None, typer.Option("--data", metavar="DIR", help="Keep journal and keys in this new folder.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write index.html, CSV files and summary.json there.")
    ] = None,
    seed: Annotated[int | None, typer.Option(metavar="N", help="Seed of whatever is random in the market.")] = None,
    config: Annotated[Path | None, typer.Option(metavar="haero.toml", help="Settings file.")] = None,
    unlimited: Annotated[
        bool, typer.Option("--unlimited/--limits", help="Without or with KIS's limits on requests (호출 제한).")
    ] = True,
    cash: Annotated[
        list[str] | None, typer.Option(metavar="CURRENCY=AMOUNT", help="Opening cash (예수금); may be repeated.")
    ] = None,
) -> None:
    """Runs your program against a recorded period, as fast as it keeps up, and reports what its orders came to."""
    from haero.cli.replay_run import Wanted, run_program

    chosen = {"market": market, "at": begin, "seed": seed, "unlimited": unlimited}
    pace = None if speed == STEP else speed
    run_program(Wanted(program, end, pace, idle_ms, data, report, cash or []), config, chosen)
