"""`haero verify`: is the journal as it was written?"""

import typer
from rich.console import Console

from haero.cli.common import DEFAULT_FOLDER, Folder
from haero.journal.sqlite.verify import CLEAN, UNREADABLE
from haero.journal.sqlite.verify import verify as check


def verify(data: Folder = DEFAULT_FOLDER) -> None:
    """Checks every page, event and balance of the journal. Exit status: 0 clean, 1 damaged, 2 unreadable."""
    report = check(data)
    out = Console(highlight=False, soft_wrap=True)
    for finding in report.findings:
        out.print(finding, markup=False)
    counted = f"{report.events} events, {report.accounts} accounts, {report.pages} pages"
    if report.status == CLEAN:
        out.print(f"clean: {counted}")
    elif report.status == UNREADABLE:
        out.print("unreadable: is this the right folder? (--data DIR)")
    else:
        out.print(f"damaged: {counted} read. Keep a copy of the folder, then restore one from before the damage.")
    raise typer.Exit(report.status)
