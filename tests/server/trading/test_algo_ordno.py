"""Algo order numbers: TWAP and VWAP orders alone."""

from haero.terms import OrderType
from tests.support import TRADING, Running


async def test_a_days_limit_orders_are_no_algo_orders(haero: Running) -> None:
    await haero.real.buy()
    query = haero.real.account | {"TRAD_DT": "20261120"}
    answer = await haero.real.get(f"{TRADING}/algo-ordno", "TTTS6058R", query)
    assert (answer.json["rt_cd"], answer.code, answer.json["output"]) == ("0", "KIOK0560", [])
    assert answer.headers["tr_cont"] == "D"
    assert answer.json["ctx_area_fk200"].startswith(f"20261120^{haero.real.account['CANO']}^01^")


async def test_an_algo_order_is_listed_with_its_kind(haero: Running) -> None:
    await haero.real.buy(ORD_QTY="7")
    account = haero.service.hub.broker.state.accounts[haero.real.app.account]  # type: ignore[union-attr]
    account.orders[1].type = OrderType.TWAP
    answer = await haero.real.get(f"{TRADING}/algo-ordno", "TTTS6058R", haero.real.account | {"TRAD_DT": "20261120"})
    (row,) = answer.json["output"]
    assert (row["odno"], row["trad_dvsn_name"], row["ft_ord_qty"]) == ("0000000001", "TWAP지정가매수", "7")
    other = await haero.real.get(f"{TRADING}/algo-ordno", "TTTS6058R", haero.real.account | {"TRAD_DT": "20261119"})
    assert other.json["output"] == []


async def test_the_cancellation_of_an_algo_order_is_none(haero: Running) -> None:
    caller = haero.real
    bought = await caller.buy(ORD_DVSN="35", ALGO_ORD_TMD_DVSN_CD="02")
    number = bought.json["output"]["ODNO"]
    assert (await caller.change(number, "02")).json["rt_cd"] == "0"
    answer = await caller.get(f"{TRADING}/algo-ordno", "TTTS6058R", caller.account | {"TRAD_DT": "20261120"})
    assert [row["odno"] for row in answer.json["output"]] == [number]


async def test_mock_has_no_such_tr(haero: Running) -> None:
    answer = await haero.mock.get(f"{TRADING}/algo-ordno", "TTTS6058R", haero.mock.account | {"TRAD_DT": "20261120"})
    assert (answer.status, answer.code) == (500, "EGW02006")
