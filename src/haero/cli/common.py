"""What the commands share: the data folder option, and how an error is shown to a person."""

from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

DEFAULT_FOLDER = Path("haero-data")
Folder = Annotated[Path, typer.Option("--data", metavar="DIR", help="Data folder: journal, keys, master files.")]
errors = Console(stderr=True, highlight=False, soft_wrap=True)  # a path must not be broken in the middle


def fail(text: str, status: int) -> NoReturn:
    """Says what went wrong, and ends with a status that scripts can test."""
    errors.print(f"haero: {text}", style="red", markup=False)
    raise typer.Exit(status)
