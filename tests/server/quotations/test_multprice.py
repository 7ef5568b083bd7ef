"""복수종목 시세: up to ten symbols, each against the other quote APIs."""

from pathlib import Path

import pytest

from haero.kis.catalogue import api
from tests.support import Answer, Caller, Running, running

QUOTES = "/uapi/overseas-price/v1/quotations/"
PATH, TR = QUOTES + "multprice", "HHDFS76220000"
FIELDS = [field.name for field in api("해외주식-multprice").output("output2").fields]


async def ask(caller: Caller, *symbols: str, **fields: str) -> Answer:
    asked = {"AUTH": "", "NREC": str(len(symbols)), "EXCD_01": "", "SYMB_01": ""}
    for number, symbol in enumerate(symbols, 1):
        exchange, name = symbol.split(":")
        asked |= {f"EXCD_{number:02d}": exchange, f"SYMB_{number:02d}": name}
    return await caller.get(PATH, TR, asked | fields)


async def test_against_the_other_quotes(tmp_path: Path) -> None:
    async with running(tmp_path / "data", market="synthetic", at="2026-11-20T10:00:00-05:00") as haero:
        caller = await haero.direct()
        answer = await ask(caller, "NAS:AAPL", "HKS:00700", "NYS:IBM")
        rows = answer.json["output2"]
        assert answer.json["output1"] == {"nrec": "3"}
        assert [row["symb"] for row in rows] == ["AAPL", "00700", "IBM"]
        for row in rows:
            assert list(row) == FIELDS
            query = {"AUTH": "", "EXCD": row["excd"], "SYMB": row["symb"]}
            detail = (await caller.get(QUOTES + "price-detail", "HHDFS76200200", query)).json["output"]
            for name in (
                "rsym", "zdiv", "last", "open", "high", "low", "base", "pvol", "pamt", "tvol", "tamt", "shar", "tomv", "h52p",
                "l52p", "h52d", "l52d", "curr", "t_xprc",
            ):  # fmt: skip
                assert row[name] == detail[name], name
            assert row["bnit"] == detail["vnit"]
            book = (await caller.get(QUOTES + "inquire-asking-price", "HHDFS76200100", query)).json["output2"]
            if row["excd"] != "HKS":
                assert [row[name] for name in ("pbid", "pask", "vbid", "vask")] == [
                    book[f"{name}1"] for name in ("pbid", "pask", "vbid", "vask")
                ]
        apple, tencent, _ = rows
        assert (apple["stat1"], apple["stat2"], apple["exnm"], apple["nnam"], apple["knam"]) == (
            "실", "실시간", "나스닥", "미국", "애플",
        )  # fmt: skip
        assert (tencent["stat1"], tencent["stat2"]) == ("휴", "휴장")
        trades = await caller.get(
            QUOTES + "inquire-ccnl",
            "HHDFS76200300",
            {"AUTH": "", "KEYB": "", "EXCD": "NAS", "SYMB": "AAPL", "TDAY": "1"},
        )
        newest = trades.json["output2"][0]
        assert (apple["evol"], apple["khms"]) == (newest["evol"], newest["khms"])
        assert apple["xhms"][2:] == apple["khms"][2:]
        assert float(apple["l52p"]) <= float(apple["lanp"]) <= float(apple["hanp"]) <= float(apple["h52p"])
        assert apple["hand"][:4] == apple["land"][:4] == "2026"


async def test_before_any_trade(haero: Running) -> None:
    row = (await ask(await haero.direct(), "NAS:AAPL")).json["output2"][0]
    assert (row["last"], row["hanp"], row["lanp"], row["hand"], row["evol"], row["xhms"]) == (
        "230.0000", "230.0000", "230.0000", "", "0", "",
    )  # fmt: skip
    assert (row["pbid"], row["avol"], row["popen"], row["powx"]) == ("0.0000", "0", "0.0000", "0.00")


async def test_a_day_later(haero: Running) -> None:
    caller = await haero.direct()
    for price, size in (("220", 10), ("240", 5)):
        await caller.print(price, size)
    await caller.control("POST", "/control/clock", {"advance": "PT72H"})
    await caller.print("231", 4)
    await caller.control("POST", "/control/market/halt", {"exchange": "NASD", "symbol": "AAPL", "reason": "news"})
    row = (await ask(caller, "NAS:AAPL")).json["output2"][0]
    assert [row[name] for name in ("popen", "phigh", "plow", "pamt", "evol", "hanp", "hand")] == [
        "220.0000", "240.0000", "220.0000", "3400", "4", "240.0000", "20261120",
    ]  # fmt: skip
    assert (row["stat1"], row["stat2"]) == ("정", "거래정지")


async def test_late_data_says_so(tmp_path: Path) -> None:
    async with running(tmp_path / "data", market="synthetic", data_latency_ms=60_000) as haero:
        row = (await ask(await haero.direct(), "NAS:AAPL")).json["output2"][0]
        assert (row["stat1"], row["stat2"]) == ("지", "지연15분")


async def test_what_is_not_listed_is_blank(haero: Running) -> None:
    caller = await haero.direct()
    rows = (await ask(caller, "NAS:NOPE", "SHI:000001", "NAS:AAPL")).json["output2"]
    for row, rsym in zip(rows, ("DNASNOPE", "DSHI000001"), strict=False):
        assert (row["rsym"], row["last"], row["symb"]) == (rsym, "", rsym[4:])
        assert list(row) == FIELDS
    assert rows[2]["last"] == "230.0000"


@pytest.mark.parametrize("count", ["0", "11", "x", ""])
async def test_how_many(haero: Running, count: str) -> None:
    caller = await haero.direct()
    answer = await ask(caller, "NAS:AAPL", NREC=count)
    assert (answer.code, "NREC" in answer.json["msg1"]) == ("OPSQ2001", True)
    assert (await ask(caller, *["NAS:AAPL"] * 10)).json["output1"] == {"nrec": "10"}
    assert (await ask(caller, "NAS:AAPL", NREC="2")).code == "OPSQ2001"  # the second has no exchange
