"""A morning worked out by hand, and the report that it must give. Real account, manual market, AAPL.

10:00:00  the quote is 99.90 | 100.10, the last trade 100.00 × 100
          buy 100 at 100.10: filled at once at 100.10, fee 25.03 (0.25 % of 10,010.00 is 25.025)
          buy  50 at  99.50: rests
          buy  10 at  90.00: rests
10:01:00  200 shares trade at 99.40: 50 filled at 99.50, fee 12.44 (0.25 % of 4,975.00 is 12.4375)
10:02:00  the buy of 10 is cancelled; the quote is 101.00 | 101.20
          sell 120 at 101.00: filled at once, fee 30.55 (0.25206 % of 12,120.00), of which tax 0.25
16:00:00  the last trade before the close was 102.00 × 300 at 15:00; 30 shares are left, worth 3,060.00

Cost of the 150: 10,010.00 + 4,975.00 = 14,985.00, each 99.90. The 120 sold had cost 11,988.00.
Realised: 12,120.00 - 11,988.00 - 30.55 - 25.03 - 12.44 = 63.98. Unrealised: 3,060.00 - 2,997.00 = 63.00. Profit: 126.98.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from haero.broker.broker import Broker
from haero.desk.fees import FeeRate
from haero.replay.compose import Composer, ReplayRun
from haero.replay.record import Record
from haero.replay.report import Report
from haero.replay.watch import RequestWatch
from haero.terms import Exchange
from tests.support import Direct, running

FEES = FeeRate(Decimal("0.0025"), Decimal("0.0000206"))
DAY = "2026-11-20T{}-05:00"


class Told(NamedTuple):
    """The morning, lived through."""

    broker: Broker
    tape: Record
    watch: RequestWatch
    report: Report
    caller: Direct


@contextlib.asynccontextmanager
async def told(folder: Path) -> AsyncIterator[Told]:
    """Lives through the morning."""
    async with running(folder, at=DAY.format("10:00:00"), fees={Exchange.NASDAQ: FEES}) as made:
        caller = await made.direct()
        watch = RequestWatch(asyncio.get_running_loop().time)
        assert made.service.hub is not None
        hub = made.service.hub
        broker = hub.broker
        tape = Record(lambda: hub.broker)
        broker.feed.follow(tape)
        watch.follow(broker.market.clock.now, None)
        starts = broker.market.clock.now()
        await caller.print("100.00", 100)
        await caller.quote("99.90", 1000, "100.10", 1000)
        await caller.buy(ORD_QTY="100", OVRS_ORD_UNPR="100.10")
        await caller.buy(ORD_QTY="50", OVRS_ORD_UNPR="99.50")
        low = await caller.buy(ORD_QTY="10", OVRS_ORD_UNPR="90.00")
        await to(caller, tape, "10:01:00")
        await caller.print("99.40", 200)
        await to(caller, tape, "10:02:00")
        await caller.change(low.json["output"]["ODNO"], "02", ORD_QTY="10", OVRS_ORD_UNPR="0")
        await caller.quote("101.00", 1000, "101.20", 1000)
        await caller.sell(ORD_QTY="120", OVRS_ORD_UNPR="101.00")
        await to(caller, tape, "15:00:00")
        await caller.print("102.00", 300)
        await to(caller, tape, "16:00:00")
        tape.finish(broker.market.clock.now())
        run = ReplayRun("python bot.py", "manual", "step (idle 20 ms)", starts, "the program ended")
        yield Told(broker, tape, watch, Composer(broker, tape, watch).report(run), caller)


async def to(caller: Direct, tape: Record, time: str) -> None:
    """Moves the clock, and tells the tape as a replay does."""
    answer = await caller.control("POST", "/control/clock", {"to": DAY.format(time)})
    assert answer.status == 200, answer
    tape.look(tape._broker.market.clock.now())
