"""해외속보: none."""

from haero.kis.catalogue import api
from tests.support import Running

PATH, TR = "/uapi/overseas-price/v1/quotations/brknews-title", "FHKST01011801"
NAMES = [field.name for field in api("해외주식-055").request]


async def test_there_is_no_news(haero: Running) -> None:
    caller = await haero.direct()
    asked = dict.fromkeys(NAMES, "") | {"FID_NEWS_OFER_ENTP_CODE": "0", "FID_COND_SCR_DIV_CODE": "11801"}
    answer = await caller.get(PATH, TR, asked)
    assert (answer.code, answer.headers["tr_cont"], answer.json["output"]) == ("MCA00000", "", [])
    assert (await caller.get(PATH, TR, dict.fromkeys(NAMES[1:], ""))).code == "OPSQ2001"
