"""체결추이: single trades of today and of the day before."""

from itertools import pairwise
from pathlib import Path

import pytest

from tests.support import Answer, Caller, Running, running

PATH, TR = "/uapi/overseas-price/v1/quotations/inquire-ccnl", "HHDFS76200300"


async def ask(caller: Caller, **fields: str) -> Answer:
    asked = {"AUTH": "", "EXCD": "NAS", "SYMB": "AAPL", "TDAY": "1", "KEYB": ""}
    return await caller.get(PATH, TR, asked | fields)


async def test_trades_of_a_moving_market(tmp_path: Path) -> None:
    async with running(tmp_path / "data", market="synthetic") as haero:
        caller = await haero.direct()
        for day in "10":
            answer = await ask(caller, TDAY=day)
            rows = answer.json["output2"]
            assert answer.json["output1"] == {"rsym": "DNASAAPL", "zdiv": "4", "nrec": "100"}
            assert len(rows) == 100
            assert [row["khms"] for row in rows] == sorted((row["khms"] for row in rows), reverse=True)
            for row, older in pairwise(rows):
                assert int(row["tvol"]) - int(row["evol"]) == int(older["tvol"])
            for row in rows:
                assert float(row["pbid"]) <= float(row["last"]) <= float(row["pask"])
                assert 20 <= float(row["vpow"]) <= 500
            assert {row["mtyp"] for row in rows} == ({"0"} if day == "1" else {"2"})
        price = await caller.get(
            PATH.replace("inquire-ccnl", "price"), "HHDFS00000300", {"AUTH": "", "EXCD": "NAS", "SYMB": "AAPL"}
        )
        newest = (await ask(caller)).json["output2"][0]
        assert [newest[name] for name in ("last", "sign", "diff", "rate", "tvol")] == [
            price.json["output"][name] for name in ("last", "sign", "diff", "rate", "tvol")
        ]


async def test_posted_prices_are_kept_by_the_minute(haero: Running) -> None:
    caller = await haero.direct()
    await caller.quote("229", 1, "231", 1)
    for price, size in (("100", 3), ("101", 4)):
        await caller.print(price, size)
    await caller.control("POST", "/control/clock", {"advance": "PT1M"})
    await caller.print("99", 5)
    answer = await ask(caller)
    assert answer.json["output2"][0] == {
        "khms": "000100", "last": "99.0000", "sign": "5", "diff": "131.0000", "rate": "-56.96", "evol": "5", "tvol": "12",
        "mtyp": "0", "pbid": "229.0000", "pask": "231.0000", "vpow": "20.00",
    }  # fmt: skip
    older = answer.json["output2"][1]
    assert (older["khms"], older["last"], older["evol"], older["tvol"]) == ("000000", "101.0000", "7", "7")
    await caller.control("POST", "/control/clock", {"advance": "PT72H"})
    yesterday = (await ask(caller, TDAY="0")).json["output2"]
    assert [(row["last"], row["evol"], row["tvol"]) for row in yesterday] == [
        ("99.0000", "5", "12"),
        ("101.0000", "7", "7"),
    ]
    assert (await ask(caller, TDAY="1")).json["output2"] == []


async def test_where_the_sample_of_kis_reads_them(tmp_path: Path) -> None:
    """It makes a table of output1: with the head there it fails. A setting serves it."""
    rows = []
    for number, block in enumerate(("output2", "output1")):
        async with running(tmp_path / str(number), trade_rows=block) as haero:
            caller = await haero.direct()
            await caller.print("100", 3)
            rows.append((await ask(caller)).json[block])
    assert rows[0] == rows[1] != []


@pytest.mark.parametrize("fields", [{}, {"TDAY": "0"}, {"SYMB": "NOPE"}])
async def test_without_trades_the_head_is_an_empty_list(haero: Running, fields: dict[str, str]) -> None:
    """A client met it, and mended its parser."""
    answer = await ask(await haero.direct(), **fields)
    assert (answer.code, answer.json["output1"], answer.json["output2"]) == ("MCA00000", [], [])


@pytest.mark.parametrize(("name", "text"), [("TDAY", "2"), ("TDAY", ""), ("EXCD", "BAQ")])
async def test_what_means_nothing(haero: Running, name: str, text: str) -> None:
    assert (await ask(await haero.direct(), **{name: text})).code == "OPSQ2001"
