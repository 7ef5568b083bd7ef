"""What an operation is given, and how it ends: the app's own account and no other, and the number that its reply rests on."""

import asyncio

import pytest

from haero.desk.commands import MoveCash
from haero.kis import successes, transactions
from haero.kis.errors import KisRefusal
from haero.server.call import Call, Hub
from haero.server.wire import Request
from haero.terms import Currency, Environment, Exchange
from tests.support import TRADING, Running, running


def a_call(haero: Running) -> Call:
    hub = haero.service.hub
    assert hub is not None
    tr = transactions.lookup("real", "GET", f"{TRADING}/inquire-balance", "TTTS3012R")
    request, now = Request("GET", tr.path, {}, {}, b""), hub.broker.advance()
    return Call(Environment.REAL, tr, request, haero.real.app, hub.books, hub.broker, now)


async def test_an_order_is_for_the_apps_own_account(haero: Running) -> None:
    call = a_call(haero)
    assert call.own_id("81000001", "01") == "81000001-01"
    for cano, product in (("50000001", "01"), ("81000001", "02"), ("81000001-", "01"), ("", ""), ("8100000", "1-01")):
        with pytest.raises(KisRefusal) as refusal:
            call.own_id(cano, product)
        assert refusal.value.denial.code == "IGW00002"


async def test_so_is_an_inquiry_with_another_code(haero: Running) -> None:
    call = a_call(haero)
    assert call.own_account("81000001", "01").id == "81000001-01"
    with pytest.raises(KisRefusal) as refusal:
        call.own_account("50000001", "01")
    assert refusal.value.denial.code == "OPSQ2000"


async def test_an_account_that_is_gone_is_nobodys(haero: Running) -> None:
    call = a_call(haero)
    del call.broker.state.accounts["81000001-01"]
    with pytest.raises(KisRefusal) as refusal:
        call.own_account("81000001", "01")
    assert refusal.value.denial.code == "OPSQ2000"


async def test_every_end_takes_the_number_of_its_moment(haero: Running) -> None:
    call = a_call(haero)
    for _ in range(3):
        printed = call.broker.post_print(Exchange.NASDAQ, "AAPL", call.books.rates[Currency.USD], 1)
        paid = call.broker.submit(MoveCash("81000001-01", Currency.USD, call.books.rates[Currency.USD]))
        assert call.accepted(successes.BUY_ACCEPTED, {}).seq == call.answered({"output": []}).seq == paid.seq
        assert call.quoted({"output": []}).seq == printed.seq < paid.seq


async def test_where_the_envelope_stands(haero: Running) -> None:
    """First in an order's reply, last in an inquiry's; the headers say the TR, and what they are told."""
    call = a_call(haero)
    order = call.accepted(successes.BUY_ACCEPTED, {"ODNO": "1"}, "gt").reply
    assert order.body.startswith(b'{"rt_cd":"0","msg_cd":"APBK0013"')
    assert order.body.endswith(b',"output":{"ODNO":"1"}}')
    assert dict(order.headers) | {"Content-Type": ""} == {
        "Content-Type": "", "tr_id": "TTTS3012R", "tr_cont": "", "gt_uid": "gt",
    }  # fmt: skip
    for reply, code in (
        (call.answered({"output": []}, "D").reply, b"KIOK0530"),
        (call.quoted({"output": []}, "D").reply, b"MCA00000"),
    ):
        assert reply.body.startswith(b'{"output":[],"rt_cd":"0","msg_cd":"' + code)
        assert (dict(reply.headers)["tr_cont"], dict(reply.headers)["gt_uid"]) == ("D", "")


async def test_clients_see_the_market_late(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("late") / "data"
    async with running(folder, market="synthetic", data_latency_ms=30_000) as house:
        call = a_call(house)
        assert (call.now - call.seen).total_seconds() == 30


async def test_a_hub_speaks_of_the_newest_house(haero: Running) -> None:
    hub = haero.service.hub
    assert isinstance(hub, Hub)
    before = hub.broker
    await haero.real.control("POST", "/control/reset")
    assert hub.broker is not before
    assert hub.broker is hub.house.broker
    await asyncio.wait_for(hub.gate.durable(hub.broker.journal.seq), 5)
