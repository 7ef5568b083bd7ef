"""업종별시세: 000 is the whole exchange, any other code nothing."""

from tests.server.quotations.boards import EVERYTHING, two_days
from tests.support import Answer, Caller, Running

PATH = "/uapi/overseas-price/v1/quotations/industry-theme"


async def ask(caller: Caller, icod: str, **fields: str) -> Answer:
    return await caller.get(PATH, "HHDFS76370000", EVERYTHING | {"ICOD": icod} | fields)


async def test_everything_by_market_value(haero: Running) -> None:
    caller = await two_days(haero)
    await caller.quote("109.90", 100, "110.10", 200)
    answer = await ask(caller, "000")
    rows = answer.json["output2"]
    assert answer.json["output1"]["trec"] == str(len(rows))
    assert [row["seqn"] for row in rows] == [str(n) for n in range(1, len(rows) + 1)]
    apple = next(row for row in rows if row["symb"] == "AAPL")
    assert (apple["last"], apple["pbid"], apple["vbid"], apple["pask"], apple["vask"]) == (
        "110.0000", "109.9000", "100", "110.1000", "200",
    )  # fmt: skip
    assert (await ask(caller, "000", VOL_RANG="1")).json["output2"] == []


async def test_an_industry_that_haero_does_not_know_is_empty(haero: Running) -> None:
    """KIS's own sample asks for 010."""
    answer = await ask(await two_days(haero), "010")
    assert (answer.json["rt_cd"], answer.json["output1"]["trec"], answer.json["output2"]) == ("0", "0", [])
