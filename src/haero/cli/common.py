"""What the commands share: their common options, and the way to the running haero.

A command's module imports what its flags need; what its work needs, the function that does the work.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from haero.cli.texts import Language, choose

if TYPE_CHECKING:
    from haero.cli.control_client import ControlClient

DEFAULT_FOLDER = Path("haero-data")
Folder = Annotated[
    Path,
    typer.Option("--data", metavar="DIR", envvar="HAERO_DATA", help="Data folder: journal, keys, master files."),
]
Json = Annotated[bool, typer.Option("--json", help="JSON, for programs.")]
Lang = Annotated[
    Language | None,
    typer.Option("--lang", callback=choose, is_eager=True, help="Language; default: that of the system."),
]


class Group(TyperGroup):
    """A group that typer passes without pydantic, whose import takes longer than most commands need."""

    def get_help_option(self, ctx: Any) -> Any:
        """The same, as False where it is not given: typer has pydantic look at a None."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.default = False
        return option


def control(data: Path) -> "ControlClient":
    """The running haero of a data folder."""
    from haero.cli.control_client import ControlClient

    return ControlClient(data)
