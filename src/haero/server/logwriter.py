"""The one thread that writes to the log. Whoever has a line hands it over and goes on, whatever the reader of the log does."""

import contextlib
import io
import logging
import os
import sys
import threading
from collections import deque
from collections.abc import Callable
from queue import SimpleQueue
from typing import IO

GATHER_SECONDS = 0.2  # lines of this long are written together
MAX_LINES = 10_000  # that may wait; more are counted, not kept
CHUNK_LINES = 500
CLOSE_SECONDS = 1.0
LOGGERS = ("haero", "aiohttp", "asyncio")
Line = Callable[[], str]


class LogWriter:
    """Writes lines in the order in which they came. A reader that is stuck costs lines, a reader that has gone costs them all.

    `lost` makes the line that tells how many were dropped. The thread starts with the first line, and holds up no end of a process.
    """

    def __init__(self, lost: Callable[[int], str], out: IO[str] | None = None) -> None:
        """`out` is stderr where none is given."""
        self._out = out if out is not None else sys.stderr
        self._lost = lost
        self._waiting: deque[Line] = deque()
        self._dropping = threading.Lock()
        self._dropped = 0
        self._nudged = False
        self._wake: SimpleQueue[threading.Event | None] = SimpleQueue()
        self._hurry = threading.Event()
        self._end = threading.Event()
        self._thread: threading.Thread | None = None
        self._handler = _Handler(self)

    def put(self, line: Line) -> None:
        """Takes a line; its text is made by the thread. Never waits. From any thread."""
        if len(self._waiting) >= MAX_LINES:
            with self._dropping:
                self._dropped += 1
            return
        self._waiting.append(line)
        if not self._nudged:
            self._nudged = True
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="haero-log", daemon=True)
                self._thread.start()
            self._wake.put(None)

    def flush(self, seconds: float = CLOSE_SECONDS) -> bool:
        """Waits until all lines are written, but no longer than `seconds`. Were they?"""
        return self._thread is None or self._ask(threading.Event(), seconds)

    def _ask(self, written: threading.Event, seconds: float) -> bool:
        self._hurry.set()
        self._wake.put(written)
        return written.wait(seconds)

    def take_over(self) -> None:
        """From now on it writes what haero, aiohttp and asyncio log: a handler of Python's own would wait for the reader."""
        for name in LOGGERS:
            logging.getLogger(name).addHandler(self._handler)

    def close(self) -> None:
        """Writes what it can within a second, gives the loggers back, and ends the thread."""
        for name in LOGGERS:
            logging.getLogger(name).removeHandler(self._handler)
        if self._thread is not None and self._ask(self._end, CLOSE_SECONDS):
            self._thread, self._end = None, threading.Event()

    def _run(self) -> None:
        while True:
            asked = self._wake.get()
            self._hurry.wait(GATHER_SECONDS)
            self._hurry.clear()
            self._nudged = False  # before the lines are taken: one that comes in between nudges again
            while self._waiting or self._dropped:
                lines = [self._waiting.popleft()() for _ in range(min(len(self._waiting), CHUNK_LINES))]
                if not self._waiting and self._dropped:
                    with self._dropping:
                        dropped, self._dropped = self._dropped, 0
                    lines.append(self._lost(dropped))
                with contextlib.suppress(OSError, ValueError):  # nobody reads the log any more: no reason to stop
                    _write(self._out, "\n".join(lines) + "\n")
            ends = asked is self._end  # looked at first: who asked may go on as soon as he is told
            if asked is not None:
                asked.set()
            if ends:
                return


class _Handler(logging.Handler):
    """Hands a record over, its text made at once: what it speaks of may be another a moment later."""

    def __init__(self, writer: LogWriter) -> None:
        super().__init__(logging.WARNING)
        self._writer = writer

    def emit(self, record: logging.LogRecord) -> None:
        text = self.format(record)
        self._writer.put(lambda: text)


def _write(out: IO[str], text: str) -> None:
    """Past Python's own buffer where there is a file: its lock, held by a thread that waits, would hold up the process's end."""
    try:
        number = out.fileno()
    except (AttributeError, io.UnsupportedOperation):
        out.write(text)
        out.flush()
        return
    data = memoryview(text.encode("utf-8", "backslashreplace"))
    while data:
        data = data[os.write(number, data) :]
