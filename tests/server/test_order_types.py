"""Every ORD_DVSN of the page through the API: accepted, filled, listed and told."""

from pathlib import Path

import pytest

from tests.support import TRADING, Answer, Caller, Running, running

BEFORE = "2026-11-20T09:00:00-05:00"  # half an hour before the open, 23:00 in Korea
OPEN, CLOSE = "2026-11-20T09:30:00-05:00", "2026-11-20T16:00:00-05:00"


async def order(caller: Caller, side: str, division: str, quantity: int, price: str, **more: str) -> Answer:
    tr_id = {"buy": "TTTT1002U", "sell": "TTTT1006U"}[side]
    body = caller.order_body(ORD_DVSN=division, ORD_QTY=str(quantity), OVRS_ORD_UNPR=price, **more)
    return await caller.post(f"{TRADING}/order", tr_id, body)


async def sent(caller: Caller, *args: object, **more: str) -> str:
    answer = await order(caller, *args, **more)  # type: ignore[arg-type]
    assert answer.code == "APBK0013", answer
    return str(answer.json["output"]["ODNO"]).lstrip("0")


async def to(caller: Caller, moment: str) -> None:
    assert (await caller.control("POST", "/control/clock", {"to": moment})).status == 200


async def rows(caller: Caller) -> dict[str, dict[str, str]]:
    return {row["odno"].lstrip("0"): row for row in await caller.orders()}


async def fills(caller: Caller, number: str) -> list[tuple[str, str]]:
    query = caller.account | {"ORD_DT": "20261120", "ODNO": number}
    answer = await caller.get(f"{TRADING}/inquire-algo-ccnl", "TTTS6059R", query)
    return [(row["FT_CCLD_QTY"], row["FT_CCLD_UNPR3"].rstrip("0")) for row in answer.json["output"]]


@pytest.fixture
async def haero(tmp_path: Path):  # type: ignore[no-untyped-def]
    """A manual market before the open; the account holds 500 AAPL."""
    async with running(tmp_path / "d", at=BEFORE) as made:
        await made.real.quote("99.99", 1000, "100.00", 1000)
        await sent(made.real, "buy", "00", 500, "100.00")
        yield made


async def test_the_four_auction_orders(haero: Running) -> None:
    caller = haero.real
    moo = await sent(caller, "sell", "31", 100, "0")
    loo = await sent(caller, "buy", "32", 100, "101.00")
    moc = await sent(caller, "sell", "33", 100, "0")
    loc, high = await sent(caller, "sell", "34", 100, "102.00"), await sent(caller, "sell", "34", 100, "102.01")
    await to(caller, OPEN)
    await caller.print("101.00", 1000)
    await to(caller, "2026-11-20T15:59:59-05:00")
    await caller.print("102.00", 1000)
    found = await rows(caller)
    assert [(found[n]["ft_ccld_qty"], found[n]["ft_ccld_unpr3"].rstrip("0")) for n in (moo, loo)] == [
        ("100", "101.")
    ] * 2
    assert {found[n]["nccs_qty"] for n in (moc, loc, high)} == {"100"}
    await to(caller, CLOSE)
    assert await fills(caller, moc) == await fills(caller, loc) == [("100", "102.")]
    found = await rows(caller)
    assert (found[high]["ft_ccld_qty"], found[high]["nccs_qty"]) == ("0", "0")


async def test_behind_the_cut_off_there_is_no_entry_and_no_way_out(haero: Running) -> None:
    caller = haero.real
    number = await sent(caller, "buy", "32", 10, "90.00")
    await to(caller, "2026-11-20T09:29:59-05:00")
    assert (await order(caller, "sell", "31", 10, "0")).code == "APBK0918"
    body = caller.account | {
        "OVRS_EXCG_CD": "NASD", "PDNO": "AAPL", "ORGN_ODNO": number, "RVSE_CNCL_DVSN_CD": "02", "ORD_QTY": "10",
        "OVRS_ORD_UNPR": "0", "ORD_SVR_DVSN_CD": "0",
    }  # fmt: skip
    assert (await caller.post(f"{TRADING}/order-rvsecncl", "TTTT1004U", body)).code == "APBK0918"


async def test_an_order_without_a_limit_takes_no_price(haero: Running) -> None:
    assert (await order(haero.real, "sell", "31", 10, "101.00")).code == "APBK1507"
    assert (await order(haero.real, "sell", "32", 10, "0")).code == "APBK1507"


@pytest.mark.parametrize(("division", "name"), [("35", "TWAP지정가매수"), ("36", "VWAP지정가매수")])
async def test_algo_orders_are_listed_with_their_slices(haero: Running, division: str, name: str) -> None:
    caller = haero.real
    await to(caller, OPEN)
    times = {"ALGO_ORD_TMD_DVSN_CD": "00", "START_TIME": "234000", "END_TIME": "235000"}
    number = await sent(caller, "buy", division, 100, "100.00", **times)
    await to(caller, "2026-11-20T09:44:30-05:00")
    query = caller.account | {"TRAD_DT": "20261120", "CTX_AREA_FK200": "", "CTX_AREA_NK200": ""}
    (row,) = (await caller.get(f"{TRADING}/algo-ordno", "TTTS6058R", query)).json["output"]
    assert (row["odno"].lstrip("0"), row["trad_dvsn_name"], row["ft_ccld_qty"]) == (number, name, "50")
    assert row["splt_buy_attr_name"] == "234000~235000"
    assert await fills(caller, number) == [("10", "100.")] * 5
    await to(caller, "2026-11-20T09:50:00-05:00")
    assert await fills(caller, number) == [("10", "100.")] * 10


async def test_an_algo_order_is_not_revised_but_cancelled(haero: Running) -> None:
    caller = haero.real
    number = await sent(caller, "buy", "36", 100, "99.00", ALGO_ORD_TMD_DVSN_CD="02")
    change = caller.account | {
        "OVRS_EXCG_CD": "NASD", "PDNO": "AAPL", "ORGN_ODNO": number, "ORD_QTY": "100", "OVRS_ORD_UNPR": "100.00",
        "ORD_SVR_DVSN_CD": "0",
    }  # fmt: skip
    path = f"{TRADING}/order-rvsecncl"
    revised = await caller.post(path, "TTTT1004U", change | {"RVSE_CNCL_DVSN_CD": "01"})
    assert (revised.json["rt_cd"], revised.code) == ("7", "APBK0927")
    assert revised.json["msg1"].startswith("VWAP 주문은")
    cancelled = await caller.post(path, "TTTT1004U", change | {"RVSE_CNCL_DVSN_CD": "02", "OVRS_ORD_UNPR": "0"})
    assert cancelled.json["rt_cd"] == "0"
    assert (await rows(caller))[number]["nccs_qty"] == "0"


async def test_a_reserved_moo_is_in_time_for_the_auction(tmp_path: Path) -> None:
    """예약주문 31: taken in the morning in Korea, sent ten minutes before the open, filled at the opening print."""
    async with running(tmp_path / "d", at="2026-11-19T10:00:00-05:00") as haero:
        caller = haero.real
        await caller.quote("99.99", 1000, "100.00", 1000)
        await sent(caller, "buy", "00", 50, "100.00")
        await to(caller, "2026-11-20T12:00:00+09:00")
        body = caller.account | {
            "PDNO": "AAPL", "OVRS_EXCG_CD": "NASD", "FT_ORD_QTY": "50", "FT_ORD_UNPR3": "0", "ORD_DVSN": "31",
            "ORD_SVR_DVSN_CD": "0",
        }  # fmt: skip
        taken = await caller.post(f"{TRADING}/order-resv", "TTTT3016U", body)
        assert taken.json["rt_cd"] == "0", taken
        await to(caller, "2026-11-20T23:20:00+09:00")
        (number,) = (number for number, row in (await rows(caller)).items() if row["nccs_qty"] == "50")
        await to(caller, "2026-11-20T23:30:00+09:00")
        await caller.print("101.00", 1000)
        row = (await rows(caller))[number]
        assert (row["ft_ccld_qty"], row["ft_ccld_unpr3"].rstrip("0")) == ("50", "101.")


async def test_a_reserved_twap_works_from_the_open_to_the_close(tmp_path: Path) -> None:
    """예약주문 35 with 02: sent at the open, a slice a minute from then on."""
    async with running(tmp_path / "d", at="2026-11-20T12:00:00+09:00") as haero:
        caller = haero.real
        body = caller.account | {
            "PDNO": "AAPL", "OVRS_EXCG_CD": "NASD", "FT_ORD_QTY": "390", "FT_ORD_UNPR3": "100.00", "ORD_DVSN": "35",
            "ORD_SVR_DVSN_CD": "0", "ALGO_ORD_TMD_DVSN_CD": "02",
        }  # fmt: skip
        assert (await caller.post(f"{TRADING}/order-resv", "TTTT3014U", body)).json["rt_cd"] == "0"
        await to(caller, "2026-11-20T23:29:00+09:00")
        await caller.quote("99.99", 1000, "100.00", 1000)
        await to(caller, "2026-11-20T23:34:30+09:00")
        ((number, row),) = (await rows(caller)).items()
        assert (row["ord_tmd"], row["ft_ccld_qty"]) == ("233000", "5")
        assert await fills(caller, number) == [("1", "100.")] * 5
