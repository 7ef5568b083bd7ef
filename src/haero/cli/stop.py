"""`haero stop`: the same as Ctrl-C in the terminal where it runs."""

import time

from haero.cli.common import DEFAULT_FOLDER, Folder, control
from haero.cli.telling import fail
from haero.cli.texts import text

WAIT_SECONDS, LOOK_SECONDS = 60, 0.05


def stop(data: Folder = DEFAULT_FOLDER) -> None:
    """Stops haero in order, and returns when the folder is free. Exit status: 0 stopped, 1 still running, 2 it didn't run."""
    from haero.house.running import is_running

    control(data).post("/control/stop")
    for _ in range(int(WAIT_SECONDS / LOOK_SECONDS)):
        if not is_running(data):
            print(text("stopped"))
            return
        time.sleep(LOOK_SECONDS)
    fail(text("still_stopping"), 1)
