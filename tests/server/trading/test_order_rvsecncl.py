"""POST order-rvsecncl: 정정 and 취소, as recorded: an order of its own beside the original."""

from pathlib import Path

import pytest

from haero.desk.ledger import audit
from tests.support import TRADING, Running, running


async def rows_of(haero: Running) -> dict[int, dict[str, str]]:
    return {int(row["odno"]): row for row in await haero.real.orders()}


async def test_a_revision_moves_the_open_shares_under_its_own_number(haero: Running) -> None:
    await haero.real.buy(ORD_QTY="10")
    answer = await haero.real.change("0000000001", "01", ORD_QTY="10", OVRS_ORD_UNPR="90.00")
    assert list(answer.json) == ["rt_cd", "msg_cd", "msg1", "output"]
    assert answer.json["output"] == {"KRX_FWDG_ORD_ORGNO": "01790", "ODNO": "0000000002", "ORD_TMD": "000000"}
    rows = await rows_of(haero)
    assert (rows[1]["nccs_qty"], rows[1]["ft_ord_qty"], rows[1]["rvse_cncl_dvsn"]) == ("0", "10", "00")
    assert (rows[2]["nccs_qty"], rows[2]["orgn_odno"], rows[2]["ft_ord_unpr3"]) == ("10", "0000000001", "90.00000000")
    assert (rows[2]["rvse_cncl_dvsn"], rows[2]["rvse_cncl_dvsn_name"]) == ("01", "정정")


async def test_the_original_cannot_be_changed_again_but_the_revision_can(haero: Running) -> None:
    await haero.real.buy()
    await haero.real.change("1", "01", OVRS_ORD_UNPR="90.00")
    for division in ("01", "02"):
        answer = await haero.real.change("1", division, OVRS_ORD_UNPR="91.00")
        assert (answer.status, answer.code, answer.json["rt_cd"]) == (200, "APBK0927", "7")
    assert (await haero.real.change("2", "01", OVRS_ORD_UNPR="91.00")).json["output"]["ODNO"] == "0000000003"
    assert (await haero.real.change("3", "02", OVRS_ORD_UNPR="0")).json["output"]["ODNO"] == "0000000004"
    assert all(row["nccs_qty"] == "0" for row in (await rows_of(haero)).values())


async def test_a_part_is_revised_and_the_rest_stays(haero: Running) -> None:
    await haero.real.buy(ORD_QTY="10")
    await haero.real.change("1", "01", ORD_QTY="4", OVRS_ORD_UNPR="90.00")
    rows = await rows_of(haero)
    assert (rows[1]["nccs_qty"], rows[2]["nccs_qty"]) == ("6", "4")


async def test_a_revision_that_reaches_the_ask_fills(haero: Running) -> None:
    await haero.real.quote("99.00", 100, "101.00", 100)
    await haero.real.buy()
    await haero.real.change("1", "01", OVRS_ORD_UNPR="101.00")
    rows = await rows_of(haero)
    assert (rows[1]["ft_ccld_qty"], rows[2]["ft_ccld_qty"], rows[2]["ft_ccld_unpr3"]) == ("0", "10", "101.00000000")


async def test_a_revision_needs_the_cash_and_gives_back_what_it_does_not(haero: Running) -> None:
    await haero.real.buy(ORD_QTY="500", OVRS_ORD_UNPR="100.00")
    assert (await haero.real.change("1", "01", ORD_QTY="500", OVRS_ORD_UNPR="200.00")).code == "APBK0952"
    assert (await rows_of(haero))[1]["nccs_qty"] == "500"
    assert (await haero.real.change("1", "01", ORD_QTY="500", OVRS_ORD_UNPR="199.00")).code == "APBK0013"
    assert (await haero.real.buy(ORD_QTY="5")).code == "APBK0952"
    assert (await haero.real.change("2", "01", ORD_QTY="500", OVRS_ORD_UNPR="10.00")).code == "APBK0013"
    assert (await haero.real.buy(ORD_QTY="900")).code == "APBK0013"


async def test_a_cancellation_stands_beside_its_original(haero: Running) -> None:
    await haero.real.buy(ORD_QTY="10")
    answer = await haero.real.change("1", "02", ORD_QTY="10", OVRS_ORD_UNPR="0")
    assert answer.json["output"]["ODNO"] == "0000000002"
    rows = await rows_of(haero)
    assert (rows[1]["nccs_qty"], rows[1]["rvse_cncl_dvsn"], rows[1]["rvse_cncl_dvsn_name"]) == ("0", "00", "보통")
    assert (rows[2]["rvse_cncl_dvsn"], rows[2]["rvse_cncl_dvsn_name"]) == ("02", "취소")
    assert (rows[2]["orgn_odno"], rows[2]["ft_ord_unpr3"]) == ("0000000001", "0.00000000")
    assert rows[2]["sll_buy_dvsn_cd_name"] == "매수취소"


async def test_cancelled_twice(haero: Running) -> None:
    for caller, code in ((haero.real, "APBK0927"), (haero.mock, "40330000")):
        await caller.buy()
        assert (await caller.change("1", "02", OVRS_ORD_UNPR="0")).json["rt_cd"] == "0"
        assert (await caller.change("1", "02", OVRS_ORD_UNPR="0")).code == code


async def test_a_filled_order_cannot_be_cancelled(haero: Running) -> None:
    await haero.real.quote("0", 0, "100.00", 100)
    for caller, code in ((haero.real, "APBK0927"), (haero.mock, "40330000")):
        await caller.buy()
        assert (await caller.change("1", "02", OVRS_ORD_UNPR="0")).code == code


async def test_a_partly_filled_order_gives_back_the_rest(haero: Running) -> None:
    await haero.real.quote("0", 0, "100.00", 4)
    await haero.real.buy(ORD_QTY="10")
    await haero.real.change("1", "02", ORD_QTY="10", OVRS_ORD_UNPR="0")
    rows = await rows_of(haero)
    assert (rows[1]["ft_ccld_qty"], rows[1]["nccs_qty"], rows[2]["ft_ord_qty"]) == ("4", "0", "6")
    assert haero.service.hub is not None
    audit(haero.service.hub.broker.state.accounts["81000001-01"])


@pytest.mark.parametrize(
    "changes", [{"PDNO": "MSFT"}, {"OVRS_EXCG_CD": "NYSE"}, {"ORGN_ODNO": "99"}, {"ORGN_ODNO": "0"}, {"ORGN_ODNO": "x"}]
)
async def test_an_original_that_is_not_there(haero: Running, changes: dict[str, str]) -> None:
    """Another symbol, another exchange, another number: none of them is the order that was placed."""
    for caller, code in ((haero.real, "APBK0344"), (haero.mock, "40320000")):
        await caller.buy()
        body = caller.order_body(ORGN_ODNO="1", RVSE_CNCL_DVSN_CD="02", OVRS_ORD_UNPR="0", ORD_DVSN="-") | changes
        answer = await caller.post(f"{TRADING}/order-rvsecncl", caller.tr("TTTT1004U", "VTTT1004U"), body)
        assert answer.code == code


async def test_somebody_elses_order(haero: Running) -> None:
    """Numbers are per account: the other's order 1 is not mine."""
    await haero.real.buy()
    assert (await haero.mock.change("1", "02", OVRS_ORD_UNPR="0")).code == "40320000"
    assert (await rows_of(haero))[1]["nccs_qty"] == "10"


async def test_a_revision_of_a_sell_and_its_cancellation(haero: Running) -> None:
    await haero.real.quote("0", 0, "100.00", 100)
    await haero.real.buy(ORD_QTY="10")
    await haero.real.sell(ORD_QTY="10", OVRS_ORD_UNPR="120.00")
    await haero.real.change("2", "01", ORD_QTY="10", OVRS_ORD_UNPR="110.00")
    await haero.real.change("3", "02", ORD_QTY="10", OVRS_ORD_UNPR="0")
    rows = await rows_of(haero)
    assert [rows[n]["sll_buy_dvsn_cd_name"] for n in (1, 2, 3, 4)] == ["매수", "매도", "매도정정", "매도취소"]
    assert {rows[n]["sll_buy_dvsn_cd"] for n in (2, 3, 4)} == {"01"}
    assert (await haero.real.sell(ORD_QTY="10", OVRS_ORD_UNPR="120.00")).code == "APBK0013"


async def test_mock_texts(haero: Running) -> None:
    await haero.mock.buy()
    revised = await haero.mock.change("1", "01", OVRS_ORD_UNPR="90.00")
    cancelled = await haero.mock.change("2", "02", OVRS_ORD_UNPR="0")
    assert (revised.code, revised.json["msg1"]) == ("40620000", "모의투자 정정주문이 완료 되었습니다.")
    assert (cancelled.code, cancelled.json["msg1"]) == ("40630000", "모의투자 취소주문이 완료 되었습니다.")
    assert cancelled.json["output"]["KRX_FWDG_ORD_ORGNO"] == "00950"


async def test_after_the_close(haero: Running) -> None:
    await haero.mock.buy()
    await haero.real.control("POST", "/control/clock", {"to": "2026-11-20T16:30:00-05:00"})
    assert (await haero.mock.change("1", "02", OVRS_ORD_UNPR="0")).code == "40580000"


async def test_a_bad_price_or_tick(haero: Running) -> None:
    await haero.real.buy()
    for price, code in (("0", "APBK1507"), ("90.001", "APBK0506"), ("x", "APBK1507")):
        assert (await haero.real.change("1", "01", OVRS_ORD_UNPR=price)).code == code
    assert (await rows_of(haero))[1]["nccs_qty"] == "10"


@pytest.mark.parametrize(
    ("exchange", "symbol", "price", "buy", "change"),
    [
        ("SEHK", "00700", "500.0", "TTTS1002U", "TTTS1003U"),
        ("TKSE", "7203", "2700", "TTTS0308U", "TTTS0309U"),
        ("SHAA", "600519", "1400.00", "TTTS0202U", "TTTS0302U"),
        ("SZAA", "000001", "11.00", "TTTS0305U", "TTTS0306U"),
        ("HASE", "PVS", "33000", "TTTS0311U", "TTTS0312U"),
        ("VNSE", "FPT", "95000", "TTTS0311U", "TTTS0312U"),
    ],
)
async def test_asian_orders_are_cancelled_by_their_own_tr(
    tmp_path_factory: pytest.TempPathFactory, exchange: str, symbol: str, price: str, buy: str, change: str
) -> None:
    async with running(tmp_path_factory.mktemp("asia") / "data", at="2026-11-20T11:05:00+09:00") as house:
        caller = house.real
        body = caller.order_body(OVRS_EXCG_CD=exchange, PDNO=symbol, OVRS_ORD_UNPR=price, ORD_QTY="100", ORD_DVSN="-")
        assert (await caller.post(f"{TRADING}/order", buy, body)).code == "APBK0013"
        body |= {"ORGN_ODNO": "1", "RVSE_CNCL_DVSN_CD": "02"}
        assert (await caller.post(f"{TRADING}/order-rvsecncl", change, body)).code == "APBK0013"
        cancelled = {int(row["odno"]): row for row in await caller.orders()}[2]
        assert (cancelled["ovrs_excg_cd"], cancelled["orgn_odno"]) == (exchange, "0000000001")


@pytest.mark.parametrize(("cancel", "left"), [("whole", "0"), ("quantity", "9")])
async def test_a_cancellation_of_fewer_than_are_open(tmp_path: Path, cancel: str, left: str) -> None:
    """One client always sends 1, and believes its order gone."""
    async with running(tmp_path / "data", cancel=cancel) as haero:
        await haero.real.buy(ORD_QTY="10")
        assert (await haero.real.change("1", "02", ORD_QTY="1", OVRS_ORD_UNPR="0")).json["rt_cd"] == "0"
        assert (await rows_of(haero))[1]["nccs_qty"] == left
