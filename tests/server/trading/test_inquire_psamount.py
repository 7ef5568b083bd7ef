"""매수가능금액: exactly as many as the desk takes, and not one more."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.support import TRADING, Answer, Caller, Running, running

PATH = f"{TRADING}/inquire-psamount"


async def ask(caller: Caller, exchange: str = "NASD", price: str = "100.00", symbol: str = "AAPL") -> Answer:
    query = caller.account | {"OVRS_EXCG_CD": exchange, "OVRS_ORD_UNPR": price, "ITEM_CD": symbol}
    return await caller.get(PATH, caller.tr("TTTS3007R", "VTTS3007R"), query)


@pytest.mark.parametrize(
    ("exchange", "symbol", "price", "lot", "tr"),
    [
        ("NASD", "AAPL", "100.00", 1, "TTTT1002U"),
        ("NASD", "AAPL", "33.33", 1, "TTTT1002U"),
        ("NYSE", "F", "0.0001", 1, "TTTT1002U"),
        ("AMEX", "SPY", "99750.62", 1, "TTTT1002U"),
        ("AMEX", "SPY", "99999.99", 1, "TTTT1002U"),
        ("SEHK", "00700", "599.5", 100, "TTTS1002U"),
        ("SEHK", "00003", "6.99", 1000, "TTTS1002U"),
        ("TKSE", "7203", "2777", 100, "TTTS0308U"),
        ("SHAA", "600519", "1433.33", 100, "TTTS0202U"),
        ("SZAA", "000001", "11.11", 100, "TTTS0305U"),
        ("HASE", "PVS", "33300", 100, "TTTS0311U"),
        ("VNSE", "FPT", "95100", 100, "TTTS0311U"),
    ],
)
async def test_the_largest_order_that_is_taken(
    tmp_path: Path, exchange: str, symbol: str, price: str, lot: int, tr: str
) -> None:
    """One lot more is refused, exactly this is placed; then nothing is left."""
    at = "2026-11-20T10:00:00-05:00" if tr == "TTTT1002U" else "2026-11-20T11:05:00+09:00"
    async with running(tmp_path / "data", at=at) as house:
        caller = house.real
        output = (await ask(caller, exchange, price, symbol)).json["output"]
        quantity = int(output["max_ord_psbl_qty"])
        assert output["ord_psbl_qty"] == output["ovrs_max_ord_psbl_qty"] == str(quantity)
        assert quantity % lot == 0

        async def place(shares: int) -> str:
            body = caller.order_body(OVRS_EXCG_CD=exchange, PDNO=symbol, OVRS_ORD_UNPR=price, ORD_QTY=str(shares))
            return (await caller.post(f"{TRADING}/order", tr, body)).code

        assert await place(quantity + lot) == "APBK0952"
        if quantity == 0:
            return
        assert await place(quantity) == "APBK0013"
        rest = (await ask(caller, exchange, price, symbol)).json["output"]
        assert rest["max_ord_psbl_qty"] == "0"
        assert Decimal(rest["ovrs_ord_psbl_amt"]) < Decimal(price) * lot * Decimal("1.005")


async def test_the_whole_reply(haero: Running) -> None:
    answer = await ask(haero.real)
    assert list(answer.json) == ["output", "rt_cd", "msg_cd", "msg1"]
    assert answer.json["output"] == {
        "tr_crcy_cd": "USD",
        "ord_psbl_frcr_amt": "100000.00",
        "sll_ruse_psbl_amt": "0.00",
        "ovrs_ord_psbl_amt": "100000.00",
        "max_ord_psbl_qty": "997",
        "echm_af_ord_psbl_amt": "0.00",
        "echm_af_ord_psbl_qty": "0",
        "ord_psbl_qty": "997",
        "exrt": "1380.0000000000",
        "frcr_ord_psbl_amt1": "100000.00",
        "ovrs_max_ord_psbl_qty": "997",
    }
    assert answer.headers["tr_cont"] == ""
    assert len(answer.json["msg1"].encode("cp949")) == 80
    assert (await ask(haero.mock)).code == "20310000"


async def test_proceeds_of_today_can_be_used_again(haero: Running) -> None:
    await haero.real.quote("100.00", 1000, "100.01", 1000)
    await haero.real.buy(ORD_QTY="10", OVRS_ORD_UNPR="100.01")
    await haero.real.sell(ORD_QTY="10", OVRS_ORD_UNPR="100.00")
    output = (await ask(haero.real)).json["output"]
    # 1000.00 less 2.50; before it 1000.10 and 2.50 went out.
    assert output["sll_ruse_psbl_amt"] == "997.50"
    assert output["ovrs_ord_psbl_amt"] == "99994.90"
    assert Decimal(output["ord_psbl_frcr_amt"]) + Decimal("997.50") == Decimal("99994.90")


@pytest.mark.parametrize("price", ["", "0"])
async def test_without_a_price_the_last_one_counts(haero: Running, price: str) -> None:
    await haero.real.print("200.00", 1)
    assert (await ask(haero.real, price=price)).json["output"]["max_ord_psbl_qty"] == "498"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"exchange": "XXXX"}, "OPSQ2001"),
        ({"exchange": "NAS"}, "OPSQ2001"),
        ({"symbol": "NONE"}, "APBK0656"),
        ({"symbol": "F"}, "APBK0656"),
        ({"price": "x"}, "APBK1507"),
        ({"price": "-1"}, "APBK1507"),
        ({"price": "1" * 28}, "OPSQ2002"),
    ],
)
async def test_what_is_wrong(haero: Running, changes: dict[str, str], code: str) -> None:
    answer = await ask(haero.real, **changes)
    assert (answer.status, answer.code) == (200, code)


async def test_a_price_of_another_world(haero: Running) -> None:
    for price, quantity in (("9" * 27, "0"), ("0." + "0" * 24 + "1", "9999999999")):
        assert (await ask(haero.real, price=price)).json["output"]["max_ord_psbl_qty"] == quantity
