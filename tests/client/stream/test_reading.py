"""Records to events: codes, implied decimals, both layouts, and what is refused."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from haero.client.stream.messages import (
    ACCEPTED,
    CANCELLED,
    CONFIRMED,
    EXPIRED,
    FILLED,
    REJECTED,
    REQUESTED,
    REVISED,
    BookLevel,
    Feed,
    NoticeKind,
)
from haero.client.stream.reading import odno_text, read_book, read_notice, read_trade
from haero.kis import frames, notice
from haero.kis.errors import Unreadable
from haero.kis.records import WireRecord
from haero.terms import KST, Action, Exchange, Side
from tests.client.stream.wire import fill, record, trade

NOW = datetime(2026, 11, 20, 15, 0, 30, tzinfo=UTC)


def wired(text: str) -> WireRecord:
    fields = text.split("^")
    names = notice.FIELDS
    return WireRecord(dict(zip(names, fields, strict=False)), tuple(fields[len(names) :]))


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({}, ACCEPTED),
        ({"ACPT_YN": "2"}, CONFIRMED),
        ({"RCTF_CLS": "1", "ACPT_YN": "1"}, REQUESTED),
        ({"RCTF_CLS": "1", "ACPT_YN": "2"}, REVISED),
        ({"RCTF_CLS": "2", "ACPT_YN": "1"}, REQUESTED),
        ({"RCTF_CLS": "2", "ACPT_YN": "2"}, CANCELLED),
        ({"RCTF_CLS": "2", "ACPT_YN": ""}, REQUESTED),
        ({"RFUS_YN": "1"}, REJECTED),
        ({"RFUS_YN": "1", "RCTF_CLS": "2", "ACPT_YN": "2"}, REJECTED),
        ({"ACPT_YN": "3"}, EXPIRED),
        ({"CNTG_YN": "2", "ACPT_YN": "2", "ODER_QTY": "000000010"}, FILLED),
    ],
)
def test_kinds(changes: dict[str, str], kind: NoticeKind) -> None:
    found = read_notice(wired(record(**changes)), NOW)
    assert found.kind is kind
    assert (found.quantity, found.ordered, found.price) == (10, 10, Decimal("100.0000"))


@pytest.mark.parametrize(
    ("code", "exchange", "text", "price"),
    [
        ("6", Exchange.NASDAQ, "001480100", "148.0100"),
        ("8", Exchange.AMEX, "001480100", "148.0100"),
        ("D", Exchange.TOKYO, "000032200", "3220.0"),
        ("4", Exchange.HONG_KONG, "000410200", "410.200"),
        ("C", Exchange.HONG_KONG, "000410200", "410.200"),
        ("A", Exchange.SHANGHAI, "000010120", "10.120"),
        ("F", Exchange.HO_CHI_MINH, "000072000", "72000"),
        ("9", None, "000012345", "1.2345"),
    ],
)
def test_markets_and_their_decimals(code: str, exchange: Exchange | None, text: str, price: str) -> None:
    found = read_notice(wired(record(ODER_COND=code, CNTG_UNPR=text)), NOW)
    assert (found.exchange, str(found.price)) == (exchange, price)


def test_a_change_of_an_order_in_both_layouts_and_one_to_come() -> None:
    short = record(ODER_NO="36", OODER_NO="0000000035", RCTF_CLS="2", ACPT_YN="2", SELN_BYOV_CLS="01")
    long = short + "^^^^000001000000"
    for text in (short, long, long + "^new^newer"):
        found = read_notice(wired(text), NOW)
        assert (found.odno, found.original, found.side, found.change) == (
            "0000000036",
            "0000000035",
            Side.SELL,
            Action.CANCEL,
        )
        assert found.raw.text() == text
    assert found.raw.extra == ("new", "newer")
    for secret in ("somebody", "8100000101", "홍길동"):
        assert secret not in repr(found)
        assert secret in found.raw.text()


@pytest.mark.parametrize(
    ("clock", "at"),
    [
        ("000012", "2026-11-21T00:00:12+09:00"),
        ("235959", "2026-11-20T23:59:59+09:00"),
        ("120100", "2026-11-20T12:01:00+09:00"),
        ("115900", "2026-11-21T11:59:00+09:00"),
        ("", "2026-11-21T00:00:30+09:00"),
    ],
)
def test_the_date_is_the_nearest(clock: str, at: str) -> None:
    assert read_notice(wired(fill(1, 2, clock=clock)), NOW).at == datetime.fromisoformat(at)


@pytest.mark.parametrize(
    "changes",
    [
        {"ODER_COND": "Z"},
        {"ODER_COND": ""},
        {"SELN_BYOV_CLS": "09"},
        {"RCTF_CLS": "7"},
        {"CNTG_YN": "3"},
        {"ODER_NO": ""},
        {"ODER_NO": "12a"},
        {"CNTG_QTY": "-1"},
        {"CNTG_UNPR": "1.5"},
        {"STCK_CNTG_HOUR": "256161"},
        {"STCK_CNTG_HOUR": "99"},
    ],
)
def test_what_cannot_be_told_for_sure_is_unreadable(changes: dict[str, str]) -> None:
    with pytest.raises(Unreadable):
        read_notice(wired(record(**changes)), NOW)


def test_order_numbers() -> None:
    assert [odno_text(text) for text in (1, "1", "0000000001", " 42 ", "00000000001")] == [
        "0000000001", "0000000001", "0000000001", "0000000042", "0000000001",
    ]  # fmt: skip
    for text in ("", "-1", "١", "x"):
        with pytest.raises(ValueError):
            odno_text(text)


def test_a_trade() -> None:
    [found] = frames.read(f"0|HDFSCNT0|001|{trade(BIVL='')}").records
    tick = read_trade(found)
    assert (tick.exchange, tick.symbol, tick.price, tick.size) == (Exchange.NASDAQ, "AAPL", Decimal("99.0500"), 7)
    assert (tick.change, tick.rate, tick.sold, tick.feed) == (Decimal("-0.9500"), Decimal("-0.95"), 0, Feed.FREE)
    assert tick.at == datetime(2026, 11, 21, 0, 0, 1, tzinfo=KST)
    [daytime] = frames.read(f"0|HDFSCNT0|001|{trade('RBAQAAPL')}").records
    assert (read_trade(daytime).exchange, read_trade(daytime).feed) == (Exchange.NASDAQ, Feed.DAYTIME)
    [paid] = frames.read(f"0|HDFSCNT0|001|{trade('RNASAAPL')}").records
    assert read_trade(paid).feed is Feed.REALTIME


@pytest.mark.parametrize("changes", [{"LAST": "x"}, {"LAST": "NaN"}, {"EVOL": "1.5"}, {"KYMD": ""}, {"RSYM": "AAPL"}])
def test_a_trade_that_cannot_be_read(changes: dict[str, str]) -> None:
    [found] = frames.read(f"0|HDFSCNT0|001|{trade(**changes)}").records
    with pytest.raises(Unreadable):
        read_trade(found)


HEAD = {"SYMB": "X", "ZDIV": "4", "XYMD": "20261120", "XHMS": "100000", "KYMD": "20261121", "KHMS": "000000",
        "BVOL": "30", "AVOL": "40", "BDVL": "0", "ADVL": "0"}  # fmt: skip


@pytest.mark.parametrize(
    ("tr_id", "key", "fields", "levels"),
    [
        (frames.BOOK_TR, "DNASX", None, 3),
        (frames.BOOK_TR, "DNASX", frames.ONE_LEVEL, 1),
        (frames.ASIAN_BOOK_TR, "DTSEX", None, 1),
    ],
)
def test_a_book(tr_id: str, key: str, fields: int | None, levels: int) -> None:
    values = HEAD | {"RSYM": key}
    for number in {1, levels}:  # what lies between is empty
        values |= {f"PBID{number}": "99.0000", f"PASK{number}": "99.1000", f"VBID{number}": "10", f"VASK{number}": "20"}
    [found] = frames.read(f"0|{tr_id}|001|{frames.record(tr_id, values, 4, fields)}").records
    book = read_book(tr_id, found)
    assert len(book.levels) == levels
    assert book.levels[-1] == BookLevel(Decimal("99"), Decimal("99.1"), 10, 20, 0, 0)
    assert (book.bid, book.ask, book.bid_total, book.ask_total) == (Decimal("99"), Decimal("99.1"), 30, 40)


def test_an_empty_book() -> None:
    [found] = frames.read(f"0|HDFSASP0|001|{frames.record(frames.BOOK_TR, HEAD | {'RSYM': 'DNASX'}, 4)}").records
    book = read_book(frames.BOOK_TR, found)
    assert book.levels == ()
    assert (book.bid, book.ask) == (Decimal(0), Decimal(0))
