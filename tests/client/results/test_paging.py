import json
from pathlib import Path
from typing import Any

import pytest

from haero.client.results.questions import BY_NAME
from tests.client.results.asking import ask
from tests.support import running


def page(name: str, tr_cont: str = "", body: dict[str, Any] | None = None, **fields: Any) -> Any:
    """The request that follows a reply."""
    question = BY_NAME[name]
    request = question.request(**fields)
    return question.next(request, question.read(json.dumps({"rt_cd": "0"} | (body or {})).encode()), tr_cont)


ACCOUNT: dict[str, Any] = {"account": "12345678-01"}
AREAS = {"ctx_area_fk200": "12345678^01^NASD^DS^   ", "ctx_area_nk200": "20261120-40   "}


def test_positions_go_back_as_they_came() -> None:
    following = page("OPEN_ORDERS", "M", AREAS, **ACCOUNT)
    assert (AREAS["ctx_area_fk200"], AREAS["ctx_area_nk200"]) == (following.CTX_AREA_FK200, following.CTX_AREA_NK200)
    assert (following.CANO, following.OVRS_EXCG_CD) == ("12345678", "NASD")
    assert BY_NAME["OPEN_ORDERS"].pager.tr_cont == "N"
    assert page("OPEN_ORDERS", "F ", AREAS, **ACCOUNT) == following


@pytest.mark.parametrize("tr_cont", ["", "D", "E"])
def test_the_last_page_ends_it(tr_cont: str) -> None:
    assert page("OPEN_ORDERS", tr_cont, AREAS, **ACCOUNT) is None
    assert page("BALANCE", tr_cont, **ACCOUNT) is None


def test_more_without_a_position_would_never_end() -> None:
    assert page("OPEN_ORDERS", "M", AREAS | {"ctx_area_nk200": " " * 200}, **ACCOUNT) is None


@pytest.mark.parametrize("name", ["TRADES", "RIGHTS", "SETTLEMENT_DATES"])
def test_areas_of_other_widths(name: str) -> None:
    fields: dict[str, Any] = (
        {"on": "20261120"} if name == "SETTLEMENT_DATES" else {"since": "20261101", "until": "20261130"}
    )
    width = {"TRADES": "100", "RIGHTS": "50", "SETTLEMENT_DATES": ""}[name]
    fields |= ACCOUNT if name == "TRADES" else {}
    following = page(name, "M", {f"ctx_area_fk{width}": "a!^b", f"ctx_area_nk{width}": "7"}, **fields)
    assert (getattr(following, f"CTX_AREA_FK{width}"), getattr(following, f"CTX_AREA_NK{width}")) == ("a!^b", "7")


def test_the_server_may_keep_the_position() -> None:
    assert page("MARGINS", "M", **ACCOUNT) == BY_NAME["MARGINS"].request(**ACCOUNT)


def test_daily_bars_go_back_behind_the_oldest() -> None:
    fields: dict[str, Any] = {"exchange": "NASD", "symbol": "AAPL"}
    rows = [{"xymd": f"2026{month:02d}{day:02d}"} for month in (10, 9, 8, 7) for day in range(28, 2, -1)][:100]
    assert page("DAILY_BARS", "", {"output2": rows}, **fields).BYMD == "20260706"
    assert page("DAILY_BARS", "", {"output2": rows[:99]}, **fields) is None
    assert page("DAILY_BARS", "", {"output2": []}, **fields) is None
    assert page("DAILY_BARS", "", {"output2": [*rows[:99], {"xymd": "?"}]}, **fields) is None


def test_charts_go_back_behind_the_oldest() -> None:
    fields: dict[str, Any] = {"code": "SPX", "since": "20260101", "until": "20261130"}
    rows = [{"stck_bsop_date": f"2026{month:02d}{day:02d}"} for month in (10, 9, 8, 7) for day in range(28, 2, -1)][
        :100
    ]
    following = page("CHART", "", {"output2": rows}, **fields)
    assert (following.FID_INPUT_DATE_1, following.FID_INPUT_DATE_2) == ("20260101", "20260706")


def test_minute_bars_go_back_a_bar_at_a_time() -> None:
    fields: dict[str, Any] = {"exchange": "NASD", "symbol": "AAPL", "minutes": 5, "with_day_before": False}
    rows = [{"xymd": "20261120", "xhms": "000500"}, {"xymd": "20261120", "xhms": "000000"}]
    following = page("MINUTE_BARS", "", {"output1": {"next": "1"}, "output2": rows}, **fields)
    assert (following.NEXT, following.PINC, following.KEYB) == ("1", "1", "20261119235500")
    assert page("MINUTE_BARS", "", {"output1": {"next": "0"}, "output2": rows}, **fields) is None
    assert page("MINUTE_BARS", "", {"output1": {"next": "1"}, "output2": []}, **fields) is None
    assert page("MINUTE_BARS", "", {"output1": {"next": "1"}, "output2": [{"xymd": "?"}]}, **fields) is None
    assert page("MINUTE_BARS", "", {"output2": rows}, **fields) is None


def test_rankings_count_on() -> None:
    question = BY_NAME["VOLUMES"]
    reply = question.read(json.dumps({"output2": [{"symb": "A"}, {"symb": "B"}]}).encode())
    second = question.next(question.request(exchange="NASD"), reply, "M")
    third = question.next(second, reply, "M")
    assert (second.KEYB, third.KEYB) == ("2", "4")
    assert question.next(third, reply, "") is None
    assert page("VOLUMES", "M", {"output2": []}, exchange="NASD") is None


def test_a_search_goes_on_behind_the_last_rank() -> None:
    following = page("SEARCH", "M", {"output2": [{"rank": "99"}, {"rank": "100 "}]}, exchange="NASD", price=(1, 2))
    assert (following.KEYB, following.CO_EN_PRICECUR) == ("100", "2")
    assert page("SEARCH", "", {"output2": [{"rank": "100"}]}, exchange="NASD") is None


def test_news_repeat_a_second_rather_than_lose_one() -> None:
    rows = [{"data_dt": "20261121", "data_tm": f"0000{second:02d}"} for second in range(9, -1, -1)]
    following = page("NEWS", "", {"outblock1": rows})
    assert (following.DATA_DT, following.DATA_TM) == ("20261121", "000000")
    same = page("NEWS", "", {"outblock1": [rows[-1]] * 10})
    assert (same.DATA_DT, same.DATA_TM) == ("20261120", "235959")
    assert page("NEWS", "", {"outblock1": rows[:9]}) is None


def test_one_page_is_one_page() -> None:
    assert page("PRICE", "M", exchange="NASD", symbol="AAPL") is None


async def test_all_orders_of_several_pages_come_once(tmp_path: Path) -> None:
    async with running(tmp_path / "data") as house:
        for environment in (house.real, house.mock):
            for _ in range(33):
                assert (await environment.buy(ORD_QTY="1", OVRS_ORD_UNPR="10.00")).json["rt_cd"] == "0"
            question = BY_NAME["FILLS"]
            reply, following = await ask(environment, question, since="2026-11-01", until="2026-11-30")
            numbers = [row.odno for row in question.rows(reply)]
            pages = 1
            while following is not None:
                query = {name: getattr(following, name) for name in following.__struct_fields__}
                tr_id = question.tr_id(environment.app.environment)
                answer = await environment.get(question.path, tr_id, query, tr_cont=question.pager.tr_cont)
                reply = question.read(json.dumps(answer.json).encode())
                numbers += [row.odno for row in question.rows(reply)]
                following = question.next(following, reply, answer.headers["tr_cont"])
                pages += 1
            assert pages > 1
            assert numbers == [f"{number:010d}" for number in range(1, 34)]
