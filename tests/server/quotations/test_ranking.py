"""What all rankings share, seen through 거래량순위: filters, the order, pages and the fields of every row."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from haero.kis.catalogue import api, apis
from haero.server.operations import OPERATIONS
from haero.server.quotations import _ranking
from haero.server.quotations._ranking import average
from haero.terms import Exchange
from tests.server.quotations.boards import EVERYTHING, RANKING, ask, refused, shown, two_days
from tests.support import Running

NAME, TR = "trade-vol", "HHDFS76310010"
ALL = {"NDAY": "0", "PRC1": "", "PRC2": ""}


async def test_the_fields_of_a_row(haero: Running) -> None:
    caller = await two_days(haero)
    await caller.quote("109.90", 100, "110.10", 200)
    answer = await ask(caller, NAME, TR, **ALL)
    assert answer.json["output1"] == {"zdiv": "4", "stat": "무료실시간", "crec": "2", "trec": "2", "nrec": "2"}
    assert list(answer.json["output2"][0]) == [field.name for field in api("해외주식-043").output("output2").fields]
    assert answer.json["output2"][0] == {
        "rsym": "DNASAAPL", "excd": "NAS", "symb": "AAPL", "name": "애플", "last": "110.0000", "sign": "2", "diff": "10.0000",
        "rate": "+10.00", "pask": "110.1000", "pbid": "109.9000", "tvol": "30", "tamt": "3300", "a_tvol": "30", "rank": "1",
        "ename": "Apple Inc.", "e_ordyn": "○",
    }  # fmt: skip
    other = answer.json["output2"][1]
    assert (other["sign"], other["diff"], other["rate"], other["pask"], other["rank"]) == (
        "5", "10.0000", "-5.00", "0.0000", "2",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "symbols"),
    [
        ({}, ["AAPL", "MSFT"]),
        ({"VOL_RANG": ""}, ["AAPL", "MSFT"]),
        ({"VOL_RANG": "1"}, []),
        ({"PRC1": "110.01"}, ["MSFT"]),
        ({"PRC1": "110"}, ["AAPL", "MSFT"]),
        ({"PRC2": "189.99"}, ["AAPL"]),
        ({"PRC1": "120", "PRC2": "180"}, []),
        ({"KEYB": "1"}, ["MSFT"]),
        ({"KEYB": "2"}, []),
        ({"EXCD": "NYS"}, []),
    ],
)
async def test_filters_and_what_the_client_has_already(
    haero: Running, fields: dict[str, str], symbols: list[str]
) -> None:
    caller = await two_days(haero)
    assert [symbol for (symbol,) in shown(await ask(caller, NAME, TR, **(ALL | fields)))] == symbols


async def test_who_looks_back_looks_at_the_most_traded(haero: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """A year of thousands of symbols would be minutes of work for one question."""
    caller = await two_days(haero)
    back = ALL | {"NDAY": "2"}
    assert [symbol for (symbol,) in shown(await ask(caller, NAME, TR, **back))] == ["AAPL", "MSFT"]
    monkeypatch.setattr(_ranking, "MOST_WITH_PAST", 1)
    assert [symbol for (symbol,) in shown(await ask(caller, NAME, TR, **back))] == ["AAPL"]
    assert [symbol for (symbol,) in shown(await ask(caller, NAME, TR, **(back | {"PRC1": "120"})))] == ["MSFT"]
    assert [symbol for (symbol,) in shown(await ask(caller, NAME, TR, **ALL))] == ["AAPL", "MSFT"]


async def test_least_volumes(haero: Running) -> None:
    caller = await haero.direct()
    await caller.print("100", 99_999)
    for code, found in enumerate((1, 1, 1, 1, 0, 0, 0)):
        assert len((await ask(caller, NAME, TR, **ALL, VOL_RANG=str(code))).json["output2"]) == found, code


async def test_nothing_has_traded(haero: Running) -> None:
    answer = await ask(await haero.direct(), NAME, TR, **ALL)
    assert (answer.json["output1"]["trec"], answer.json["output2"]) == ("0", [])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("EXCD", "BAQ"), ("EXCD", "NASD"), ("EXCD", ""), ("VOL_RANG", "7"), ("VOL_RANG", "x"), ("VOL_RANG", "00"), ("PRC1", "x"),
        ("PRC2", "NaN"), ("KEYB", "x"), ("KEYB", "-1"), ("NDAY", ""), ("NDAY", "a"), ("NDAY", "10"),
    ],
)  # fmt: skip
async def test_what_means_nothing_is_refused(haero: Running, name: str, text: str) -> None:
    answer = await (await haero.direct()).get(RANKING + NAME, TR, EVERYTHING | ALL | {name: text})
    assert answer.code in {"OPSQ2001", "OPSQ2002"}
    if name not in {"EXCD", "NDAY", "VOL_RANG"}:
        assert name in await refused(await haero.direct(), NAME, TR, **(ALL | {name: text}))


async def test_one_page_and_the_next_by_the_rows_that_the_client_has(haero: Running) -> None:
    """tr_cont stays empty: KIS's own sample would collect the page again and again."""
    assert haero.service.hub is not None
    instruments = haero.service.hub.broker.market.instruments
    apple = instruments.get(Exchange.NASDAQ, "AAPL")
    assert apple is not None
    for number in range(130):
        instruments.add(replace(apple, symbol=f"X{number:03d}"))
    caller = await haero.direct()
    for number in range(130):
        await caller.print("10", number + 1, f"X{number:03d}")
    first, second = [(await ask(caller, NAME, TR, **ALL, KEYB=keyb)).json for keyb in ("", "100")]
    assert first["output1"] | {"zdiv": ""} == {
        "zdiv": "",
        "stat": "무료실시간",
        "crec": "100",
        "trec": "130",
        "nrec": "100",
    }
    assert [int(row["tvol"]) for row in first["output2"] + second["output2"]] == list(range(130, 0, -1))
    assert [int(row["rank"]) for row in first["output2"] + second["output2"]] == list(range(1, 131))


def test_every_ranking_of_the_catalogue_is_served() -> None:
    rankings = [one for one in apis() if "/ranking/" in one.path]
    assert len(rankings) == 10
    handlers: list[Callable[..., object]] = [OPERATIONS[one.id] for one in rankings]
    assert len(set(handlers)) == 10


def test_the_mean_of_nothing_is_nothing() -> None:
    assert average([]) == 0
    assert average([Decimal(1), Decimal(2)]) == Decimal("1.5")
