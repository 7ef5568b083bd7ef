"""The request log: one line a request, complete, and with nothing in it that must not be there."""

import asyncio
import io
import json
from datetime import UTC, datetime
from typing import Any

from haero.kis import oauth_refusals, refusals
from haero.server import requestlog
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
    log.flush()
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
    log.flush()
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
    log.flush()
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
    log.flush()
    assert [line["path"] for line in lines(out)][::2] == ["/before", "/after"]


async def test_a_reader_that_went_away_stops_nothing() -> None:
    class Broken(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    log = RequestLog(lambda: AT, Broken())
    add(log, json_reply(200, b""))
    log.flush()


async def test_a_flood_is_counted_not_kept() -> None:
    log, out = a_log()
    for _ in range(requestlog.MAX_LINES + 7):
        add(log, json_reply(200, b""))
    log.flush()
    assert len(lines(out)) == requestlog.MAX_LINES + 1
    assert lines(out)[-1] == {"at": "2026-11-20T15:00:00.000+00:00", "dropped_lines": 7}
    log.flush()
    assert len(lines(out)) == requestlog.MAX_LINES + 1


async def test_a_quiet_log_says_nothing() -> None:
    log, out = a_log(quiet=True)
    add(log, json_reply(200, b""))
    log.flush()
    assert out.getvalue() == ""
