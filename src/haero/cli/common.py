"""What the commands share: the data folder option, and how an error is shown to a person."""

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import typer
from rich.console import Console

from haero.desk.checks import MAX_FRACTION_DIGITS
from haero.desk.desk import MAX_CASH
from haero.house.settings import Settings, SettingsError

T = TypeVar("T")

DEFAULT_FOLDER = Path("haero-data")
Folder = Annotated[Path, typer.Option("--data", metavar="DIR", help="Data folder: journal, keys, master files.")]
errors = Console(stderr=True, highlight=False, soft_wrap=True)  # a path must not be broken in the middle


def fail(text: str, status: int) -> NoReturn:
    """Says what went wrong, and ends with a status that scripts can test."""
    errors.print(f"haero: {text}", style="red", markup=False)
    raise typer.Exit(status)


def check_cash(settings: Settings) -> None:
    """Before anything is written: a start that fails half-way would leave an account without its cash. Raises SettingsError."""
    for currency, amount in settings.cash.items():
        if not (amount.is_finite() and 0 <= amount <= MAX_CASH and amount == round(amount, MAX_FRACTION_DIGITS)):
            raise SettingsError(
                f"cash.{currency}: from 0 to {MAX_CASH}, at most {MAX_FRACTION_DIGITS} digits after the point"
            )


def run(main: Coroutine[Any, Any, T]) -> T:
    """Runs a coroutine to its end, on uvloop where there is one."""
    try:
        import uvloop
    except ImportError:  # a platform without it: slower, not different
        return asyncio.run(main)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(main)
