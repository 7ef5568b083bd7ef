"""현재체결가: known symbols, unknown ones, and what their numbers look like."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from haero.terms import Exchange
from tests.support import PRICE, Answer, Caller, Running, running


async def ask(caller: Caller, exchange: str = "NAS", symbol: str = "AAPL", **more: str) -> Answer:
    return await caller.get(PRICE, "HHDFS00000300", {"AUTH": "", "EXCD": exchange, "SYMB": symbol} | more)


async def test_before_any_trade(haero: Running) -> None:
    """The base price stands for the last one; sign 0, nothing traded."""
    answer = await ask(haero.real)
    assert answer.json == {
        "output": {
            "rsym": "DNASAAPL",
            "zdiv": "4",
            "base": "230.0000",
            "pvol": "0",
            "last": "230.0000",
            "sign": "0",
            "diff": "0.0000",
            "rate": " 0.00",
            "tvol": "0",
            "tamt": "0",
            "ordy": "매수가능",
        },
        "rt_cd": "0",
        "msg_cd": "MCA00000",
        "msg1": "정상처리 되었습니다.",
    }
    assert list(answer.json) == ["output", "rt_cd", "msg_cd", "msg1"]
    assert answer.headers["tr_cont"] == ""


@pytest.mark.parametrize(
    ("price", "sign", "diff", "rate"),
    [
        ("241.50", "2", "11.5000", "+5.00"),
        ("218.50", "5", "11.5000", "-5.00"),
        ("230.00", "3", "0.0000", " 0.00"),
        ("230.01", "2", "0.0100", " 0.00"),
    ],
)
async def test_after_a_trade(haero: Running, price: str, sign: str, diff: str, rate: str) -> None:
    await haero.real.print(price, 7)
    await haero.real.print(price, 3)
    for caller in (haero.real, haero.mock):
        output = (await ask(caller)).json["output"]
        assert (output["last"], output["sign"], output["diff"], output["rate"]) == (f"{price}00", sign, diff, rate)
        assert (output["tvol"], output["tamt"]) == ("10", str(int(Decimal(price) * 10)))


async def test_a_symbol_that_the_exchange_does_not_list(haero: Running) -> None:
    """Recorded: rt_cd 0 and an empty last, for no symbol and for one of another exchange."""
    for exchange, symbol in (("NAS", "NONE"), ("NYS", "AAPL"), ("NAS", ""), ("SHI", "000001"), ("SZI", "399001")):
        answer = await ask(haero.real, exchange, symbol)
        assert (answer.status, answer.code, answer.json["rt_cd"]) == (200, "MCA00000", "0")
        output = answer.json["output"]
        assert output.pop("rsym") == f"D{exchange}{symbol}"[:16]
        assert set(output.values()) == {""}


@pytest.mark.parametrize("exchange", ["NASD", "XXX", "", "nas"])
async def test_an_exchange_that_is_none(haero: Running, exchange: str) -> None:
    """The order code NASD is none here: quotes have three letters."""
    answer = await ask(haero.real, exchange)
    assert (answer.status, answer.code, answer.json["rt_cd"]) == (200, "OPSQ2001", "2")


@pytest.mark.parametrize(
    ("exchange", "symbol", "decimals"),
    [
        ("NYS", "F", "4"), ("AMS", "SPY", "4"), ("BAQ", "AAPL", "4"), ("HKS", "00700", "3"), ("SHS", "600519", "3"),
        ("SZS", "000001", "3"), ("TSE", "7203", "1"), ("HNX", "PVS", "0"), ("HSX", "FPT", "0"),
    ],
)  # fmt: skip
async def test_every_exchange(haero: Running, exchange: str, symbol: str, decimals: str) -> None:
    output = (await ask(haero.real, exchange, symbol)).json["output"]
    assert output["zdiv"] == decimals
    assert len(output["last"].partition(".")[2]) == int(decimals)
    assert output["rsym"] == f"D{exchange}{symbol}"


@pytest.mark.parametrize("missing", ["AUTH", "EXCD", "SYMB"])
async def test_a_key_that_is_missing(haero: Running, missing: str) -> None:
    query = {"AUTH": "", "EXCD": "NAS", "SYMB": "AAPL"}
    del query[missing]
    answer = await haero.real.get(PRICE, "HHDFS00000300", query)
    assert (answer.status, answer.code, answer.json["rt_cd"]) == (200, "OPSQ2001", "2")
    assert missing in answer.json["msg1"]


async def test_too_long(haero: Running) -> None:
    assert (await ask(haero.real, "NAS", "A" * 17)).code == "OPSQ2002"
    assert (await ask(haero.real, "NAS", "A" * 16)).code == "MCA00000"


async def test_the_synthetic_market_is_the_same_every_time(tmp_path: Path) -> None:
    seen = []
    for name in ("a", "b"):
        async with running(tmp_path / name, market="synthetic", seed=7) as house:
            seen.append((await ask(house.real)).json["output"])
    assert seen[0] == seen[1]
    assert Decimal(seen[0]["last"]) > 0
    assert int(seen[0]["tvol"]) > 0


async def test_market_data_may_be_late(tmp_path: Path) -> None:
    """What a client asks for is the market of then, the order meets that of now."""
    async with running(tmp_path / "data", market="synthetic", data_latency_ms=30_000) as house:
        assert house.service.hub is not None
        broker = house.service.hub.broker
        instrument, now = broker.market.instrument(Exchange.NASDAQ, "AAPL"), broker.market.clock.now()
        seen = broker.market.source.summary(instrument, now - timedelta(seconds=30))
        output = (await ask(house.real)).json["output"]
        assert (output["last"], output["tvol"]) == (f"{seen.last:.4f}", str(seen.volume))
        quote = broker.market.source.quote(instrument, now)
        then = broker.market.source.quote(instrument, now - timedelta(seconds=30))
        assert quote is not None
        assert then is not None
        assert quote.ask != then.ask
        await house.real.buy(ORD_QTY="1", OVRS_ORD_UNPR="999.00")
        assert Decimal((await house.real.orders())[0]["ft_ccld_unpr3"]) == quote.ask
