"""The log's thread: nobody waits for the reader of the log."""

import io
import logging
import os
import threading
from collections.abc import Iterator

import pytest

from haero.server import logwriter
from haero.server.logwriter import LogWriter


class Stuck(io.StringIO):
    """A reader that reads nothing until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.reached, self.go = threading.Event(), threading.Event()

    def write(self, text: str) -> int:
        self.reached.set()
        self.go.wait(10)
        return super().write(text)


def lost(count: int) -> str:
    return f"lost {count}"


def line(text: str) -> logwriter.Line:
    return lambda: text


@pytest.fixture
def stuck(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[LogWriter, Stuck]]:
    """One whose thread waits for its reader."""
    monkeypatch.setattr(logwriter, "GATHER_SECONDS", 0)
    out = Stuck()
    writer = LogWriter(lost, out)
    writer.put(line("first"))
    assert out.reached.wait(10)
    yield writer, out
    out.go.set()
    writer.close()


def test_who_has_a_line_does_not_wait_for_a_stuck_reader_and_what_is_too_much_is_counted(
    stuck: tuple[LogWriter, Stuck],
) -> None:
    writer, out = stuck
    for number in range(logwriter.MAX_LINES + 7):
        writer.put(line(str(number)))
    assert not writer.flush(0)
    out.go.set()
    assert writer.flush(10)
    said = out.getvalue().splitlines()
    assert said == ["first", *map(str, range(logwriter.MAX_LINES)), "lost 7"]
    writer.put(line("next"))
    assert writer.flush(10)
    assert out.getvalue().splitlines()[-2:] == ["lost 7", "next"]


def test_what_is_logged_goes_the_same_way(stuck: tuple[LogWriter, Stuck]) -> None:
    writer, out = stuck
    writer.take_over()
    for name in ("haero.journal.snapshot", "aiohttp.server", "asyncio"):
        logging.getLogger(name).warning("of %s", name)
    logging.getLogger("haero.x").info("not this")
    out.go.set()
    writer.close()
    assert out.getvalue().splitlines() == ["first", "of haero.journal.snapshot", "of aiohttp.server", "of asyncio"]
    logging.getLogger("haero.x").warning("nor this, behind the end")
    assert writer.flush()
    assert "behind" not in out.getvalue()


def test_a_file_is_written_past_pythons_buffer() -> None:
    """A thread that waits inside the buffer would hold its lock, and the end of the process would wait for that."""
    read, write = os.pipe()
    with os.fdopen(write, "w") as out, os.fdopen(read) as reader:
        writer = LogWriter(lost, out)
        writer.put(line("one \udcff"))
        writer.close()
        assert reader.readline() == "one \\udcff\n"
        reader.close()
        writer.put(line("nobody reads this"))
        writer.close()


def test_a_log_that_was_never_written_to_has_no_thread() -> None:
    before = threading.active_count()
    writer = LogWriter(lost, io.StringIO())
    assert writer.flush()
    writer.close()
    assert threading.active_count() == before
