"""현재가상세: the numbers of one symbol, against the market itself and against the other quote APIs."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from haero.kis.catalogue import api
from haero.terms import Exchange
from tests.support import PRICE, Answer, Caller, Running, running

PATH = "/uapi/overseas-price/v1/quotations/price-detail"
DAILY = "/uapi/overseas-price/v1/quotations/dailyprice"
D = Decimal
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


async def ask(caller: Caller, exchange: str = "NAS", symbol: str = "AAPL") -> Answer:
    return await caller.get(PATH, "HHDFS76200200", {"AUTH": "", "EXCD": exchange, "SYMB": symbol})


async def test_before_any_trade(haero: Running) -> None:
    """The base price stands for everything that has no print yet; dates are real ones, as clients parse them."""
    answer = await ask(haero.real)
    output = answer.json["output"]
    assert list(output) == [field.name for field in api("v1_해외주식-029").output("output").fields]
    assert output == {
        "rsym": "DNASAAPL", "pvol": "0", "open": "0.0000", "high": "0.0000", "low": "0.0000", "last": "230.0000",
        "base": "230.0000", "tomv": "3404000000000", "pamt": "0", "uplp": "0.0000", "dnlp": "0.0000", "h52p": "230.0000",
        "h52d": "20261119", "l52p": "230.0000", "l52d": "20261119", "perx": "0.00", "pbrx": "0.00", "epsx": "0.00",
        "bpsx": "0.00", "shar": "14800000000", "mcap": "0", "curr": "USD", "zdiv": "4", "vnit": "1", "t_xprc": "317400",
        "t_xdif": "0", "t_xrat": " 0.00", "p_xprc": "317400", "p_xdif": "0", "p_xrat": " 0.00", "t_rate": "1380.00",
        "p_rate": "1380.00", "t_xsgn": "0", "p_xsng": "3", "e_ordyn": "매매 가능", "e_hogau": "0.0100", "e_icod": "",
        "e_parp": "0.0000", "tvol": "0", "tamt": "0", "etyp_nm": "",
    }  # fmt: skip
    assert (answer.status, answer.code, answer.headers["tr_cont"]) == (200, "MCA00000", "")


async def test_over_days_of_a_manual_market(haero: Running) -> None:
    for price, size, wait in (("220", 10, "P1D"), ("240", 5, "P1D"), ("231", 4, "")):
        await haero.real.print(price, size)
        if wait:
            await haero.real.control("POST", "/control/clock", {"advance": "PT72H"})
    output = (await ask(haero.real)).json["output"]
    assert (output["last"], output["base"], output["pvol"], output["pamt"]) == ("231.0000", "240.0000", "5", "1200")
    assert (output["open"], output["high"], output["low"], output["tvol"], output["tamt"]) == (
        "231.0000", "231.0000", "231.0000", "4", "924",
    )  # fmt: skip
    assert (output["h52p"], output["l52p"]) == ("240.0000", "220.0000")
    assert (output["h52d"], output["l52d"]) == ("20261123", "20261120")
    assert (output["t_xprc"], output["t_xdif"], output["t_xrat"], output["t_xsgn"]) == ("318780", "12420", "-3.75", "5")
    assert (output["p_xprc"], output["p_xdif"], output["p_xrat"], output["p_xsng"]) == ("331200", "27600", "+9.09", "2")


async def test_what_is_older_than_a_year_does_not_count(haero: Running) -> None:
    await haero.real.print("999", 1)
    await haero.real.control("POST", "/control/clock", {"to": (NOW + timedelta(days=364)).isoformat()})
    await haero.real.print("100", 1)
    assert (await ask(haero.real)).json["output"]["h52p"] == "999.0000"
    await haero.real.control("POST", "/control/clock", {"advance": "P3D"})
    output = (await ask(haero.real)).json["output"]
    assert (output["h52p"], output["l52p"]) == ("100.0000", "100.0000")


@pytest.mark.parametrize(
    ("exchange", "symbol", "decimals", "currency", "lot", "tick", "rate"),
    [
        ("NYS", "F", 4, "USD", "1", "0.0100", "1380.00"),
        ("BAQ", "AAPL", 4, "USD", "1", "0.0100", "1380.00"),
        ("HKS", "00700", 3, "HKD", "100", None, "177.00"),
        ("TSE", "7203", 1, "JPY", "100", None, "9.20"),
        ("SHS", "600519", 3, "CNY", "100", None, "193.00"),
        ("HSX", "FPT", 0, "VND", "100", None, "0.0545"),
    ],
)
async def test_every_country(
    haero: Running, exchange: str, symbol: str, decimals: int, currency: str, lot: str, tick: str | None, rate: str
) -> None:
    output = (await ask(haero.real, exchange, symbol)).json["output"]
    assert (output["zdiv"], output["curr"], output["vnit"], output["t_rate"]) == (str(decimals), currency, lot, rate)
    for name in ("open", "high", "low", "last", "base", "uplp", "dnlp", "h52p", "l52p", "e_hogau", "e_parp"):
        assert len(output[name].partition(".")[2]) == decimals, name
    assert D(output["e_hogau"]) > 0
    if tick is not None:
        assert output["e_hogau"] == tick


async def test_below_a_dollar_the_tick_is_finer(haero: Running) -> None:
    await haero.real.print("0.52", 1)
    assert (await ask(haero.real)).json["output"]["e_hogau"] == "0.0001"


async def test_an_etf_says_so(haero: Running) -> None:
    assert (await ask(haero.real, "AMS", "SPY")).json["output"]["etyp_nm"] == "ETF"


async def test_it_agrees_with_the_other_quotes(tmp_path: Path) -> None:
    async with running(tmp_path / "data", market="synthetic", seed=3) as house:
        real = await house.direct()
        for exchange, symbol in (("NAS", "AAPL"), ("TSE", "7203"), ("HKS", "00700")):
            query = {"AUTH": "", "EXCD": exchange, "SYMB": symbol}
            detail = (await ask(real, exchange, symbol)).json["output"]
            quick = (await real.get(PRICE, "HHDFS00000300", query)).json["output"]
            daily = query | {"GUBN": "0", "BYMD": "", "MODP": "0"}
            rows = (await real.get(DAILY, "HHDFS76240000", daily)).json["output2"]
            for name in ("rsym", "zdiv", "base", "pvol", "last", "tvol", "tamt"):
                assert detail[name] == quick[name]
            assert detail["t_xrat"] == quick["rate"]
            assert [detail[name] for name in ("open", "high", "low", "tvol", "tamt")] == [
                rows[0][name] for name in ("open", "high", "low", "tvol", "tamt")
            ]
            assert (detail["base"], detail["pvol"], detail["pamt"]) == (
                rows[1]["clos"],
                rows[1]["tvol"],
                rows[1]["tamt"],
            )
            assert D(detail["h52p"]) >= max(D(row["high"]) for row in rows)
            assert D(detail["l52p"]) <= min(D(row["low"]) for row in rows)
            market = house.service.hub.broker.market if house.service.hub else None
            assert market is not None
            found = market.instruments.get(
                {"NAS": Exchange.NASDAQ, "TSE": Exchange.TOKYO, "HKS": Exchange.HONG_KONG}[exchange], symbol
            )
            assert found is not None
            year = [bar for bar in market.source.daily(found, NOW, 300) if bar.start > NOW - timedelta(days=365)]
            assert D(detail["h52p"]) == max(bar.high for bar in year)
            assert detail["l52d"] in {f"{bar.start:%Y%m%d}" for bar in year if bar.low == D(detail["l52p"])}
