"""`haero backup`: a copy of a data folder, while haero runs."""

from pathlib import Path
from typing import Annotated

import typer

from haero.cli.common import DEFAULT_FOLDER, Folder
from haero.cli.telling import fail
from haero.cli.texts import text
from haero.cli.translation import reason


def backup(
    target: Annotated[Path, typer.Argument(metavar="DIR", help="The new folder; it must not exist, or be empty.")],
    data: Folder = DEFAULT_FOLDER,
    copied: Annotated[
        bool, typer.Option("--copied", help="The journal in --data is a copy that another SQLite tool made.")
    ] = False,
) -> None:
    """Copies journal, keys and master files to a new folder, consistent while haero runs, and verifies the copy.

    To go back, stop haero and start it with the copy: haero serve --data DIR. Exit status: 0 copied, 1 the copy is damaged, 2 not.
    """
    from haero.journal.sqlite.backup import BackupError
    from haero.journal.sqlite.backup import backup as copy
    from haero.journal.sqlite.verify import CLEAN, verify

    try:
        last = copy(data, target, checked=not copied)
    except BackupError as error:
        fail(str(error), 2)
    report = verify(target)
    for finding in report.findings:
        print(reason(finding))
    if report.status != CLEAN:
        print(text("backup_damaged", target=target, data=data))
        raise typer.Exit(1)
    print(text("backup_done", target=target, events=last, accounts=report.accounts))
