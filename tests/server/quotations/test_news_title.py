"""해외뉴스종합: none."""

from haero.kis.catalogue import api
from tests.support import Running

PATH, TR = "/uapi/overseas-price/v1/quotations/news-title", "HHPSTH60100C1"
NAMES = [field.name for field in api("해외주식-053").request]


async def test_there_is_no_news(haero: Running) -> None:
    caller = await haero.direct()
    answer = await caller.get(PATH, TR, dict.fromkeys(NAMES, ""))
    assert (answer.code, answer.headers["tr_cont"], answer.json["outblock1"]) == ("MCA00000", "", [])
    assert (await caller.get(PATH, TR, dict.fromkeys(NAMES[1:], ""))).code == "OPSQ2001"
