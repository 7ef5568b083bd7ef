"""The request log: one line a request, complete, and with nothing in it that must not be there."""

import asyncio
import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from haero.faults.effects import RequestEffect
from haero.faults.registry import Firing
from haero.kis import oauth_refusals, refusals
from haero.server import logwriter
from haero.server.requestlog import RequestLog
from haero.server.wire import Reply, json_reply, tr_reply

AT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


def a_log(**options: bool) -> tuple[RequestLog, io.StringIO]:
    out = io.StringIO()
    return RequestLog(lambda: AT, out, **options), out


def lines(out: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def add(log: RequestLog, reply: Reply, path: str = "/uapi/x", tr_id: str = "TTTT1002U") -> None:
    log.add("rest_real", "POST", path, tr_id, reply, log.clock())


async def test_a_line_says_what_was_asked_and_answered() -> None:
    log, out = a_log()
    add(log, tr_reply(200, b'{"rt_cd":"0","msg_cd":"APBK0013","output":{"ODNO":"1"}}', "TTTT1002U"))
    log.writer.flush()
    (line,) = lines(out)
    assert line.pop("ms") >= 0
    assert line == {
        "at": "2026-11-20T15:00:00.000+00:00",
        "port": "rest_real",
        "method": "POST",
        "path": "/uapi/x",
        "tr_id": "TTTT1002U",
        "status": 200,
        "msg_cd": "APBK0013",
    }


async def test_a_fault_that_bit_is_named() -> None:
    for readable in (False, True):
        log, out = a_log(readable=readable)
        plain = json_reply(200, b'{"msg_cd":"APBK0013"}')
        add(log, Reply(plain.status, plain.headers, plain.body, Firing(3, "reply-lost", RequestEffect())))
        log.writer.flush()
        assert "reply-lost#3" in out.getvalue()
    log, out = a_log()
    add(log, plain)
    log.writer.flush()
    assert "fault" not in lines(out)[0]


async def test_the_code_is_found_wherever_it_stands() -> None:
    log, out = a_log()
    for body in (
        b'{"output":{},"rt_cd":"0","msg_cd":"KIOK0530","msg1":"x"}',
        refusals.RATE_LIMIT.body,
        oauth_refusals.OAUTH_TOKEN_TOO_SOON.body,
        b"",
        b'{"access_token":"secret"}',
    ):
        add(log, json_reply(200, body))
    log.writer.flush()
    assert [line["msg_cd"] for line in lines(out)] == ["KIOK0530", "EGW00201", "EGW00133", "", ""]
    assert "secret" not in out.getvalue()


async def test_lines_come_by_themselves_a_moment_later_and_in_order() -> None:
    log, out = a_log()
    for number in range(3):
        add(log, json_reply(200, b""), f"/{number}")
    assert out.getvalue() == ""
    async with asyncio.timeout(5):
        while not out.getvalue():
            await asyncio.sleep(0.01)
    assert [line["path"] for line in lines(out)] == ["/0", "/1", "/2"]


async def test_long_and_odd_texts_are_cut_and_stay_on_one_line() -> None:
    log, out = a_log()
    add(log, json_reply(200, b""), "/a\nb\x1b[31m" + "x" * 500, 'T"' * 20)
    log.add("rest_real", "X" * 99, "/", "", json_reply(200, b'{"msg_cd":"\xff\xfe"}'), log.clock())
    log.writer.flush()
    first, second = lines(out)
    assert len(first["path"]) == 120
    assert len(first["tr_id"]) == 16
    assert len(second["method"]) == 16
    assert "\x1b" not in out.getvalue()


async def test_header_bytes_that_are_no_text_do_not_cost_the_other_lines() -> None:
    """A header of bytes comes as lone surrogates: they cannot be written as they are."""
    log, out = a_log()
    add(log, json_reply(200, b""), "/before")
    add(log, json_reply(200, b""), "/odd\udcff", "\udcff\udcfe")
    add(log, json_reply(200, b""), "/after")
    log.writer.flush()
    assert [line["path"] for line in lines(out)][::2] == ["/before", "/after"]


async def test_a_reader_that_went_away_stops_nothing() -> None:
    class Broken(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    log = RequestLog(lambda: AT, Broken())
    add(log, json_reply(200, b""))
    log.writer.flush()


async def test_what_is_dropped_is_told_in_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logwriter, "MAX_LINES", 0)
    log, out = a_log()
    for _ in range(7):
        add(log, json_reply(200, b""))
    monkeypatch.setattr(logwriter, "MAX_LINES", 10)
    add(log, json_reply(200, b""), "/kept")
    log.writer.flush()
    assert [line.get("path") for line in lines(out)] == ["/kept", None]
    assert lines(out)[-1] == {"at": "2026-11-20T15:00:00.000+00:00", "dropped_lines": 7}


async def test_a_body_that_waits_for_the_log_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    log, _ = a_log()
    kept: list[Any] = []
    monkeypatch.setattr(log.writer, "put", kept.append)
    reply = json_reply(200, b'{"msg_cd":"APBK0013"}' + b" " * 10_000)
    add(log, reply)
    assert "APBK0013" in str(kept[0].args)
    assert len(str(kept[0].args)) < 1_000


async def test_a_quiet_log_says_nothing() -> None:
    log, out = a_log(quiet=True)
    add(log, json_reply(200, b""))
    log.writer.flush()
    assert out.getvalue() == ""
