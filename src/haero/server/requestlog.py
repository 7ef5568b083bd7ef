"""One line a request, as JSON or for a person: what was asked, what was answered, how long it took. No body, no key, no account.

A line of a request at which an injected failure bit names it: `"fault": "reply-lost#3"`, with the id of its arming. The status is
that of what was answered inside, 0 where nobody looked at the request.
"""

import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import IO

import msgspec

from haero.server.logwriter import LogWriter
from haero.server.wire import Reply

_MAX_TEXT = 120
_encode = msgspec.json.Encoder().encode


class RequestLog:
    """Hands lines to a thread that writes them: neither a reply nor the loop waits for the log."""

    def __init__(
        self, now: Callable[[], datetime], out: IO[str] | None = None, *, quiet: bool = False, readable: bool = False
    ) -> None:
        """`out` is stderr where none is given. A quiet one still carries warnings and errors."""
        self.clock = time.perf_counter
        self._now = now
        self._quiet = quiet
        self._write_line = _readable if readable else _json
        self.writer = LogWriter(self._lost, out)

    def add(self, port: str, method: str, path: str, tr_id: str, reply: Reply, started: float) -> None:
        """Takes one line. `started` is `clock()` when the request came. Of the reply only its status and code are kept."""
        if not self._quiet:
            seconds = self.clock() - started
            answered = (
                reply.status,
                _code(reply.body),
                "" if reply.fault is None else f"{reply.fault.name}#{reply.fault.id}",
            )
            self.writer.put(
                partial(self._text, self._now(), port, method, path[:_MAX_TEXT], tr_id[:16], answered, seconds)
            )

    def _text(
        self,
        at: datetime,
        port: str,
        method: str,
        path: str,
        tr_id: str,
        answered: tuple[int, str, str],
        seconds: float,
    ) -> str:
        status, code, fault = answered
        line: dict[str, object] = {
            "at": _shown_time(at),
            "port": port,
            "method": _shown(method[:16]),
            "path": _shown(path),
            "tr_id": _shown(tr_id),
            "status": status,
            "msg_cd": code,
            "ms": round(seconds * 1000, 3),
        }
        if fault:
            line["fault"] = fault
        return self._write_line(line)

    def _lost(self, count: int) -> str:
        return self._write_line({"at": _shown_time(self._now()), "dropped_lines": count})


def _json(line: dict[str, object]) -> str:
    return _encode(line).decode()


def _readable(line: dict[str, object]) -> str:
    """The same for a person: what there is, in order; its name where it doesn't say itself."""
    named = {"ms": "{} ms", "dropped_lines": "{} lines dropped"}
    return "  ".join(named.get(name, "{}").format(value) for name, value in line.items() if value != "")


def _shown_time(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")


def _shown(text: str) -> str:
    """The text; bytes of a client that are no text (lone surrogates here) become question marks."""
    return text.encode("utf-8", "replace").decode()


def _code(body: bytes) -> str:
    """The msg_cd or error_code of a reply, wherever it stands; empty where there is none."""
    for key in (b'"msg_cd":"', b'"error_code":"'):
        start = body.find(key)
        if start >= 0:
            start += len(key)
            return body[start : body.find(b'"', start)][:16].decode("ascii", "replace")
    return ""
