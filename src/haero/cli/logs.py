"""`haero logs`: the end of the log file that `haero serve --log FILE` writes."""

from collections import deque
from pathlib import Path
from typing import Annotated

import typer

from haero.cli.common import DEFAULT_FOLDER, Folder
from haero.cli.telling import fail, said
from haero.cli.texts import text

NOTE = "log-file"
"""In the data folder: where the last start wrote its log."""


def logs(
    data: Folder = DEFAULT_FOLDER,
    lines: Annotated[int, typer.Option("--lines", "-n", min=1, metavar="N", help="How many lines.")] = 50,
) -> None:
    """Prints the last lines of the log. Without a log file it says how to get one."""
    try:
        path = Path((data / NOTE).read_text(encoding="utf-8"))
    except OSError:
        fail(text("no_log", data=data), 1)
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            for line in deque(file, lines):
                print(line, end="")
    except OSError as error:
        fail(said(error), 1)
