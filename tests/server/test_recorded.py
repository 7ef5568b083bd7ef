"""Replies as they were recorded on the real server, held against haero's. Each case names what was seen."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.support import TRADING, Answer, Caller, Running, running

pytestmark = pytest.mark.asyncio(loop_scope="module")

BEFORE_OPEN = "2026-11-20T05:24:00-05:00"
AFTER_CLOSE = "2026-11-20T20:00:00-05:00"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with running(Path(tmp_path_factory.mktemp("recorded")) / "data") as started:
        await started.real.quote("0", 0, "200.00", 1_000_000)
        yield started


def holds(answer: Answer, status: int, **recorded: str) -> None:
    """The recorded fields of the envelope; msg1 without its padding."""
    assert answer.status == status, answer
    for name, value in recorded.items():
        assert answer.json[name].rstrip() == value, answer.json


async def balance(caller: Caller, **changes: str) -> Answer:
    query = caller.account | {"OVRS_EXCG_CD": "NASD", "TR_CRCY_CD": "USD", "CTX_AREA_FK200": "", "CTX_AREA_NK200": ""}
    return await caller.get(f"{TRADING}/inquire-balance", caller.tr("TTTS3012R", "VTTS3012R"), query | changes)


async def test_a_mock_buy_and_sell(house: Running) -> None:
    """2026-05-11, ON: branch 00950, ten-digit ODNO, ORD_TMD in Korean time."""
    bought = await house.mock.buy(OVRS_ORD_UNPR="200.00", ORD_QTY="3")
    holds(bought, 200, rt_cd="0", msg_cd="40600000", msg1="모의투자 매수주문이 완료 되었습니다.")
    sold = await house.mock.sell(OVRS_ORD_UNPR="500.00", ORD_QTY="1")
    holds(sold, 200, rt_cd="0", msg_cd="40590000", msg1="모의투자 매도주문이 완료 되었습니다.")
    for answer in (bought, sold):
        assert list(answer.json["output"]) == ["KRX_FWDG_ORD_ORGNO", "ODNO", "ORD_TMD"]
        assert answer.json["output"]["KRX_FWDG_ORD_ORGNO"] == "00950"
        assert len(answer.json["output"]["ODNO"]) == 10
        assert answer.json["output"]["ORD_TMD"] == "000000"


async def test_a_real_buy(house: Running) -> None:
    """The body of a real acceptance, key by key (domestic record, same text on the overseas page)."""
    answer = await house.real.buy()
    holds(answer, 200, rt_cd="0", msg_cd="APBK0013", msg1="주문 전송 완료 되었습니다.")
    assert list(answer.json) == ["rt_cd", "msg_cd", "msg1", "output"]


async def test_a_mock_revision_and_cancellation(house: Running) -> None:
    number = (await house.mock.buy(OVRS_ORD_UNPR="18.85", ORD_QTY="1")).json["output"]["ODNO"]
    revised = await house.mock.change(number, "01", ORD_QTY="1", OVRS_ORD_UNPR="18.80")
    holds(revised, 200, rt_cd="0", msg_cd="40620000", msg1="모의투자 정정주문이 완료 되었습니다.")
    cancelled = await house.mock.change(revised.json["output"]["ODNO"], "02", ORD_QTY="1", OVRS_ORD_UNPR="0")
    holds(cancelled, 200, rt_cd="0", msg_cd="40630000", msg1="모의투자 취소주문이 완료 되었습니다.")
    again = await house.mock.change(revised.json["output"]["ODNO"], "02", ORD_QTY="1", OVRS_ORD_UNPR="0")
    holds(again, 200, rt_cd="1", msg_cd="40330000", msg1="모의투자 정정/취소할 수량이 없습니다.")
    gone = await house.mock.change("0000099999", "02", ORD_QTY="1", OVRS_ORD_UNPR="0")
    holds(gone, 200, msg_cd="40320000", msg1="모의투자 원주문번호가 존재하지 않습니다")


async def test_a_revision_without_its_division(house: Running) -> None:
    """Body without RVSE_CNCL_DVSN_CD and MGCO_APTM_ODNO: 500, and this text."""
    body = house.mock.order_body(ORD_DVSN="-", ORGN_ODNO="1", OVRS_ORD_UNPR="0")
    answer = await house.mock.post(f"{TRADING}/order-rvsecncl", "VTTT1004U", body)
    holds(answer, 500, rt_cd="1", msg1="정정취소구분코드를 확인해주세요.")


@pytest.mark.parametrize(
    ("environment", "changes", "status", "code", "text"),
    [
        ("mock", {"ORD_DVSN": "34"}, 200, "40650000", "모의투자 주문처리가 안되었습니다(지정가만 가능한 상품입니다)"),
        ("mock", {"ORD_DVSN": "01"}, 200, "40650000", "모의투자 주문처리가 안되었습니다(지정가만 가능한 상품입니다)"),
        ("mock", {"PDNO": "NONE"}, 200, "40070000", "모의투자 주문처리가 안되었습니다(매매불가 종목)"),
        ("mock", {"OVRS_ORD_UNPR": "1.001"}, 200, "40030000", "모의투자 주문처리가 안되었습니다(호가단위 오류)"),
        ("mock", {"ORD_QTY": "999999"}, 200, "40250000", "모의투자 주문가능금액이 부족합니다."),
        ("real", {"PDNO": "PYPL", "OVRS_EXCG_CD": "NYSE"}, 200, "APBK0656", "해당종목정보가 없습니다"),
        (
            "real",
            {"OVRS_ORD_UNPR": "0"},
            200,
            "APBK1507",
            "가격 $0.01 미만시 온라인 주문불가조건입니다. 해외투자영업부(3276-5300)문의",
        ),
        ("real", {"ORD_DVSN": "01"}, 200, "APBK1269", "주문구분 입력오류입니다."),
        ("real", {"ORD_DVSN": "33"}, 200, "APBK1269", "주문구분 입력오류입니다."),
        ("real", {"ORD_DVSN": "-"}, 500, "IGW00019", "주문구분을 확인해주세요"),
        ("real", {"ORD_SVR_DVSN_CD": "-"}, 500, "IGW00036", "주문서버구분코드를 확인해주세요."),
        ("real", {"ORD_QTY": "999999"}, 200, "APBK0952", "주문가능금액을 초과 했습니다"),
        ("real", {"CANO": "12345678"}, 500, "IGW00002", "인증 시점의 계좌번호와 요청 계좌번호가 일치하지 않습니다"),
    ],
)
async def test_buys_that_were_refused(
    house: Running, environment: str, changes: dict[str, str], status: int, code: str, text: str
) -> None:
    answer = await (house.real if environment == "real" else house.mock).buy(**changes)
    holds(answer, status, rt_cd="7" if code == "APBK0952" else "1", msg_cd=code, msg1=text)
    order = ["rt_cd", "msg1", "msg_cd"] if code.startswith("IGW") else ["rt_cd", "msg_cd", "msg1"]
    assert list(answer.json) == order, "a refusal has no output"


async def test_sells_that_were_refused(house: Running) -> None:
    holds(await house.mock.sell(PDNO="MSFT"), 200, msg_cd="40240000", msg1="모의투자 잔고내역이 없습니다.")
    answer = await house.mock.post(f"{TRADING}/order", "VTTT1006U", house.mock.order_body())
    holds(answer, 200, msg_cd="90000000", msg1="모의투자에서는 해당업무가 제공되지 않습니다.")


@pytest.mark.parametrize(
    ("moment", "code", "text"),
    [(BEFORE_OPEN, "40570000", "모의투자 장시작전 입니다."), (AFTER_CLOSE, "40580000", "모의투자 장종료 입니다.")],
)
async def test_outside_the_hours(tmp_path: Path, moment: str, code: str, text: str) -> None:
    """Mock takes no pre-market order, whatever the page says."""
    async with running(tmp_path / "data", at=moment) as closed:
        holds(await closed.mock.buy(), 200, rt_cd="1", msg_cd=code, msg1=text)
        if moment == AFTER_CLOSE:
            hours = "장운영시간이 아닙니다.(단,주간거래시간이면 전용화면 주문가능, 주문시간 외 불가)"
            holds(await closed.real.buy(), 200, msg_cd="APBK0918", msg1=hours)


async def test_environments_that_do_not_fit(house: Running) -> None:
    """Gateway errors: 500, keys in the order rt_cd, msg1, msg_cd."""
    answer = await house.mock.post(f"{TRADING}/daytime-order", "TTTS6036U", house.mock.order_body())
    holds(answer, 500, rt_cd="1", msg_cd="EGW02006", msg1="모의투자 TR 이 아닙니다.")
    assert list(answer.json) == ["rt_cd", "msg1", "msg_cd"]
    crossed = Caller(house.mock.http, house.urls | {"rest_mock": house.urls["rest_real"]}, house.mock.app, "")
    crossed.token = house.mock.token
    answer = await balance(crossed)
    holds(answer, 500, rt_cd="1", msg1="실전투자 도메인은 모의투자 앱키로 호출하실 수 없습니다.", msg_cd="EGW02004")
    assert list(answer.json) == ["rt_cd", "msg1", "msg_cd"]


async def test_an_unknown_url(house: Running) -> None:
    answer = await house.mock.get("/uapi/nothing", "X", {})
    assert {k: answer.json[k] for k in ("rt_cd", "msg_cd", "msg1")} == {
        "rt_cd": "1",
        "msg_cd": "MCA00124",
        "msg1": "해당 서비스를 찾을수 없습니다.",
    }


async def test_empty_inquiries_on_mock(tmp_path: Path) -> None:
    async with running(tmp_path / "data") as fresh:
        holds(await balance(fresh.mock), 200, msg_cd="70070000", msg1="모의투자 조회할 내역(자료)이 없습니다.")
        assert await fresh.mock.orders() == []


async def test_the_padding_of_inquiries(house: Running) -> None:
    """80 bytes in cp949, byte for byte as recorded: the text of 31 bytes and 49 spaces, and a missing field's."""
    answer = await balance(house.mock)
    assert answer.json["msg1"] == "모의투자 조회가 완료되었습니다." + " " * 49
    assert answer.json["msg_cd"] == "20310000"
    assert answer.headers["tr_cont"] == "D"
    query = house.real.account | {"OVRS_EXCG_CD": "NASD"}
    answer = await house.real.get(f"{TRADING}/inquire-balance", "TTTS3012R", query)
    holds(answer, 200, rt_cd="7", msg_cd="APMP0001")
    assert answer.json["msg1"].rstrip().endswith("은(는) 필수입력 항목입니다.")
    assert len(answer.json["msg1"].encode("cp949")) == 80
    assert answer.headers["tr_cont"] == ""


async def test_an_account_that_is_not_bound_to_the_keys(house: Running) -> None:
    answer = await balance(house.mock, CANO="12345678")
    holds(answer, 200, rt_cd="2", msg_cd="OPSQ2000", msg1="ERROR : INPUT INVALID_CHECK_ACNO")


async def test_open_orders_on_mock_are_none(house: Running) -> None:
    await house.mock.buy(OVRS_ORD_UNPR="10.00")
    query = house.mock.account | {"OVRS_EXCG_CD": "NASD", "SORT_SQN": "DS", "CTX_AREA_FK200": "", "CTX_AREA_NK200": ""}
    answer = await house.mock.get(f"{TRADING}/inquire-nccs", "VTTS3018R", query)
    assert (answer.status, answer.json["output"]) == (200, [])


async def test_the_rows_of_an_order_and_its_cancellation(tmp_path: Path) -> None:
    """APA, one share at 18.85: the logged fields of both rows."""
    async with running(tmp_path / "data") as fresh:
        caller = fresh.mock
        await caller.buy(ORD_QTY="1", OVRS_ORD_UNPR="18.85")
        (row,) = await caller.orders()
        logged: dict[str, Any] = {
            "odno": "1", "ord_gno_brno": "00950", "ft_ord_qty": "1", "ft_ccld_qty": "0", "nccs_qty": "1",
            "rvse_cncl_dvsn": "00", "rvse_cncl_dvsn_name": "보통", "prcs_stat_name": "", "rjct_rson_name": "",
            "ft_ord_unpr3": "18.85000000", "ft_ccld_unpr3": "0.00000000",
        }  # fmt: skip
        assert logged.items() <= row.items()
        await caller.change("0000000001", "02", ORD_QTY="1", OVRS_ORD_UNPR="0")
        original, cancel = sorted(await caller.orders(), key=lambda r: int(r["odno"]))
        assert (logged | {"nccs_qty": "0"}).items() <= original.items()
        assert {
            "odno": "2", "orgn_odno": "1", "sll_buy_dvsn_cd_name": "매수취소", "ft_ord_qty": "1", "ft_ccld_qty": "0",
            "nccs_qty": "0", "ft_ord_unpr3": "0.00000000", "rvse_cncl_dvsn": "02", "rvse_cncl_dvsn_name": "취소",
            "prcs_stat_name": "", "rjct_rson_name": "", "ord_gno_brno": "00950",
        }.items() <= cancel.items()  # fmt: skip


async def test_rate_limit_and_token_refusals(tmp_path: Path) -> None:
    """With limits on: EGW00201 with its fourth key, EGW00133 and EGW00103 in the other envelope, 403."""
    async with running(tmp_path / "data", unlimited=False, limits={"real": 18, "mock": 1}) as limited:
        caller = limited.mock
        answers = [await balance(caller) for _ in range(6)]
        refused = [answer for answer in answers if answer.status == 500]
        assert refused
        assert list(refused[0].json.items()) == [
            ("rt_cd", "1"), ("msg1", "초당 거래건수를 초과하였습니다."), ("msg_cd", "EGW00201"), ("message", "EGW00201"),
        ]  # fmt: skip
        keys = (
            f'{{"grant_type":"client_credentials","appkey":"{caller.app.appkey}","appsecret":"{caller.app.appsecret}"}}'
        )
        again = await caller.raw("POST", "/oauth2/tokenP", {}, keys.encode())
        assert (again.status, again.json) == (
            403,
            {"error_description": "접근토큰 발급 잠시 후 다시 시도하세요(1분당 1회)", "error_code": "EGW00133"},
        )
        wrong = await caller.raw("POST", "/oauth2/tokenP", {}, keys.replace(caller.app.appkey, "PSwrong").encode())
        assert (wrong.status, list(wrong.json.items())) == (
            403,
            [("error_description", "유효하지 않은 AppKey입니다."), ("error_code", "EGW00103")],
        )


async def test_a_token_and_its_end(house: Running) -> None:
    """expires_in and code are numbers: the only ones in any reply."""
    keys = {"appkey": house.real.app.appkey, "appsecret": house.real.app.appsecret}
    body = f'{{"grant_type":"client_credentials","appkey":"{keys["appkey"]}","appsecret":"{keys["appsecret"]}"}}'
    made = await house.real.raw("POST", "/oauth2/tokenP", {}, body.encode())
    assert made.status == 200
    assert set(made.json) == {"access_token", "token_type", "expires_in", "access_token_token_expired"}
    assert made.json["token_type"] == "Bearer"
    assert isinstance(made.json["expires_in"], int)
    assert 86_000 < made.json["expires_in"] <= 86_400
    assert len(made.json["access_token_token_expired"]) == len("YYYY-MM-DD HH:MM:SS")
    body = f'{{"appkey":"{keys["appkey"]}","appsecret":"{keys["appsecret"]}","token":"{made.json["access_token"]}"}}'
    ended = await house.real.raw("POST", "/oauth2/revokeP", {}, body.encode())
    assert (ended.status, ended.json) == (200, {"code": 200, "message": "접근토큰 폐기에 성공하였습니다"})
    holds(await balance(house.real), 500, msg_cd="EGW00121", msg1="유효하지 않은 token 입니다.")
    await house.real.log_in()
