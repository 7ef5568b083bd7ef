"""현재가 호가: the book of the two markets, and what a closed exchange shows."""

from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from tests.support import Answer, Caller, Running, running

PATH = "/uapi/overseas-price/v1/quotations/inquire-asking-price"
D = Decimal


async def ask(caller: Caller, exchange: str = "NAS", symbol: str = "AAPL", **more: str) -> Answer:
    return await caller.get(PATH, "HHDFS76200100", {"AUTH": "", "EXCD": exchange, "SYMB": symbol} | more)


async def test_a_posted_quote_is_the_first_level_and_the_rest_is_zero(haero: Running) -> None:
    await haero.real.quote("229.90", 300, "230.10", 500)
    await haero.real.control("POST", "/control/clock", {"advance": "PT1M"})
    await haero.real.quote("229.90", 200, "230.20", 600)
    await haero.real.print("241.50", 7)
    answer = await ask(haero.real)
    assert answer.json["output1"] == {
        "rsym": "DNASAAPL", "zdiv": "4", "curr": "USD", "base": "230.0000", "open": "241.5000", "high": "241.5000",
        "low": "241.5000", "last": "241.5000", "dymd": "20261121", "dhms": "000100", "bvol": "200", "avol": "600",
        "bdvl": "-100", "advl": "100", "code": "AAPL", "ropen": "+5.00", "rhigh": "+5.00", "rlow": "+5.00", "rclose": "+5.00",
    }  # fmt: skip
    book = answer.json["output2"]
    assert [book[f"{name}1"] for name in ("pbid", "pask", "vbid", "vask", "dbid", "dask")] == [
        "229.9000", "230.2000", "200", "600", "-100", "100",
    ]  # fmt: skip
    for level in range(2, 11):
        assert (book[f"pbid{level}"], book[f"vask{level}"], book[f"dbid{level}"]) == ("0.0000", "0", "0")
    assert set(answer.json["output3"].values()) == {""}
    assert list(answer.json) == ["output1", "output2", "output3", "rt_cd", "msg_cd", "msg1"]


async def test_before_any_quote_and_any_trade(haero: Running) -> None:
    answer = await ask(haero.real)
    head, book = answer.json["output1"], answer.json["output2"]
    assert (head["last"], head["open"], head["bvol"], head["rclose"], head["ropen"]) == (
        "230.0000",
        "0.0000",
        "0",
        " 0.00",
        " 0.00",
    )
    assert (head["dymd"], head["dhms"]) == ("", "")
    assert {book[f"pbid{n}"] for n in range(1, 11)} == {"0.0000"}


async def test_clients_may_leave_auth_out(haero: Running) -> None:
    answer = await haero.real.get(PATH, "HHDFS76200100", {"EXCD": "NAS", "SYMB": "AAPL"})
    assert answer.code == "MCA00000"
    assert (await haero.real.get(PATH, "HHDFS76200100", {"AUTH": "", "EXCD": "NAS"})).code == "OPSQ2001"


async def test_ten_levels_in_the_us_and_one_elsewhere(tmp_path: Path) -> None:
    async with running(tmp_path / "data", market="synthetic", at="2026-11-20T09:10:00+07:00") as house:
        real = await house.direct()
        for exchange, symbol in (("HSX", "FPT"), ("TSE", "7203"), ("HKS", "00700")):
            book = (await ask(real, exchange, symbol)).json["output2"]
            assert D(book["pbid1"]) > 0 or exchange == "TSE"
            assert D(book["pask2"]) == 0
    async with running(tmp_path / "us", market="synthetic") as house:
        real = await house.direct()
        answer = await ask(real)
        book, head = answer.json["output2"], answer.json["output1"]
        bids, asks = ([D(book[f"{name}{n}"]) for n in range(1, 11)] for name in ("pbid", "pask"))
        assert bids == sorted(bids, reverse=True)
        assert asks == sorted(asks)
        assert 0 < bids[0] < asks[0]
        assert [one - two for one, two in pairwise(bids)] == [D("0.01")] * 9
        assert head["bvol"] == str(sum(int(book[f"vbid{n}"]) for n in range(1, 11)))
        assert head["advl"] == str(sum(int(book[f"dask{n}"]) for n in range(1, 11)))
        assert (head["dymd"], head["dhms"]) == ("20261121", "000000")
        assert (await ask(real)).json == answer.json


async def test_a_closed_exchange_has_no_quote_but_the_time_of_its_close(tmp_path: Path) -> None:
    async with running(tmp_path / "data", market="synthetic", at="2026-11-21T12:00:00-05:00") as house:
        answer = await ask(house.real)
        assert (answer.json["output1"]["dymd"], answer.json["output1"]["dhms"]) == ("20261121", "070000")
        assert answer.json["output2"]["pbid1"] == "0.0000"
        assert D(answer.json["output1"]["last"]) > 0
