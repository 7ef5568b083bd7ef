"""업종별코드조회: one code."""

from tests.support import Running

PATH, TR = "/uapi/overseas-price/v1/quotations/industry-price", "HHDFS76370100"


async def test_the_only_industry_is_everything(haero: Running) -> None:
    caller = await haero.direct()
    answer = await caller.get(PATH, TR, {"AUTH": "", "EXCD": "NAS"})
    assert (answer.code, answer.json["output1"], answer.json["output2"]) == (
        "MCA00000", {"nrec": "1"}, [{"icod": "000", "name": "전체"}],
    )  # fmt: skip
    assert (await caller.get(PATH, TR, {"AUTH": "", "EXCD": "BAQ"})).code == "OPSQ2001"
