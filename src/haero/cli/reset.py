"""`haero reset`: an empty journal for a running haero."""

from typing import Annotated

import typer

from haero.cli.common import DEFAULT_FOLDER, Folder, Lang, control
from haero.cli.texts import text


def reset(
    data: Folder = DEFAULT_FOLDER,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Don't ask.")] = False,
    lang: Lang = None,
) -> None:
    """Deletes the journal of a running haero and opens the first accounts again. Keys and tokens stay valid."""
    client = control(data)
    if not yes:
        typer.confirm(text("reset_ask", data=data), abort=True)
    print(text("reset_done", **client.post("/control/reset")))
