"""One line a request, as JSON: what was asked, what was answered, how long it took. No body, no key, no account."""

import asyncio
import contextlib
import sys
import time
from collections.abc import Callable
from datetime import datetime
from typing import IO

import msgspec

from haero.server.wire import Reply

FLUSH_SECONDS = 0.2
MAX_LINES = 10_000  # between two flushes; more than that is counted, not kept
_MAX_TEXT = 120
_encode = msgspec.json.Encoder().encode
_Line = tuple[str, str, str, str, Reply, float]


class RequestLog:
    """Collects lines and writes them together, off the path of a reply."""

    def __init__(
        self, now: Callable[[], datetime], out: IO[str] | None = None, *, quiet: bool = False, readable: bool = False
    ) -> None:
        self.clock = time.perf_counter
        self._now = now
        self._out = out if out is not None else sys.stderr
        self._quiet = quiet
        self._write_line = _readable if readable else _json
        self._lines: list[_Line] = []
        self._dropped = 0
        self._timer: asyncio.TimerHandle | None = None

    def add(self, port: str, method: str, path: str, tr_id: str, reply: Reply, started: float) -> None:
        """Takes one line. `started` is `clock()` when the request came."""
        if self._quiet:
            return
        if len(self._lines) >= MAX_LINES:
            self._dropped += 1
            return
        self._lines.append((port, method, path, tr_id, reply, self.clock() - started))
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(FLUSH_SECONDS, self.flush)

    def flush(self) -> None:
        """Writes what has gathered."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        lines, self._lines = self._lines, []
        at = self._now().isoformat(timespec="milliseconds")
        text = [self._text(at, line) for line in lines]
        if self._dropped:
            text.append(self._write_line({"at": at, "dropped_lines": self._dropped}))
            self._dropped = 0
        if text:
            with contextlib.suppress(OSError):  # nobody reads the log any more: no reason to stop serving
                self._out.write("\n".join(text) + "\n")
                self._out.flush()

    def _text(self, at: str, line: _Line) -> str:
        port, method, path, tr_id, reply, seconds = line
        return self._write_line(
            {
                "at": at,
                "port": port,
                "method": _shown(method, 16),
                "path": _shown(path, _MAX_TEXT),
                "tr_id": _shown(tr_id, 16),
                "status": reply.status,
                "msg_cd": _code(reply.body),
                "ms": round(seconds * 1000, 3),
            }
        )


def _json(line: dict[str, object]) -> str:
    return _encode(line).decode()


def _readable(line: dict[str, object]) -> str:
    """The same for a person: what there is, in order; its name where it doesn't say itself."""
    named = {"ms": "{} ms", "dropped_lines": "{} lines dropped"}
    return "  ".join(named.get(name, "{}").format(value) for name, value in line.items() if value != "")


def _shown(text: str, most: int) -> str:
    """The start of the text; bytes of a client that are no text (lone surrogates here) become question marks."""
    return text[:most].encode("utf-8", "replace").decode()


def _code(body: bytes) -> str:
    """The msg_cd or error_code of a reply, wherever it stands; empty where there is none."""
    for key in (b'"msg_cd":"', b'"error_code":"'):
        start = body.find(key)
        if start >= 0:
            start += len(key)
            return body[start : body.find(b'"', start)][:16].decode("ascii", "replace")
    return ""
