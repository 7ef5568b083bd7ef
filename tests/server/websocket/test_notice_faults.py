"""Injected failures of notices, seen by a client: lost, doubled, late, cut; real and mock."""

from typing import Any

import pytest

from haero.terms import Environment
from tests.server.websocket.client import Listener, listening, until
from tests.support import Caller, Running


@pytest.fixture(params=Environment)
def caller(haero: Running, request: pytest.FixtureRequest) -> Caller:
    return haero.real if request.param is Environment.REAL else haero.mock


async def arm(caller: Caller, name: str, times: int | None = 1, **more: Any) -> None:
    answer = await caller.control("POST", "/control/faults", {"name": name, "times": times, **more})
    assert answer.status == 200, answer


async def number(ear: Listener) -> str:
    return (await ear.notice())["ODER_NO"].lstrip("0")


async def bought(caller: Caller, **changes: str) -> str:
    return str((await caller.buy(**changes)).json["output"]["ODNO"]).lstrip("0")


async def test_lost(caller: Caller) -> None:
    async with listening(caller) as ear:
        await ear.notices()
        await arm(caller, "notice-lost")
        first, second = await bought(caller), await bought(caller)
        assert first != second
        assert await number(ear) == second
        assert len(await caller.orders()) == 2
        (one,) = (await caller.control("GET", "/control/faults")).json["faults"]
        assert (one["times"], one["fired"]) == (0, 1)


async def test_doubled(caller: Caller) -> None:
    async with listening(caller) as ear:
        await ear.notices()
        await arm(caller, "notice-doubled")
        first, second = await bought(caller), await bought(caller)
        assert [await number(ear) for _ in range(3)] == [first, first, second]
        await ear.quiet()


async def test_late_and_overtaken(caller: Caller) -> None:
    async with listening(caller) as ear:
        await ear.notices()
        await arm(caller, "notice-late", params={"seconds": 0.3})
        first, second = await bought(caller), await bought(caller)
        assert [await number(ear) for _ in range(2)] == [second, first]


async def test_cut_and_connected_again(caller: Caller) -> None:
    async with listening(caller) as ear:
        await ear.notices()
        await arm(caller, "stream-cut")
        await bought(caller)
        assert await ear.closed() == 1006, "no goodbye"
    async with listening(caller) as again:
        await again.notices()
        assert await bought(caller) == await number(again)


async def test_whom_it_is_for(haero: Running) -> None:
    async with listening(haero.real) as real, listening(haero.mock) as mock:
        await real.notices()
        await mock.notices()
        await arm(haero.real, "notice-lost", None, symbol="MSFT")
        await arm(haero.real, "notice-lost", None, tr_id="H0GSCNI9")
        await arm(haero.real, "notice-lost", None, account="50000001-01", environment="real")
        await bought(haero.real, PDNO="MSFT")
        second = await bought(haero.real)
        await bought(haero.mock)
        assert await number(real) == second
        await mock.quiet()
        listed = (await haero.real.control("GET", "/control/faults")).json["faults"]
        assert [one["fired"] for one in listed] == [1, 1, 0]


async def test_one_that_is_late_is_not_told_after_a_reset(haero: Running) -> None:
    async with listening(haero.real) as ear:
        await ear.notices()
        await arm(haero.real, "notice-late", params={"seconds": 0.3})
        await bought(haero.real)
        await until(lambda: haero.service.faults.listed()[0].fired)
        await haero.real.control("POST", "/control/reset")
        await ear.quiet(0.5)


async def test_nobody_listens_and_nothing_is_used_up(haero: Running) -> None:
    await arm(haero.real, "notice-lost")
    await bought(haero.real)
    (one,) = (await haero.real.control("GET", "/control/faults")).json["faults"]
    assert one["fired"] == 0
