"""`haero verify`: is the journal as it was written?"""

import typer

from haero.cli.common import DEFAULT_FOLDER, Folder, Json
from haero.cli.telling import tell_json
from haero.cli.texts import text
from haero.cli.translation import reason

STATUSES = ("clean", "damaged", "unreadable")


def verify(data: Folder = DEFAULT_FOLDER, as_json: Json = False) -> None:
    """Checks every page, event and balance of the journal. Exit status: 0 clean, 1 damaged, 2 unreadable."""
    from haero.journal.sqlite.verify import CLEAN, UNREADABLE
    from haero.journal.sqlite.verify import verify as check

    report = check(data)
    counts = {"events": report.events, "accounts": report.accounts, "pages": report.pages}
    if as_json:
        tell_json({"status": STATUSES[report.status], "findings": report.findings} | counts)
        raise typer.Exit(report.status)
    for finding in report.findings:
        print(reason(finding))
    if report.status == UNREADABLE:
        print(text("unreadable"))
    else:
        print(text("clean" if report.status == CLEAN else "damaged", counted=text("counted", **counts)))
    raise typer.Exit(report.status)
