"""How a command tells a person, or a program, what came of it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from haero.cli.translation import reason

if TYPE_CHECKING:
    from rich.console import Console


def tell_json(value: Any) -> None:
    """Prints a value for a program to read."""
    print(json.dumps(value, indent=2))


def errors() -> "Console":
    """Where a person reads what went wrong. A path is not broken in the middle."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, soft_wrap=True)


def output() -> "Console":
    """Where a report for a person goes. A reader that goes away ends the report, not the command."""
    from rich.console import Console

    from haero.cli.entry import silence

    class Output(Console):
        def on_broken_pipe(self) -> None:
            self.quiet = True
            silence()

    return Output(highlight=False)


def complain(said: str) -> None:
    """Says what went wrong."""
    errors().print(said, style="red", markup=False)


def fail(why: str, status: int) -> NoReturn:
    """Says what went wrong, and ends with a status that scripts can test."""
    complain(f"haero: {reason(why)}")
    raise typer.Exit(status)


def said(
    error: Exception,
    config: Path | None = None,
    chosen: Mapping[str, Any] | None = None,
    renamed: Mapping[str, str] = {},
) -> str:
    """What went wrong, in the words that were typed.

    An error of the system is told without its number. One that names a flag tells of the settings file `config` where the flag
    isn't in `chosen`, and of the command's own flag where `renamed` has one.
    """
    if isinstance(error, OSError) and error.strerror is not None:
        where = error.filename if error.filename is not None else ""
        why = "is there and is no folder" if isinstance(error, FileExistsError) else error.strerror
        return reason(f"{where}: {why}" if where else why)
    told = reason(str(error))
    flag, space, rest = told.partition(" ")
    if not flag.startswith("--"):
        return told
    setting = flag.removeprefix("--").replace("-", "_")
    if config is not None and chosen is not None and chosen.get(setting, "not a flag") is None:
        return f"{config}: {setting} = {rest}"
    return renamed.get(flag, flag) + space + rest
