"""`haero verify`: is the journal as it was written?"""

import typer

from haero.cli.common import DEFAULT_FOLDER, Folder


def verify(data: Folder = DEFAULT_FOLDER) -> None:
    """Checks every page, event and balance of the journal. Exit status: 0 clean, 1 damaged, 2 unreadable."""
    from haero.journal.sqlite.verify import CLEAN, UNREADABLE
    from haero.journal.sqlite.verify import verify as check

    report = check(data)
    for finding in report.findings:
        print(finding)
    counted = f"{report.events} events, {report.accounts} accounts, {report.pages} pages"
    if report.status == CLEAN:
        print(f"clean: {counted}")
    elif report.status == UNREADABLE:
        print("unreadable: is this the right folder? (--data DIR)")
    else:
        print(f"damaged: {counted} read. Keep a copy of the folder, then restore one from before the damage.")
    raise typer.Exit(report.status)
