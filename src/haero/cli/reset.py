"""`haero reset`: an empty journal for a running haero."""

from typing import Annotated

import typer

from haero.cli.clock import korean
from haero.cli.common import DEFAULT_FOLDER, Folder, control
from haero.cli.texts import text


def reset(
    data: Folder = DEFAULT_FOLDER,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Don't ask.")] = False,
) -> None:
    """Deletes the journal of a running haero and opens the first accounts again. Keys and tokens stay valid."""
    client = control(data)
    if not yes:
        typer.confirm(text("reset_ask", data=data), abort=True)
    done = client.post("/control/reset")
    print(text("reset_done", accounts=done["accounts"], now=text("in_kst", now=korean(done["now"]))))
