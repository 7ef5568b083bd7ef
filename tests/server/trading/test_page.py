"""The tail of an inquiry with pages: where a client goes on, texts, areas, tr_cont."""

import json
from typing import Any

import pytest
from msgspec.structs import replace
from multidict import CIMultiDict

from haero.kis import successes
from haero.kis.paging import Page
from haero.server.trading._page import paged, position_asked
from haero.server.wire import Request
from tests.server.test_call import a_call
from tests.support import Running


@pytest.mark.parametrize(
    ("tr_cont", "position"), [("N", "20261120-41"), (" N ", "20261120-41"), ("", ""), ("F", ""), ("n", "")]
)
async def test_only_n_goes_on(haero: Running, tr_cont: str, position: str) -> None:
    request = Request("GET", "/", {}, CIMultiDict({"tr_cont": tr_cont}), b"")
    call = replace(a_call(haero), request=request)
    assert position_asked(call, " 20261120-41%20 ") == position


async def reply(haero: Running, page: Page[int], **how: Any) -> tuple[dict[str, Any], str]:
    answer = paged(a_call(haero), page, ["a", "b"], {"output": page.rows}, **how)
    return json.loads(answer.reply.body), dict(answer.reply.headers)["tr_cont"]


@pytest.mark.parametrize(
    ("page", "code", "tr_cont"),
    [(Page([1], "x"), "KIOK0500", "M"), (Page([1]), "KIOK0530", "D"), (Page(list[int]()), "KIOK0560", "D")],
)
async def test_more_the_last_or_none(haero: Running, page: Page[int], code: str, tr_cont: str) -> None:
    body, said = await reply(haero, page)
    assert list(body) == ["ctx_area_fk200", "ctx_area_nk200", "output", "rt_cd", "msg_cd", "msg1"]
    assert (body["ctx_area_fk200"], body["ctx_area_nk200"]) == ("a^b^".ljust(200), page.position.ljust(200))
    assert (body["msg_cd"], said) == (code, tr_cont)


async def test_areas_and_text_of_the_one_api_that_has_its_own(haero: Running) -> None:
    body, _ = await reply(haero, Page([1]), last=successes.QUERY_LAST, separator="!^", width=100)
    assert (body["ctx_area_fk100"], body["msg_cd"]) == ("a!^b!^".ljust(100), "KIOK0460")
