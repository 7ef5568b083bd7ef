import json
from datetime import timedelta

import pytest

from haero.desk.events import CashMoved, ClockMoved
from haero.journal.codec import Codec, Row, UnreadableEvent
from haero.terms import Currency
from tests.desk.test_events import EXAMPLES
from tests.makers import ALICE, NOW, D, accepted, rows_of, story


@pytest.mark.parametrize("event", EXAMPLES, ids=lambda event: type(event).__name__)
def test_a_row_becomes_the_event_that_it_was(event: object) -> None:
    at = NOW + timedelta(microseconds=7)
    row = Codec().row(5, at, ALICE, event)  # type: ignore[arg-type]
    assert Codec().event(row) == (at, ALICE, event)


def test_a_row_is_plain_text_that_any_sql_tool_can_read() -> None:
    row = Codec().row(3, NOW, ALICE, accepted(1, 10, "1.10"))
    assert row[:4] == (3, "2026-11-20T15:00:00.000000+00:00", ALICE, "OrderAccepted")
    body = json.loads(row[4])
    assert (body["price"], body["quantity"], body["side"], body["exchange"]) == ("1.10", 10, "buy", "NASDAQ")


def test_one_codec_reads_and_writes_many_moments() -> None:
    codec = Codec()
    events = story(4)
    rows = [codec.row(seq, *one) for seq, one in enumerate(events, 1)]
    assert rows == rows_of(events)
    assert [codec.event(row) for row in reversed(rows)] == list(reversed(events))


@pytest.mark.parametrize(
    "row",
    [
        (1, "2026-11-20T15:00:00+00:00", ALICE, "OrderTeleported", "{}"),
        (1, "2026-11-20T15:00:00+00:00", ALICE, "CashMoved", "{}"),
        (1, "2026-11-20T15:00:00+00:00", ALICE, "CashMoved", '{"currency":"USD","amount":"1","reason":'),
        (1, "2026-11-20T15:00:00+00:00", ALICE, "CashMoved", '{"currency":"EUR","amount":"1","reason":""}'),
        (1, "2026-11-20T15:00:00+00:00", ALICE, "CashMoved", '{"currency":"USD","amount":"one","reason":""}'),
        (1, "yesterday", ALICE, "ClockMoved", '{"to":"2026-11-20T15:00:00Z","speed":0}'),
        (1, None, ALICE, "ClockMoved", '{"to":"2026-11-20T15:00:00Z","speed":0}'),
        (1, "2026-11-20T15:00:00+00:00", ALICE, "ClockMoved", None),
        (1, "2026-11-20T15:00:00+00:00", ALICE, None, "{}"),
    ],
)
def test_what_is_no_event_of_this_version_is_unreadable_and_named(row: Row) -> None:
    with pytest.raises(UnreadableEvent, match="event 1"):
        Codec().event(row)


def test_a_broken_time_does_not_stick() -> None:
    codec = Codec()
    good = Codec().row(2, NOW, ALICE, CashMoved(Currency.USD, D(1), ""))
    with pytest.raises(UnreadableEvent):
        codec.event((1, "yesterday", ALICE, good[3], good[4]))
    assert codec.event(good)[0] == NOW
    assert codec.event(Codec().row(3, NOW, "", ClockMoved(NOW, 0.0)))[0] == NOW
