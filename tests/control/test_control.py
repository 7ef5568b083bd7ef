"""The control calls: each does what it says, refuses clearly, and leaves nothing behind where it refuses."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from haero.desk.ledger import audit
from haero.server.auth.apps import App
from haero.terms import Environment, Exchange
from tests.makers import event_rows
from tests.support import PRICE, Answer, Caller, Running, running

QUOTE = {"exchange": "NASD", "symbol": "AAPL", "bid": "99.00", "bid_size": 10, "ask": "100.00", "ask_size": 10}
PRINT = {"exchange": "NASD", "symbol": "AAPL", "price": "100.00", "size": 10}
CASH = {"account": "81000001-01", "currency": "USD", "amount": "1.00"}
CALLS: dict[str, dict[str, Any]] = {
    "/control/clock": {"advance": "PT1S"},
    "/control/market/print": PRINT,
    "/control/market/quote": QUOTE,
    "/control/market/halt": {"exchange": "NASD", "symbol": "AAPL", "reason": "news"},
    "/control/market/resume": {"exchange": "NASD", "symbol": "AAPL"},
    "/control/accounts": {"environment": "real"},
    "/control/cash": CASH,
    "/control/reset": {},
}


@pytest_asyncio.fixture
async def synthetic(tmp_path: Path) -> AsyncIterator[Running]:
    async with running(tmp_path / "data", market="synthetic") as started:
        yield started


async def post(haero: Running, path: str, body: Any = None) -> Answer:
    return await haero.real.control("POST", f"/control/{path}", body)


def seq(haero: Running) -> int:
    assert haero.service.hub is not None
    return haero.service.hub.broker.journal.seq


# Who may call


@pytest.mark.parametrize(
    "authorization", [None, "", "Bearer", "Bearer ", "Bearer wrong", "Basic x", "TOKEN", "Bearer é"]
)
@pytest.mark.parametrize("path", ["/control/state", *CALLS, "/nowhere"])
async def test_without_the_token(
    haero: Running, http: aiohttp.ClientSession, path: str, authorization: str | None
) -> None:
    """Nothing is told and nothing happens, not even whether the path is there."""
    before = seq(haero)
    headers = {} if authorization is None else {"authorization": authorization}
    if authorization == "TOKEN":
        headers = {"authorization": haero.service.vault.control_token}
    method = "GET" if path == "/control/state" else "POST"
    data = json.dumps(CALLS.get(path, {}))
    async with http.request(method, haero.urls["control"] + path, headers=headers, data=data) as reply:
        assert reply.status == 401
        assert "authorization: Bearer <control_token>" in (await reply.json())["error"]
    assert seq(haero) == before


@pytest_asyncio.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def test_a_kis_token_opens_nothing_here(haero: Running, http: aiohttp.ClientSession) -> None:
    headers = {"authorization": f"Bearer {haero.real.token}"}
    async with http.get(haero.urls["control"] + "/control/state", headers=headers) as reply:
        assert reply.status == 401


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404), ("GET", "/control", 404), ("GET", "/control/state/", 404), ("POST", "/control/nothing", 404),
        ("POST", "/control/state", 405), ("GET", "/control/clock", 405), ("DELETE", "/control/reset", 405),
    ],
)  # fmt: skip
async def test_paths_that_are_none(haero: Running, method: str, path: str, status: int) -> None:
    answer = await haero.real.control(method, path)
    assert answer.status == status
    assert path in answer.json["error"]


# What the body may be


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b"\xff", b'{"unknown": 1}', b"{}x"])
@pytest.mark.parametrize("path", [path for path in CALLS if path != "/control/reset"])
async def test_bodies_that_cannot_be_read(haero: Running, path: str, body: bytes) -> None:
    before = seq(haero)
    url = haero.urls["control"] + path
    async with haero.real.http.post(url, headers=haero.real._control, data=body) as reply:
        assert reply.status == 400
        assert (await reply.json())["error"]
    assert seq(haero) == before


@pytest.mark.parametrize(
    ("path", "changes", "status"),
    [
        ("market/print", {"price": "0"}, 400),
        ("market/print", {"price": "-1"}, 400),
        ("market/print", {"price": "NaN"}, 400),
        ("market/print", {"price": "sNaN"}, 400),
        ("market/print", {"price": "Infinity"}, 400),
        ("market/print", {"price": "1e99"}, 400),
        ("market/print", {"price": "0.000000001"}, 400),
        ("market/print", {"price": "x"}, 400),
        ("market/print", {"size": 0}, 400),
        ("market/print", {"size": -1}, 400),
        ("market/print", {"size": 1.5}, 400),
        ("market/print", {"size": "10"}, 400),
        ("market/print", {"size": 10**11}, 400),
        ("market/print", {"symbol": "NONE"}, 404),
        ("market/print", {"symbol": "F"}, 404),
        ("market/print", {"exchange": "XXXX"}, 400),
        ("market/quote", {"bid": "100.00"}, 400),
        ("market/quote", {"bid": "101.00"}, 400),
        ("market/quote", {"ask": "0"}, 400),
        ("market/quote", {"ask_size": -1}, 400),
        ("market/quote", {"bid": "0"}, 400),
        ("market/quote", {"symbol": "NONE"}, 404),
        ("market/quote", {"exchange": ""}, 400),
        ("market/print", {"auction": "noon"}, 400),
        ("market/halt", {"symbol": "NONE"}, 404),
        ("market/halt", {"exchange": "XXXX"}, 400),
        ("market/halt", {"reason": "x" * 201}, 400),
        ("market/resume", {}, 409),
        ("market/resume", {"reason": "none is taken"}, 400),
        ("accounts", {"environment": "prod"}, 400),
        ("accounts", {"cash": {"EUR": "1"}}, 400),
        ("accounts", {"cash": {"USD": "-1"}}, 400),
        ("accounts", {"cash": {"USD": "NaN"}}, 400),
        ("accounts", {"cash": {"USD": "Infinity"}}, 400),
        ("accounts", {"cash": {"USD": "1e30"}}, 400),
        ("accounts", {"cash": {"USD": "0.000000001"}}, 400),
        ("accounts", {"cash": []}, 400),
        ("cash", {"account": "99999999-01"}, 404),
        ("cash", {"account": ""}, 404),
        ("cash", {"currency": "EUR"}, 400),
        ("cash", {"amount": "0"}, 409),
        ("cash", {"amount": "NaN"}, 409),
        ("cash", {"amount": "-100000.01"}, 409),
        ("cash", {"amount": "1e30"}, 409),
        ("cash", {"amount": "0.000000001"}, 409),
        ("cash", {"amount": "x"}, 400),
        ("clock", {"to": "2026-11-20T11:00:00-05:00"}, 400),
        ("clock", {"advance": "30"}, 400),
        ("clock", {"advance": ""}, 400),
        ("clock", {"advance": "P"}, 400),
        ("clock", {"advance": "PT"}, 400),
        ("clock", {"advance": "-PT1S"}, 400),
        ("clock", {"advance": "P1Y"}, 400),
        ("clock", {"advance": "P367D"}, 400),
    ],
)
async def test_values_that_are_refused(haero: Running, path: str, changes: dict[str, Any], status: int) -> None:
    """With a status that says whose fault it is, a text, and no event in the journal."""
    before = seq(haero)
    answer = await post(haero, path, CALLS[f"/control/{path}"] | changes)
    assert answer.status == status, answer
    assert set(answer.json) == {"error"}
    assert answer.json["error"]
    assert seq(haero) == before
    assert (await haero.real.buy()).json["rt_cd"] == "0"


@pytest.mark.parametrize("body", [{}, {"to": None}, {"speed": None, "advance": None}])
async def test_a_clock_call_that_says_nothing(haero: Running, body: dict[str, Any]) -> None:
    answer = await post(haero, "clock", body)
    assert answer.status == 400
    assert '{"advance": "PT30M"}' in answer.json["error"]


# The clock


async def test_the_clock_goes_where_it_is_told(haero: Running) -> None:
    for body, now in (
        ({"advance": "PT30M"}, "2026-11-20T15:30:00+00:00"),
        ({"advance": "PT1H30M15S"}, "2026-11-20T17:00:15+00:00"),
        ({"advance": "PT0.5S"}, "2026-11-20T17:00:15.500000+00:00"),
        ({"to": "2026-11-20T12:30:00-05:00"}, "2026-11-20T17:30:00+00:00"),
        ({"to": "2026-11-21T03:00:00+09:00"}, "2026-11-20T18:00:00+00:00"),
        ({"to": "2026-11-20T18:00:00Z"}, "2026-11-20T18:00:00+00:00"),
        ({"advance": "P1DT1H"}, "2026-11-21T19:00:00+00:00"),
    ):
        answer = await post(haero, "clock", body)
        assert (answer.status, answer.json) == (200, {"now": now, "speed": 0})
        assert (await haero.real.control("GET", "/control/state")).json["market"]["now"] == now


@pytest.mark.parametrize("to", ["2026-11-20T09:59:59-05:00", "2000-01-01T00:00:00Z"])
async def test_time_does_not_go_back(haero: Running, to: str) -> None:
    answer = await post(haero, "clock", {"to": to})
    assert answer.status == 400
    assert "time only moves forward" in answer.json["error"]


@pytest.mark.parametrize(
    ("to", "text"),
    [
        ("2026-11-20T12:00:00", "offset"),
        ("noon", "not an ISO time"),
        ("", "not an ISO time"),
        ("2028-11-20T12:00:00Z", "366 days"),
        ("0001-01-01T00:00:00+23:59", "years"),
        ("9999-12-31T23:59:59-23:59", "years"),
    ],
)
async def test_times_that_are_none(haero: Running, to: str, text: str) -> None:
    answer = await post(haero, "clock", {"to": to})
    assert answer.status == 400
    assert text in answer.json["error"]


async def test_no_jump_goes_beyond_the_calendars(tmp_path: Path) -> None:
    """Behind them nothing can be done, and the journal would say that it is there: no start could come back."""
    async with running(tmp_path / "data", at="2030-12-01T12:00:00+00:00") as haero:
        answer = await post(haero, "clock", {"advance": "P40D"})
        assert answer.status == 400
        assert "not later than 2031-01-01T04:59" in answer.json["error"]
        assert (await post(haero, "clock", {"to": "2031-01-01T04:59:00Z"})).status == 200


@pytest.mark.parametrize("speed", [3600.5, -1, 1e6, 1e300, "fast", "", True, None])
async def test_speeds_that_are_none(haero: Running, speed: Any) -> None:
    before = seq(haero)
    answer = await post(haero, "clock", {"speed": speed})
    assert answer.status == 400
    assert answer.json["error"]
    assert seq(haero) == before


async def test_speeds(haero: Running) -> None:
    for speed in (1, 60, 0.5, "2"):
        assert (await post(haero, "clock", {"speed": speed})).json["speed"] == float(speed)
    first = (await haero.real.control("GET", "/control/state")).json["market"]["now"]
    second = (await haero.real.control("GET", "/control/state")).json["market"]["now"]
    assert first < second, "it runs"
    stopped = (await post(haero, "clock", {"speed": 0})).json["now"]
    assert (await haero.real.control("GET", "/control/state")).json["market"]["now"] == stopped


async def test_as_fast_as_possible(haero: Running) -> None:
    assert (await post(haero, "clock", {"speed": "max"})).json["speed"] == "max"
    state = (await haero.real.control("GET", "/control/state")).json["market"]
    assert state["speed"] == "max"
    answer = await post(haero, "clock", {"to": "2026-11-22T10:00:00-05:00"})
    assert (answer.status, answer.json["speed"]) == (200, "max")
    assert answer.json["now"] > "2026-11-22T15:00:00+00:00"
    assert (await post(haero, "clock", {"speed": 0})).json["speed"] == 0


async def test_what_falls_due_has_happened_when_the_clock_answers(haero: Running) -> None:
    await haero.real.buy()
    await post(haero, "clock", {"to": "2026-11-20T16:00:00-05:00"})
    assert haero.service.hub is not None
    broker = haero.service.hub.broker
    assert not broker.state.accounts["81000001-01"].working
    assert broker.journal.durable == broker.journal.seq


# Prices


async def test_a_quote_and_a_print_reach_the_orders(haero: Running) -> None:
    await haero.real.buy(ORD_QTY="10", OVRS_ORD_UNPR="100.00")
    answer = await post(haero, "market/quote", QUOTE | {"ask_size": 4})
    assert answer.status == 200
    assert answer.json == {"at": "2026-11-20T15:00:00+00:00", "seq": answer.json["seq"]}
    (row,) = await haero.real.orders()
    filled = int(row["ft_ccld_qty"])
    await post(haero, "market/print", PRINT | {"price": "99.00", "size": 100})
    (row,) = await haero.real.orders()
    assert filled < int(row["ft_ccld_qty"]) == 10
    price = await haero.real.get(PRICE, "HHDFS00000300", {"AUTH": "", "EXCD": "NAS", "SYMB": "AAPL"})
    assert price.json["output"]["last"] == "99.0000"


@pytest.mark.parametrize("name", ["NASD", "NASDAQ"])
async def test_an_exchange_by_either_of_its_names(haero: Running, name: str) -> None:
    assert (await post(haero, "market/print", PRINT | {"exchange": name})).status == 200


@pytest.mark.parametrize("price", ["100.00", 100, 100.5])
async def test_prices_may_be_numbers_too(haero: Running, price: Any) -> None:
    assert (await post(haero, "market/print", PRINT | {"price": price})).status == 200


@pytest.mark.parametrize(("path", "body"), [("market/print", PRINT), ("market/quote", QUOTE)])
async def test_a_synthetic_market_takes_no_prices(synthetic: Running, path: str, body: dict[str, Any]) -> None:
    before = seq(synthetic)
    answer = await post(synthetic, path, body)
    assert answer.status == 400
    assert "--market manual" in answer.json["error"]
    assert seq(synthetic) == before


# Accounts and cash


def caller_of_new(haero: Running, made: dict[str, Any]) -> Caller:
    app = App(made["appkey"], made["appsecret"], Environment(made["environment"]), made["account"], made["hts_id"])
    return Caller(haero.real.http, haero.urls, app, haero.service.vault.control_token)


@pytest.mark.parametrize(("environment", "first"), [("real", 81000002), ("mock", 50000002)])
async def test_a_new_account_can_trade_at_once(haero: Running, environment: str, first: int) -> None:
    for number in (first, first + 1):
        made = (await post(haero, "accounts", {"environment": environment, "cash": {"USD": "1002.50"}})).json
        assert set(made) == {"environment", "account", "hts_id", "appkey", "appsecret"}
        assert (made["account"], made["environment"]) == (f"{number}-01", environment)
        caller = await caller_of_new(haero, made).log_in()
        assert (await caller.buy()).json["rt_cd"] == "0"
        assert (await caller.buy(ORD_QTY="1", OVRS_ORD_UNPR="0.01")).code in {"APBK0952", "40250000"}


async def test_without_cash_it_gets_the_usual_and_with_none_it_gets_none(haero: Running) -> None:
    usual = (await post(haero, "accounts", {"environment": "real"})).json["account"]
    empty = (await post(haero, "accounts", {"environment": "real", "cash": {}})).json["account"]
    state = (await haero.real.control("GET", "/control/state")).json
    cash = {entry["account"]: entry["cash"] for entry in state["accounts"]}
    assert cash[usual] == cash["81000001-01"]
    assert cash[usual]["USD"] == "100000"
    assert cash[empty] == {}


async def test_a_new_account_outlives_a_restart(tmp_path: Path) -> None:
    async with running(tmp_path / "data") as first:
        made = (await post(first, "accounts", {"environment": "real"})).json
    async with running(tmp_path / "data") as second:
        caller = await caller_of_new(second, made).log_in()
        assert (await caller.buy()).json["rt_cd"] == "0"


async def test_cash_comes_and_goes(haero: Running) -> None:
    answer = await post(haero, "cash", CASH | {"amount": "0.50"})
    assert answer.json == {"account": "81000001-01", "currency": "USD", "balance": "100000.50", "free": "100000.50"}
    await haero.real.buy()
    answer = await post(haero, "cash", CASH | {"amount": "-98998.00"})
    assert (answer.json["balance"], answer.json["free"]) == ("1002.50", "0.00")
    answer = await post(haero, "cash", CASH | {"amount": "-0.01"})
    assert answer.status == 409
    assert "insufficient_cash" in answer.json["error"]
    assert haero.service.hub is not None
    audit(haero.service.hub.broker.state.accounts["81000001-01"])


# State and reset


async def test_the_state(haero: Running) -> None:
    await haero.real.buy()
    state = (await haero.real.control("GET", "/control/state")).json
    assert state["health"] == "ok"
    assert state["journal"]["seq"] == seq(haero)
    assert state["instruments"] > 100
    market = state["market"]
    assert (market["now"], market["speed"], market["source"]) == ("2026-11-20T15:00:00+00:00", 0, "manual")
    assert set(market["sessions"]) == {str(exchange) for exchange in Exchange}
    assert (market["sessions"]["NYSE"], market["sessions"]["TOKYO"]) == ("regular", "closed")
    assert set(market["next_changes"]) == {str(exchange) for exchange in Exchange}
    assert market["next_changes"]["NYSE"] == "2026-11-20T21:00:00+00:00"
    assert market["halted"] == []
    real = next(entry for entry in state["accounts"] if entry["account"] == "81000001-01")
    assert (real["orders"], real["working"], real["environment"]) == (1, 1, "real")
    text = json.dumps(state)
    for app in haero.service.vault.apps():
        assert app.appkey not in text
        assert app.appsecret not in text


async def test_a_reset_empties_the_house_and_keeps_the_keys(haero: Running) -> None:
    await haero.real.quote("99.00", 10, "100.00", 10)
    await haero.real.buy()
    await haero.real.buy(OVRS_ORD_UNPR="50.00")
    await post(haero, "cash", CASH)
    await post(haero, "clock", {"advance": "PT1H"})
    answer = await post(haero, "reset")
    assert (answer.status, answer.json) == (200, {"now": "2026-11-20T15:00:00+00:00", "accounts": 2})
    assert await haero.real.orders() == []
    state = (await haero.real.control("GET", "/control/state")).json
    assert {entry["cash"]["USD"] for entry in state["accounts"]} == {"100000"}
    placed = await haero.real.buy()
    assert (placed.code, placed.json["output"]["ODNO"]) == ("APBK0013", "0000000001")
    assert (await haero.real.orders())[0]["nccs_qty"] == "10", "the quote is gone too"
    assert (await post(haero, "reset")).status == 200


async def test_after_a_reset_accounts_can_be_opened_again(haero: Running) -> None:
    """They get the same numbers as before; the keys of such a number are still good."""
    first = (await post(haero, "accounts", {"environment": "real"})).json
    await post(haero, "reset")
    caller = await caller_of_new(haero, first).log_in()
    assert (await caller.buy()).code == "IGW00002", "the account is gone"
    again = await post(haero, "accounts", {"environment": "real"})
    assert (again.status, again.json) == (200, first)
    assert (await caller.buy()).code == "APBK0013"


async def test_a_reset_is_on_disk(tmp_path: Path) -> None:
    async with running(tmp_path / "data") as first:
        await first.real.buy()
        await post(first, "reset")
        await first.real.buy(ORD_QTY="3")
    async with running(tmp_path / "data") as second:
        (row,) = await second.real.orders()
        assert (row["odno"], row["ft_ord_qty"]) == ("0000000001", "3")


async def test_errors_are_json_with_one_key(haero: Running) -> None:
    url = haero.urls["control"]
    async with haero.real.http.get(url + "/control/state") as reply:
        assert reply.headers["Content-Type"] == "application/json; charset=UTF-8"
        assert list(await reply.json()) == ["error"]


async def test_a_stopped_broker_says_so(haero: Running) -> None:
    assert haero.service.hub is not None
    haero.service.hub.broker.stop(RuntimeError("broken for a test"))
    answer = await post(haero, "cash", CASH)
    assert answer.status == 503
    assert "haero has stopped taking commands" in answer.json["error"]
    assert (await haero.real.control("GET", "/control/state")).json["health"] == "stopped"


# Long moves


LONG = {"advance": "PT1H"}


async def moving(haero: Running, caller: Caller | None = None) -> asyncio.Task[Answer]:
    """A move of the clock that has begun and has a long way to go."""
    for symbol in ("AAPL", "NVDA", "MSFT", "AMZN", "META", "GOOGL", "TSLA", "QQQ", "PYPL", "TQQQ"):
        await haero.real.buy(PDNO=symbol, OVRS_ORD_UNPR="1.00")
    task = asyncio.create_task((caller or haero.real).control("POST", "/control/clock", LONG))
    broker = haero.service.hub.broker if haero.service.hub else None
    assert broker is not None
    while not broker.market.clock.held:
        await asyncio.sleep(0)
    return task


async def test_others_go_on_while_the_clock_is_moved(synthetic: Running) -> None:
    started = datetime.fromisoformat((await synthetic.real.control("GET", "/control/state")).json["market"]["now"])
    other = (
        await synthetic.direct()
    )  # without a network: a few turns of the loop a call, of which the move takes hundreds
    move = await moving(synthetic, other)
    state, second, speed, order = await asyncio.gather(
        other.control("GET", "/control/state"),
        other.control("POST", "/control/clock", LONG),
        other.control("POST", "/control/clock", {"speed": 60}),
        other.buy(OVRS_ORD_UNPR="1.00"),
    )
    reached = datetime.fromisoformat(state.json["market"]["now"])
    assert started < reached < started + timedelta(hours=1)
    # The order's reply waits for the disk, and the move may be done before that: when it was taken is what counts.
    taken = order.json["output"]["ORD_TMD"]  # Korean time
    assert "000000" <= taken < "010000"
    for refused in (second, speed):
        assert refused.status == 409
        assert "is being moved" in refused.json["error"]
    answer = await move
    assert answer.status == 200
    assert datetime.fromisoformat(answer.json["now"]) >= started + timedelta(hours=1)


async def test_a_reset_ends_a_move(synthetic: Running) -> None:
    move = await moving(synthetic)
    assert (await post(synthetic, "reset")).status == 200
    answer = await move
    assert (answer.status, "ended" in answer.json["error"]) == (409, True)
    assert (await post(synthetic, "clock", {"advance": "PT1S"})).status == 200


async def test_a_stop_ends_a_move(tmp_path: Path) -> None:
    async with running(tmp_path / "data", market="synthetic") as started:
        move = await moving(started, await started.direct())
        before = started.service.hub.broker.market.clock.now() if started.service.hub else None
    answer = await move
    assert (answer.status, "ended" in answer.json["error"]) == (409, True)
    newest = event_rows(tmp_path / "data")[-1]
    assert newest[3] == "ClockMoved"
    assert before is not None
    assert before.isoformat() < newest[1]
