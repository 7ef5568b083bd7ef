"""Prices by hand, official prints, halts, and a look at one symbol, through the control port."""

from pathlib import Path
from typing import Any

import pytest

from tests.support import PRICE, Answer, Running, running

APPLE = {"exchange": "NASD", "symbol": "AAPL"}
QUOTE = APPLE | {"bid": "99.00", "bid_size": 10, "ask": "100.00", "ask_size": 10}
PRINT = APPLE | {"price": "99.50", "size": 7}
LOOK = "/control/market"


async def post(haero: Running, path: str, body: Any) -> Answer:
    return await haero.real.control("POST", f"/control/market/{path}", body)


async def look(haero: Running, **query: str) -> Answer:
    headers, url = haero.real._control, haero.urls["control"] + LOOK
    async with haero.real.http.get(url, headers=headers, params=APPLE | query) as reply:
        return Answer(reply.status, reply.headers, await reply.json())


def bodies(haero: Running) -> list[Any]:
    """The market events of the journal, newest last."""
    assert haero.service.hub is not None
    store = haero.service.hub.house.store
    return [(row[3], row[4]) for row in store.rows(0) if not row[2]]


async def test_a_symbol_before_and_after_its_first_prices(haero: Running) -> None:
    answer = await look(haero)
    assert answer.json == {
        "exchange": "NASDAQ", "symbol": "AAPL", "now": "2026-11-20T15:00:00+00:00", "currency": "USD", "quote": None,
        "last": None, "previous_close": "230.00", "volume": 0, "halted": None,
    }  # fmt: skip
    await post(haero, "quote", QUOTE)
    await post(haero, "print", PRINT)
    await haero.real.control("POST", "/control/clock", {"advance": "PT1M"})
    found = (await look(haero)).json
    assert found["quote"] == {
        "bid": "99.00", "bid_size": 10, "ask": "100.00", "ask_size": 10, "at": "2026-11-20T15:00:00+00:00",
    }  # fmt: skip
    assert (found["last"], found["volume"], found["now"]) == ("99.50", 7, "2026-11-20T15:01:00+00:00")


@pytest.mark.parametrize("zero", ["0", "-0", "0.00", "0E-999999", "0E+999999"])
async def test_every_zero_is_the_same_no_bid(haero: Running, zero: str) -> None:
    assert (await post(haero, "quote", QUOTE | {"bid": zero, "bid_size": 0})).status == 200
    assert (await look(haero)).json["quote"]["bid"] == "0"
    assert bodies(haero)[-1][1].count('"bid":"0"') == 1


@pytest.mark.parametrize(
    ("query", "status"),
    [({"symbol": "NONE"}, 404), ({"exchange": "MOON"}, 400), ({"more": "1"}, 400)],
)
async def test_looks_that_are_refused(haero: Running, query: dict[str, str], status: int) -> None:
    answer = await look(haero, **query)
    assert answer.status == status
    assert answer.json["error"]


async def test_a_look_needs_both(haero: Running) -> None:
    assert (await haero.real.control("GET", LOOK)).status == 400


async def test_an_official_print_is_written_down(haero: Running) -> None:
    assert (await post(haero, "print", PRINT | {"auction": "open"})).status == 200
    await post(haero, "print", PRINT | {"auction": None})
    (_, official), (_, plain) = bodies(haero)
    assert '"auction":"open"' in official
    assert "auction" not in plain


async def test_a_halt_stops_prices_and_executions_until_the_resumption(haero: Running) -> None:
    await post(haero, "quote", QUOTE)
    await post(haero, "print", PRINT)
    halted = await post(haero, "halt", APPLE | {"reason": "news"})
    assert (halted.status, set(halted.json)) == (200, {"at", "seq"})
    standing = {"since": "2026-11-20T15:00:00+00:00", "reason": "news"}
    assert (await look(haero)).json["halted"] == standing
    state = (await haero.real.control("GET", "/control/state")).json
    assert state["market"]["halted"] == [{"exchange": "NASDAQ", "symbol": "AAPL"} | standing]
    for path, body in (("print", PRINT), ("quote", QUOTE), ("halt", APPLE)):
        refused = await post(haero, path, body)
        assert refused.status == 409
        assert "NASDAQ AAPL is halted" in refused.json["error"]
    assert (await haero.real.buy(OVRS_ORD_UNPR="100.00")).json["rt_cd"] == "0", "an order is taken, and waits"
    await haero.real.control("POST", "/control/clock", {"advance": "PT10M"})
    assert (await haero.real.orders())[0]["ft_ccld_qty"] == "0"
    price = await haero.real.get(PRICE, "HHDFS00000300", {"AUTH": "", "EXCD": "NAS", "SYMB": "AAPL"})
    assert price.json["output"]["last"] == "99.5000"
    assert (await post(haero, "resume", APPLE)).status == 200
    assert (await haero.real.orders())[0]["ft_ccld_qty"] == "10", "the shown quote meets it"
    assert (await look(haero)).json["halted"] is None
    assert (await post(haero, "resume", APPLE)).status == 409
    assert [kind for kind, _ in bodies(haero)] == [
        "QuotePosted", "PrintPosted", "SymbolHalted", "ClockMoved", "SymbolResumed",
    ]  # fmt: skip


async def test_other_symbols_trade_on(haero: Running) -> None:
    await post(haero, "halt", APPLE)
    await haero.real.quote("10.00", 5, "11.00", 50, symbol="NVDA")
    await haero.real.buy(PDNO="NVDA", OVRS_ORD_UNPR="11.00")
    assert (await haero.real.orders())[0]["ft_ccld_qty"] == "10"


async def test_a_halt_outlives_a_restart(tmp_path: Path) -> None:
    async with running(tmp_path / "data", market="synthetic") as first:
        await post(first, "halt", APPLE | {"reason": "news"})
        await post(first, "halt", APPLE | {"symbol": "NVDA"})
        await post(first, "resume", APPLE | {"symbol": "NVDA"})
        shown = (await look(first)).json
    async with running(tmp_path / "data", market="synthetic") as second:
        await second.real.control("POST", "/control/clock", {"advance": "PT5M"})
        assert (await look(second)).json == shown | {"now": "2026-11-20T15:05:00+00:00"}
        assert (await look(second, symbol="NVDA")).json["halted"] is None


async def test_a_reset_forgets_halts(haero: Running) -> None:
    await post(haero, "halt", APPLE)
    await haero.real.control("POST", "/control/reset")
    assert (await look(haero)).json["halted"] is None


async def test_a_defect_is_a_json_error_too(haero: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a symbol of an absurd master row may do to a look at it, and any defect of any call: 500, and nothing quoted."""

    def broken(*_: object) -> None:
        raise OverflowError("secret of the row")

    assert haero.service.hub is not None
    monkeypatch.setattr(haero.service.hub.broker.market.source, "summary", broken)
    answer = await haero.real.control("GET", "/control/market?exchange=NASD&symbol=AAPL")
    assert answer.status == 500
    assert answer.json == {"error": "a defect of haero: its log says more"}
