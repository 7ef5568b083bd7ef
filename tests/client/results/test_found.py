import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haero.client.results.balance import Cash, Holding, PresentHolding, Totals
from haero.client.results.bars import MinuteBar, MinuteHead
from haero.client.results.found import blocks, rows_in
from haero.client.results.orders import Fill
from haero.kis.objects import read
from haero.kis.replies import decode
from haero.kis.reply_types import (
    REPLIES,
    InquireBalanceReply,
    InquireCcnlReply,
    InquirePresentBalanceReply,
    InquireTimeItemchartpriceReply,
)
from tests.client.results.classes import BY_STRUCT, read_all
from tests.kis.wire import careless


def test_each_block_has_its_rows() -> None:
    body = b'{"rt_cd":"0","output1":[{"pdno":"AAPL"},{"pdno":"IBM"}],"output2":[{"crcy_cd":"USD"}],"output3":{"dncl_amt":"5"}}'
    reply = decode(InquirePresentBalanceReply, body)
    assert [row.symbol for row in rows_in(reply, PresentHolding)] == ["AAPL", "IBM"]
    assert [row.raw.crcy_cd for row in rows_in(reply, Cash)] == ["USD"]
    assert [row.won_cash for row in rows_in(reply, Totals)] == [5]


def test_a_row_of_blanks_is_no_row() -> None:
    """KIS's documents have one object of blanks where there is nothing; a list of one such row reads the same."""
    for block in ("{}", '{"odno":"","pdno":" "}', '[{"odno":"","pdno":""}]', "[]", "null"):
        assert rows_in(decode(InquireCcnlReply, f'{{"rt_cd":"0","output":{block}}}'.encode()), Fill) == []
    (kept,) = rows_in(decode(InquireCcnlReply, b'{"output":[{"odno":"","new":"1"}]}'), Fill)
    assert kept.raw.extra == {"new": "1"}


def test_rows_know_the_head_of_their_reply() -> None:
    body = b'{"output1":{"rsym":"DHKS00700"},"output2":[{"xymd":"20261120","xhms":"093000"}]}'
    reply = decode(InquireTimeItemchartpriceReply, body)
    (bar,) = rows_in(reply, MinuteBar)
    assert bar.at.isoformat() == "2026-11-20T09:30:00+08:00"
    (head,) = rows_in(reply, MinuteHead)
    assert head.head is None


def test_a_failure_has_no_rows() -> None:
    reply = decode(
        InquireBalanceReply, '{"rt_cd":"7","msg_cd":"APBK0952","msg1":"주문가능금액을 초과 했습니다"}'.encode()
    )
    assert rows_in(reply, Holding) == []


def test_rows_of_another_reply_are_a_mistake() -> None:
    with pytest.raises(KeyError):
        rows_in(InquireBalanceReply(), Fill)


@settings(max_examples=80)
@given(st.data())
def test_whatever_a_careless_kis_sends_makes_rows(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from([reply for reply in REPLIES.values() if blocks(reply)]))
    reply = read(kind, data.draw(careless(kind)))
    for struct in blocks(kind):
        for row in rows_in(reply, BY_STRUCT[struct]):
            read_all(row)
            repr(row)
