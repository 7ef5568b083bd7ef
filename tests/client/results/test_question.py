import msgspec
import pytest

from haero.client.errors import HaeroError, NotOnMock, NotSent
from haero.client.results.orders import Fill
from haero.client.results.trading_questions import FILLS, OPEN_ORDERS, RESERVATIONS
from haero.kis.errors import Unreadable
from haero.kis.request_types import InquireCcnlRequest
from haero.terms import Environment

ASKED = {"account": "12345678-01", "since": "2026-11-01", "until": "2026-11-30"}


def test_a_request_of_real_and_of_mock() -> None:
    real = FILLS.request(**ASKED, symbol="AAPL", side="buy", state="filled", exchange="NYSE")
    assert isinstance(real, InquireCcnlRequest)
    assert msgspec.to_builtins(real) == {
        "CANO": "12345678", "ACNT_PRDT_CD": "01", "PDNO": "AAPL", "ORD_STRT_DT": "20261101", "ORD_END_DT": "20261130",
        "SLL_BUY_DVSN": "02", "CCLD_NCCS_DVSN": "01", "OVRS_EXCG_CD": "NYSE", "SORT_SQN": "DS", "ORD_DT": "", "ORD_GNO_BRNO": "",
        "ODNO": "", "CTX_AREA_FK200": "", "CTX_AREA_NK200": "",
    }  # fmt: skip
    mock = FILLS.request(environment="mock", **ASKED, symbol="AAPL", side="buy", state="filled", exchange="NYSE")
    assert (mock.PDNO, mock.SLL_BUY_DVSN, mock.CCLD_NCCS_DVSN, mock.OVRS_EXCG_CD) == ("", "00", "00", "")
    assert set(FILLS.unheard) <= FILLS.parameters.keys()


def test_names_are_checked() -> None:
    with pytest.raises(TypeError, match=r"missing: account, until.*it takes account, since"):
        FILLS.request(since="2026-11-01")
    with pytest.raises(TypeError, match="no such parameter: ticker"):
        FILLS.request(**ASKED, ticker="AAPL")
    with pytest.raises(ValueError):
        FILLS.request(**ASKED | {"since": "yesterday"})


def test_which_tr() -> None:
    assert (FILLS.method, FILLS.path) == ("GET", "/uapi/overseas-stock/v1/trading/inquire-ccnl")
    assert (FILLS.tr_id("real"), FILLS.tr_id(Environment.MOCK)) == ("TTTS3035R", "VTTS3035R")
    assert (RESERVATIONS.tr_id("real", "us"), RESERVATIONS.tr_id("real", "asia")) == ("TTTT3039R", "TTTS3014R")
    with pytest.raises(KeyError):
        RESERVATIONS.tr_id("real")


def test_what_mock_lacks_names_what_can_be_asked_instead() -> None:
    with pytest.raises(NotOnMock, match=r"모의투자 has no inquire-nccs .*kis\.orders") as told:
        OPEN_ORDERS.tr_id("mock")
    assert isinstance(told.value, NotSent | HaeroError)
    assert told.value.api == "v1_해외주식-005"


def test_reading() -> None:
    reply = FILLS.read(b'{"rt_cd":"0","output":[{"odno":"1"},{"odno":"2"}]}')
    assert [type(row) for row in FILLS.rows(reply)] == [Fill, Fill]
    first = FILLS.row(reply)
    assert first is not None
    assert first.odno == "0000000001"
    assert FILLS.row(FILLS.read(b'{"rt_cd":"7"}')) is None
    with pytest.raises(Unreadable):
        FILLS.read(b"<html>")
    assert repr(FILLS) == "Question(v1_해외주식-007, inquire-ccnl)"
