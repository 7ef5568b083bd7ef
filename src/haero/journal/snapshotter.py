"""Takes a snapshot while haero runs: in a process of its own, that reads what is on disk and holds nobody up."""

import subprocess
import sys
from pathlib import Path

EVERY = 200_000
"""Events between two snapshots: what a start after a kill has to read at most, but for those that come while one is taken."""


class Snapshotter:
    """Starts the process when it is time, and looks after it. Killed at any moment, of either, the last snapshot stays whole.

    To be asked now and then, by whoever runs haero:

        if snapshotter.due(journal.durable):
            snapshotter.start(journal.durable)
        ...
        snapshotter.stop()  # before House.close() or House.erase()
    """

    def __init__(self, folder: Path, since: int, every: int = EVERY) -> None:
        """`since` is the event up to which the last snapshot speaks: `recovered.seq - recovered.replayed` after a start."""
        self._folder = folder
        self._since = since
        self._every = every
        self._child: subprocess.Popen[bytes] | None = None

    def due(self, durable: int) -> bool:
        """Is it time, with the newest event on disk `durable`? Never while one is being taken."""
        self.finished()
        return self._child is None and durable - self._since >= self._every

    def start(self, durable: int) -> None:
        """Starts taking one. The next is due after as many events again, whatever becomes of this one.

        Raises:
            OSError: the process could not be started.
        """
        self._since = durable
        # -P: a file of the user's in the folder where haero was started must not stand for a module of Python's.
        command = [sys.executable, "-P", "-m", "haero.journal.take_snapshot", str(self._folder)]
        nothing = subprocess.DEVNULL
        self._child = subprocess.Popen(command, stdin=nothing, stdout=nothing, stderr=nothing)  # noqa: S603

    def finished(self) -> int | None:
        """The exit status of one that has come to its end since the last question (0: taken), else None."""
        status = self._child.poll() if self._child is not None else None
        if status is not None:
            self._child = None
        return status

    def stop(self) -> None:
        """Ends one that is being taken; without effect where there is none."""
        if self._child is not None:
            self._child.kill()
            self._child.wait()
            self._child = None
