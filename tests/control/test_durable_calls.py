"""What a control call tells is on disk when it is told; only the state comes at once, and says how far the disk is."""

import asyncio
import json
from datetime import timedelta

import pytest
from multidict import CIMultiDict

from haero.control.control import RESET
from haero.server.wire import Request
from tests.control.test_control import CALLS, QUOTE, post
from tests.held_disk import held_disk, turns
from tests.support import Direct, Running

HALT = CALLS["/control/market/halt"]


async def caller_of(haero: Running) -> Direct:
    assert haero.service.hub is not None
    hub = haero.service.hub
    await hub.gate.durable(hub.broker.journal.seq)
    return await haero.direct()


@pytest.mark.parametrize("path", [path for path in CALLS if path not in {RESET, "/control/market/resume"}])
async def test_no_call_is_answered_before_the_disk(haero: Running, path: str) -> None:
    caller = await caller_of(haero)
    with held_disk(haero) as disk:
        called = asyncio.ensure_future(caller.control("POST", path, CALLS[path]))
        await turns()
        assert not called.done()
        disk.let_go()
        assert (await asyncio.wait_for(called, 20)).status == 200


async def test_a_refusal_rests_on_events_too(haero: Running) -> None:
    """A symbol that is halted "already" was halted by an event that may not be safe yet."""
    caller = await caller_of(haero)
    with held_disk(haero) as disk:
        calls = [
            asyncio.ensure_future(call)
            for call in (
                caller.control("POST", "/control/market/halt", HALT),
                caller.control("POST", "/control/market/halt", HALT),
                caller.control("POST", "/control/market/quote", QUOTE),
            )
        ]
        await turns()
        assert not any(call.done() for call in calls)
        disk.let_go()
        assert [answer.status for answer in await asyncio.gather(*calls)] == [200, 409, 409]


async def test_the_state_is_told_at_once_and_says_how_far_the_disk_is(haero: Running) -> None:
    caller = await caller_of(haero)
    with held_disk(haero) as disk:
        called = asyncio.ensure_future(caller.control("POST", "/control/market/quote", QUOTE))
        await turns()
        journal = (await asyncio.wait_for(caller.control("GET", "/control/state"), 20)).json["journal"]
        assert journal["durable"] == journal["seq"] - 1
        assert not called.done()
        disk.let_go()
        assert (await called).status == 200


async def test_when_the_disk_is_gone_only_the_state_is_told(haero: Running) -> None:
    caller = await caller_of(haero)
    assert haero.service.hub is not None

    def broken(rows: object) -> None:
        raise OSError("disk gone")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(haero.service.hub.house.store, "write", broken)
        assert (await post(haero, "market/quote", QUOTE)).status == 503
    assert (await caller.control("GET", "/control/state")).status == 200
    assert (await caller.control("GET", "/control/openapi.json")).status == 200
    assert (await caller.control("POST", "/control/cash", CALLS["/control/cash"])).status == 503


async def test_time_is_moved_up_before_a_call(haero: Running) -> None:
    caller = await caller_of(haero)
    assert haero.service.hub is not None
    broker = haero.service.hub.broker
    apple, headers = {"exchange": "NASD", "symbol": "AAPL"}, CIMultiDict(caller._control)
    for request in (
        Request("GET", "/control/state", {}, headers, b""),
        Request("GET", "/control/market", apple, headers, b""),
        Request("POST", "/control/cash", {}, headers, json.dumps(CALLS["/control/cash"]).encode()),
    ):
        assert (await caller.buy(ORD_QTY="1")).code == "APBK0013"
        broker.market.clock.move_to(broker.market.clock.now() + timedelta(hours=6))
        assert (await caller.send(request, "control")).status == 200
        assert not broker.state.accounts[caller.app.account].working
        broker.move_clock(broker.market.clock.now() + timedelta(days=6, hours=18))  # a Friday, the same hour


async def test_a_defect_is_told_as_json_and_logged(
    haero: Running, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caller = await caller_of(haero)
    assert haero.service.hub is not None

    def broken(*arguments: object) -> None:
        raise RuntimeError("81000001")

    monkeypatch.setattr(haero.service.hub.broker, "post_quote", broken)
    answer = await caller.control("POST", "/control/market/quote", QUOTE)
    assert (answer.status, list(answer.json)) == (500, ["error"])
    assert "81000001" not in answer.json["error"]
    assert "a defect of haero" in caplog.text
