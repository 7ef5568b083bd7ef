"""What the commands share: their common options, and the way to the running haero.

A command's module imports what its flags need; what its work needs, the function that does the work.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from haero.cli.control_client import ControlClient

DEFAULT_FOLDER = Path("haero-data")
Folder = Annotated[
    Path,
    typer.Option("--data", metavar="DIR", envvar="HAERO_DATA", help="Data folder: journal, keys, master files."),
]
Json = Annotated[bool, typer.Option("--json", help="JSON, for programs.")]


def control(data: Path) -> "ControlClient":
    """The running haero of a data folder."""
    from haero.cli.control_client import ControlClient

    return ControlClient(data)
