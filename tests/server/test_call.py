"""What an operation is given: the app's own account and no other, and books that are on disk."""

import asyncio

import pytest

from haero.desk.commands import MoveCash
from haero.kis import transactions
from haero.kis.errors import KisRefusal
from haero.server.call import Call, Hub, own_account, own_books
from haero.server.wire import Request
from haero.terms import Currency, Environment
from tests.support import TRADING, Running


def a_call(haero: Running) -> Call:
    assert haero.service.hub is not None
    tr = transactions.lookup("real", "GET", f"{TRADING}/inquire-balance", "TTTS3012R")
    request = Request("GET", tr.path, {}, {}, b"")
    return Call(Environment.REAL, tr, request, haero.real.app, haero.service.hub)


async def test_an_order_is_for_the_apps_own_account(haero: Running) -> None:
    call = a_call(haero)
    assert own_account(call, "81000001", "01") == "81000001-01"
    for cano, product in (("50000001", "01"), ("81000001", "02"), ("81000001-", "01"), ("", ""), ("8100000", "1-01")):
        with pytest.raises(KisRefusal) as refusal:
            own_account(call, cano, product)
        assert refusal.value.denial.code == "IGW00002"


async def test_so_is_an_inquiry_with_another_code(haero: Running) -> None:
    call = a_call(haero)
    assert (await own_books(call, "81000001", "01")).id == "81000001-01"
    with pytest.raises(KisRefusal) as refusal:
        await own_books(call, "50000001", "01")
    assert refusal.value.denial.code == "OPSQ2000"


async def test_books_are_shown_once_they_are_on_disk(haero: Running) -> None:
    call = a_call(haero)
    for _ in range(20):
        receipt = call.hub.broker.submit(
            MoveCash("81000001-01", Currency.USD, call.hub.house.settings.cash[Currency.USD])
        )
        await own_books(call, "81000001", "01")
        assert call.hub.broker.journal.durable >= receipt.seq


async def test_a_hub_speaks_of_the_newest_house(haero: Running) -> None:
    hub = haero.service.hub
    assert isinstance(hub, Hub)
    before = hub.broker
    await haero.real.control("POST", "/control/reset")
    assert hub.broker is not before
    assert hub.broker is hub.house.broker
    await asyncio.wait_for(hub.gate.durable(hub.broker.journal.seq), 5)
