from datetime import UTC, datetime

import pytest

from haero.client.results.placed import Changed, Placed, ReservationTaken, placed, reserved
from haero.kis.replies import KisReply, decode
from haero.kis.reply_types import (
    DaytimeOrderReply,
    DaytimeOrderRvsecnclReply,
    InquireNccsReply,
    OrderReply,
    OrderResvCcnlOutput,
    OrderResvReply,
    OrderRvsecnclReply,
)
from haero.terms import KST

# As KIS's mock server sent them on 2026-05-11 and later.
RECORDED = (
    '{"rt_cd":"0","msg1":"모의투자 매수주문이 완료 되었습니다.",'
    '"output":{"KRX_FWDG_ORD_ORGNO":"00950","ODNO":"0000040840","ORD_TMD":"224651"}}'
).encode()
CANCELLED = (
    '{"rt_cd":"0","msg_cd":"40630000","msg1":"모의투자 취소주문이 완료 되었습니다.",'
    '"output":{"KRX_FWDG_ORD_ORGNO":"00950","ODNO":"0000042493","ORD_TMD":"011320"}}'
).encode()


def test_a_recorded_order() -> None:
    row = placed(decode(OrderReply, RECORDED), datetime(2026, 5, 11, 13, 46, 51, 300, tzinfo=UTC))
    assert isinstance(row, Placed)
    assert (row.odno, row.branch) == ("0000040840", "00950")
    assert row.at == datetime(2026, 5, 11, 22, 46, 51, tzinfo=KST)


def test_a_recorded_cancellation() -> None:
    row = placed(decode(OrderRvsecnclReply, CANCELLED), datetime(2026, 5, 11, 16, 13, 21, tzinfo=UTC))
    assert isinstance(row, Changed)
    assert row.odno == "0000042493"
    assert row.at == datetime(2026, 5, 12, 1, 13, 20, tzinfo=KST)


def test_an_order_of_the_last_second_before_midnight_is_of_that_day() -> None:
    body = RECORDED.replace(b"224651", b"235959")
    row = placed(decode(OrderReply, body), datetime(2026, 5, 11, 15, 0, 0, 40, tzinfo=UTC))
    assert row.at == datetime(2026, 5, 11, 23, 59, 59, tzinfo=KST)


@pytest.mark.parametrize("kind", [OrderReply, OrderRvsecnclReply, DaytimeOrderReply, DaytimeOrderRvsecnclReply])
def test_numbers_have_ten_digits_whatever_came(kind: type[KisReply]) -> None:
    body = RECORDED.replace(b"0000040840", b"40840")
    assert placed(decode(kind, body), datetime(2026, 5, 11, tzinfo=UTC)).odno == "0000040840"


@pytest.mark.parametrize(
    "body",
    [
        b'{"rt_cd":"0"}',
        b'{"rt_cd":"0","output":{}}',
        RECORDED.replace(b"0000040840", b""),
        RECORDED.replace(b"0000040840", b"?"),
    ],
)
def test_a_reply_without_a_number_is_refused_at_once(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"order|odno"):
        placed(decode(OrderReply, body), datetime(2026, 5, 11, tzinfo=UTC))


def test_another_reply_is_no_order() -> None:
    with pytest.raises(KeyError):
        placed(InquireNccsReply(), datetime(2026, 5, 11, tzinfo=UTC))


def test_reservations_of_the_us_and_of_asia() -> None:
    us = reserved(decode(OrderResvReply, b'{"rt_cd":"0","output":{"ODNO":"30026"}}'))
    assert (us.number, us.us_number, us.asian_number, us.taken_on) == ("0000030026", "0000030026", None, None)
    body = b'{"rt_cd":"0","output":{"ODNO":"","RSVN_ORD_RCIT_DT":"20261120","OVRS_RSVN_ODNO":"0000000017"}}'
    asia = reserved(decode(OrderResvReply, body))
    assert (asia.number, asia.us_number) == ("0000000017", None)
    assert str(asia.taken_on) == "2026-11-20"


def test_a_reservation_without_a_number_is_refused_at_once() -> None:
    for body in (b'{"rt_cd":"0","output":{"RSVN_ORD_RCIT_DT":"20261120"}}', b'{"rt_cd":"0"}'):
        with pytest.raises(ValueError):
            reserved(decode(OrderResvReply, body))
    assert ReservationTaken.struct is not OrderResvCcnlOutput
