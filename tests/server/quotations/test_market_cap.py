"""시가총액순위: values, their part of the whole, and won."""

from decimal import Decimal

import pytest

from tests.server.quotations.boards import EVERYTHING, RANKING, ask, refused, two_days
from tests.support import Running

NAME, TR = "market-cap", "HHDFS76350100"


async def test_in_the_currency_of_the_exchange(haero: Running) -> None:
    caller = await two_days(haero)
    answer = await ask(caller, NAME, TR, CURR_GB="0")
    head, rows = answer.json["output1"], answer.json["output2"]
    assert (head["curr"], head["t_rate"]) == ("USD", "1380.00")
    assert [int(row["tomv"]) for row in rows] == sorted((int(row["tomv"]) for row in rows), reverse=True)
    apple = next(row for row in rows if row["symb"] == "AAPL")
    assert (apple["last"], apple["diff"], apple["tomv"]) == ("110.0000", "10.0000", str(110 * 14_800_000_000))
    assert [apple[name] for name in ("last_org", "diff_org", "tomv_org")] == [
        apple[name] for name in ("last", "diff", "tomv")
    ]
    total = sum(int(row["tomv"]) for row in rows)
    assert apple["grav"] == f"{Decimal(apple['tomv']) * 100 / total:.2f}"
    assert (await ask(caller, NAME, TR, CURR_GB="")).json["output2"] == rows


async def test_in_won(haero: Running) -> None:
    caller = await two_days(haero)
    dollars = {row["symb"]: row for row in (await ask(caller, NAME, TR, CURR_GB="0")).json["output2"]}
    answer = await ask(caller, NAME, TR, CURR_GB="1")
    assert answer.json["output1"]["curr"] == "KRW"
    for row in answer.json["output2"]:
        other = dollars[row["symb"]]
        assert (row["tomv_org"], row["last_org"]) == (other["tomv"], other["last"])
        assert int(row["last"]) == int(Decimal(other["last"]) * 1380)
        assert row["grav"] == other["grav"]


async def test_the_real_server_wants_curr_gb(haero: Running) -> None:
    """In no document, and KIS's own sample leaves it out; several clients met the refusal."""
    caller = await haero.direct()
    answer = await caller.get(RANKING + NAME, TR, EVERYTHING)
    assert (answer.status, answer.code, answer.json["rt_cd"]) == (200, "OPSQ2001", "2")
    assert "CURR_GB" in answer.json["msg1"]
    assert "CURR_GB" in await refused(caller, NAME, TR, CURR_GB="2")


@pytest.mark.parametrize("exchange", ["BAQ", "", "NASD"])
async def test_no_such_exchange(haero: Running, exchange: str) -> None:
    answer = await (await haero.direct()).get(RANKING + NAME, TR, EVERYTHING | {"CURR_GB": "0", "EXCD": exchange})
    assert answer.code == "OPSQ2001"
