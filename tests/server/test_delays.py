"""Waiting that ends with haero."""

import asyncio
from pathlib import Path

import pytest

from haero.server.delays import Delays
from tests.server.test_injection import arm, order_of, until_the_end
from tests.support import running


async def test_time_passes() -> None:
    delays = Delays()
    assert await delays.wait(0)
    assert await delays.wait(0.001)


async def test_the_end_ends_all_of_it() -> None:
    delays = Delays()
    waiting = [asyncio.ensure_future(delays.wait(600)) for _ in range(2)]
    await asyncio.sleep(0)
    delays.end()
    assert await asyncio.wait_for(asyncio.gather(*waiting), 5) == [False, False]
    assert not await delays.wait(600)
    assert not await delays.wait(0)


@pytest.mark.parametrize(("name", "more"), [("request-late", 0), ("reply-late", 1)])
async def test_a_stop_does_not_wait_for_what_is_late(tmp_path: Path, name: str, more: int) -> None:
    """A late request is lost with the network that it was on; the order of a late reply is in the journal."""
    async with running(tmp_path / "data") as house:
        await arm(house.real, name, params={"seconds": 600})
        asked = asyncio.ensure_future(until_the_end(house.real, order_of(house.real)))
        while not (await house.real.control("GET", "/control/faults")).json["faults"][0]["fired"]:
            await asyncio.sleep(0.005)
        while len(await house.real.orders()) < more:
            await asyncio.sleep(0.005)
        house.service._delays.end()  # what a stop begins with
        assert await asked == b""
    async with running(tmp_path / "data") as again:
        assert len(await again.real.orders()) == more
    assert not await again.service._delays.wait(600)
