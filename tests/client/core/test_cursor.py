"""One list being read: page by page, with what KIS gave for the next one, and never past the last."""

import json
from datetime import datetime
from typing import Any

import pytest

from haero.client.core.cursor import Cursor, Fields
from haero.client.errors import NotOnMock
from haero.client.results.orders import Fill
from haero.client.results.trading_questions import FILLS, OPEN_ORDERS
from haero.client.transport.wire import WireReply
from tests.client.core.conftest import Makes
from tests.client.core.stage import CCNL, HAERO_MOCK, Stage, headers_of, listed, query_of, reply, rows

DAYS = {"since": "2026-11-20", "until": "2026-11-21"}


def more(number: int) -> WireReply:
    """A page after which another comes."""
    body = {"rt_cd": "0", "msg_cd": "KIOK0510", "msg1": "", "ctx_area_nk200": f"next{number}", "ctx_area_fk200": "f"}
    return reply(200, json.dumps(body | {"output": [listed(number)]}), tr_cont="M")


def cursor_of(stage: Stage, fields: Fields = DAYS, **named: Any) -> Cursor[Fill]:
    return Cursor(stage.asker, FILLS, fields, **named)


def test_every_page_and_no_more(stage: Stage) -> None:
    stage.answers(CCNL, more(1), more(2), rows(listed(3), tr_cont="D"))
    cursor = cursor_of(stage)
    assert [row.odno for row in stage.run(cursor.every())] == ["0000000001", "0000000002", "0000000003"]
    assert cursor.ended
    assert [query_of(one)["CTX_AREA_NK200"] for one in stage.sent_to(CCNL)] == ["", "next1", "next2"]
    assert [headers_of(one).get("tr_cont") for one in stage.sent_to(CCNL)] == [None, "N", "N"]
    assert stage.run(cursor.next_page()) == []
    assert len(stage.sent_to(CCNL)) == 3


def test_a_page_at_a_time(stage: Stage) -> None:
    stage.answers(CCNL, more(1), rows(listed(2)))
    cursor = cursor_of(stage)
    assert cursor.reply is None
    assert [row.odno for row in stage.run(cursor.next_page())] == ["0000000001"]
    assert not cursor.ended
    assert cursor.reply is not None
    assert len(stage.sent_to(CCNL)) == 1


def test_what_is_not_wanted_is_left_out_and_pages_go_on(stage: Stage) -> None:
    stage.answers(CCNL, more(1), rows(listed(2)))
    cursor = cursor_of(stage, keep=lambda row: row.odno == "0000000002")
    assert [row.odno for row in stage.run(cursor.every())] == ["0000000002"]


def test_fields_are_made_of_the_brokers_clock_once(stage: Stage) -> None:
    heard: list[datetime] = []

    def fields(now: datetime) -> dict[str, Any]:
        heard.append(now)
        return {"since": now.date(), "until": now.date()}

    stage.broker_ahead = 30 * 86_400.0
    stage.answers(CCNL, more(1), rows(listed(2)))
    stage.run(cursor_of(stage, fields).every())
    assert [query_of(one)["ORD_STRT_DT"] for one in stage.sent_to(CCNL)] == ["20261220"] * 2
    assert len(heard) == 1


def test_the_account_is_the_profiles(stage: Stage) -> None:
    stage.answers(CCNL, rows())
    assert stage.run(cursor_of(stage).every()) == []
    asked = query_of(stage.sent_to(CCNL)[0])
    assert (asked["CANO"], asked["ACNT_PRDT_CD"]) == ("81000001", "01")


def test_what_mock_lacks_is_told_before_anything_is_sent(make_stage: Makes) -> None:
    stage = make_stage(HAERO_MOCK)
    with pytest.raises(NotOnMock):
        Cursor(stage.asker, OPEN_ORDERS, {"exchange": "NASD"})
    assert stage.sent == []
