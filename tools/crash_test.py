"""Kills haero again and again while orders come in, and holds what it acknowledged against what its journal says.

Each round starts `haero serve` on one data folder, lets several connections place, revise and cancel orders over HTTP, sends
SIGKILL at a random moment (now and then during the start, now and then SIGTERM instead), and then reads the journal:

- every acknowledged order is there exactly once, with the number, price and quantity that were acknowledged;
- no order number was given twice, and nothing is there that was never asked for;
- nothing whose cancellation was acknowledged is working;
- the books add up, and `haero verify` says clean.

    python tools/crash_test.py --rounds 200 --seed 1
"""

import argparse
import asyncio
import contextlib
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import aiohttp

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from haero.desk.accounts import Account
from haero.desk.orders import Order
from haero.journal.recovery import Recovered, recover
from haero.journal.sqlite.store import FILE_NAME, Store
from haero.journal.sqlite.verify import CLEAN
from haero.terms import Action
from tests.support import Answer, Caller, Process, caller_of

FLAGS = ("--unlimited", "--speed", "0", "--market", "manual")
ENVIRONMENTS = ("real", "mock")
CONNECTIONS = 6
STARTUP_SECONDS = 1.5  # about how long a start takes: a kill during it falls somewhere in here
_CONNECTION_LOST = (aiohttp.ClientError, ConnectionError, asyncio.TimeoutError, json.JSONDecodeError)


@dataclass(frozen=True)
class Acknowledged:
    """What a reply with rt_cd 0 promised."""

    action: Action
    original: int
    symbol: str
    quantity: int
    price: Decimal


@dataclass
class Told:
    """All that haero ever said to one environment's customer."""

    orders: dict[int, Acknowledged] = field(default_factory=dict)
    asked: set[tuple[str, int, Decimal]] = field(default_factory=set)
    open: list[int] = field(default_factory=list)
    tags: int = 0
    revisions: int = 0


class CrashTest:
    """One data folder, many short lives."""

    def __init__(self, folder: Path, seed: int, seconds: float) -> None:
        self.folder, self.seconds = folder, seconds
        self.chance = random.Random(seed)
        self.told = {environment: Told() for environment in ENVIRONMENTS}
        self.accounts: dict[str, str] = {}
        self.violations: list[str] = []
        self.counts: Counter[str] = Counter()

    def round(self, number: int) -> None:
        """One life: start, orders, end, and a look at what is left."""
        server = Process(self.folder, *FLAGS)
        try:
            if number and self.chance.random() < 0.15:
                time.sleep(self.chance.uniform(0, STARTUP_SECONDS))
                self._end(server, "killed during start")
            else:
                asyncio.run(self._trade(server))
        except AssertionError as error:  # the server did not start
            self.violations.append(f"round {number}: {error}")
        finally:
            if server.process.poll() is None:
                server.kill()
        found = len(self.violations)
        self._check()
        self.violations[found:] = [f"round {number}: {text}" for text in self.violations[found:]]

    def first_start(self, number: int) -> None:
        """A new folder whose very first start is killed: the second start must be as good as a first one."""
        folder = self.folder.with_name(f"{self.folder.name}-first-{number}")
        server = Process(folder, *FLAGS)
        time.sleep(self.chance.uniform(0.2, STARTUP_SECONDS))
        self._end(server, "killed at first start")
        server = Process(folder, *FLAGS)
        try:
            asyncio.run(self._try_one_order(server))
        except AssertionError as error:
            self.violations.append(f"round {number}, start after a killed first start: {error}")
        finally:
            server.kill()

    async def _try_one_order(self, server: Process) -> None:
        ready = await asyncio.to_thread(server.wait_ready)
        async with aiohttp.ClientSession() as http:
            for name in ENVIRONMENTS:
                caller = await caller_of(http, ready, name).log_in()
                answer = await caller.buy()
                assert answer.json["rt_cd"] == "0", f"{name}: {answer}"

    def _end(self, server: Process, how: str) -> None:
        self.counts[how] += 1
        server.kill()

    async def _trade(self, server: Process) -> None:
        ready = await asyncio.to_thread(server.wait_ready)
        timeout = aiohttp.ClientTimeout(total=20)
        async with aiohttp.ClientSession(timeout=timeout) as http:
            callers = {name: await caller_of(http, ready, name).log_in() for name in ENVIRONMENTS}
            for name, caller in callers.items():
                self.accounts[name] = caller.app.account
                cash = {"account": caller.app.account, "currency": "USD", "amount": "1000000000"}
                await caller.control("POST", "/control/cash", cash)
            await callers["real"].quote("99.00", 500, "100.00", 500)
            workers = [
                asyncio.create_task(self._fire(name, callers[name], random.Random(self.chance.random())))
                for name in ENVIRONMENTS
                for _ in range(CONNECTIONS // 2)
            ]
            await asyncio.sleep(self.chance.uniform(0.02, self.seconds))
            if self.chance.random() < 0.1:
                self.counts["stopped in order"] += 1
                status = await asyncio.to_thread(server.stop)
                if status:
                    self.violations.append(f"SIGTERM ended with status {status}")
            else:
                self._end(server, "killed at work")
            await asyncio.gather(*workers)

    async def _fire(self, environment: str, caller: Caller, chance: random.Random) -> None:
        """One connection: an order after the other, until the server is gone."""
        with contextlib.suppress(*_CONNECTION_LOST):
            while True:
                dice = chance.random()
                if dice < 0.15:
                    await self._cancel(environment, caller, chance)
                elif dice < 0.25:
                    await self._revise(environment, caller, chance)
                else:
                    await self._buy(environment, caller, marketable=dice > 0.9)
                if dice > 0.98:
                    await caller.print("99.50", chance.randrange(1, 200))

    def _tag(self, environment: str) -> tuple[int, str]:
        """A quantity and a price that no other order of the environment has: so that it can be told from any other."""
        told = self.told[environment]
        told.tags += 1
        return 1 + told.tags % 97, f"{1 + (told.tags // 97) * 0.01:.2f}"

    async def _buy(self, environment: str, caller: Caller, *, marketable: bool) -> None:
        told = self.told[environment]
        quantity, price = self._tag(environment)
        if marketable:
            price = str(Decimal(price) + 200)
        symbol = "AAPL" if marketable else "MSFT"
        told.asked.add((symbol, quantity, Decimal(price)))
        kind = {}
        if environment == "real" and told.tags % 8 == 0:  # mock takes limits only
            kind = {"ORD_DVSN": ("34", "35", "36")[told.tags // 8 % 3], "ALGO_ORD_TMD_DVSN_CD": "02"}
        answer = await caller.buy(PDNO=symbol, ORD_QTY=str(quantity), OVRS_ORD_UNPR=price, **kind)
        number = self._heard(environment, answer, Acknowledged(Action.NEW, 0, symbol, quantity, Decimal(price)))
        if number and not marketable:
            told.open.append(number)

    async def _revise(self, environment: str, caller: Caller, chance: random.Random) -> None:
        told = self.told[environment]
        if not told.open:
            return
        original = told.open.pop(chance.randrange(len(told.open)))
        told.revisions += 1
        quantity, price = told.orders[original].quantity, f"{50 + told.revisions * 0.01:.2f}"
        told.asked.add(("MSFT", quantity, Decimal(price)))
        answer = await caller.change(f"{original:010}", "01", PDNO="MSFT", ORD_QTY=str(quantity), OVRS_ORD_UNPR=price)
        revised = Acknowledged(Action.REVISE, original, "MSFT", quantity, Decimal(price))
        number = self._heard(environment, answer, revised)
        if number:
            told.open.append(number)

    async def _cancel(self, environment: str, caller: Caller, chance: random.Random) -> None:
        told = self.told[environment]
        if not told.open:
            return
        original = told.open.pop(chance.randrange(len(told.open)))
        quantity = told.orders[original].quantity
        answer = await caller.change(f"{original:010}", "02", PDNO="MSFT", ORD_QTY=str(quantity), OVRS_ORD_UNPR="0")
        self._heard(environment, answer, Acknowledged(Action.CANCEL, original, "MSFT", quantity, Decimal(0)))

    def _heard(self, environment: str, answer: Answer, promise: Acknowledged) -> int:
        """Notes an acknowledgement; returns the order's number, or 0 where the order was refused."""
        if answer.json.get("rt_cd") != "0":
            self.counts[f"refused {answer.code}"] += 1
            return 0
        self.counts["acknowledged"] += 1
        number = int(answer.json["output"]["ODNO"])
        known = self.told[environment].orders
        if number in known:
            self.violations.append(f"{environment} order number {number} was given twice")
        known[number] = promise
        return number

    # What is left

    def _check(self) -> None:
        if not (self.folder / FILE_NAME).exists() or not any(told.orders for told in self.told.values()):
            return
        verified = subprocess.run(
            [sys.executable, "-m", "haero.cli", "verify", "--data", str(self.folder)], capture_output=True, text=True
        )
        if verified.returncode != CLEAN:
            self.violations.append(f"verify {verified.returncode}: {verified.stdout}{verified.stderr}")
            return
        store = Store(self.folder / FILE_NAME, read_only=True)
        try:
            found = recover(store, self.folder)  # audits every account
        except Exception as error:
            self.violations.append(f"recovery: {error!r}")
            return
        finally:
            store.close()
        self.counts["events"] = found.seq
        for environment, told in self.told.items():
            if told.orders:
                self._compare(environment, told, found)

    def _compare(self, environment: str, told: Told, found: Recovered) -> None:
        account = found.state.accounts.get(self.accounts[environment])
        if account is None:
            self.violations.append(f"{environment}: the account is gone")
            return
        for number, promise in told.orders.items():
            order = account.orders.get(number)
            if order is None:
                self.violations.append(f"{environment} order {number} was acknowledged and is lost")
            elif _promised(order) != promise:
                self.violations.append(f"{environment} order {number}: {_promised(order)} is not {promise}")
            if promise.action is not Action.NEW and promise.original in account.working:
                self.violations.append(f"{environment} order {promise.original} works on after {promise.action}")
        self._nothing_unasked(environment, told, account)

    def _nothing_unasked(self, environment: str, told: Told, account: Account) -> None:
        """Every order has a price and a quantity of its own: an order that is there twice, or that nobody sent, shows."""
        seen: Counter[tuple[str, int, Decimal]] = Counter()
        for order in account.orders.values():
            if order.action is not Action.CANCEL:
                seen[order.symbol, order.quantity, order.price] += 1
        for tag, times in seen.items():
            if times > 1 or tag not in told.asked:
                self.violations.append(f"{environment}: {tag} is there {times} times, asked {tag in told.asked}")


def _promised(order: Order) -> Acknowledged:
    return Acknowledged(order.action, order.original, order.symbol, order.quantity, order.price)


def run(folder: Path, rounds: int, seed: int, seconds: float, say: Any = print) -> CrashTest:
    """Runs the rounds, stopping at the first one with a violation; `say` is told of the progress."""
    test = CrashTest(folder, seed, seconds)
    for number in range(rounds):
        if number % 5 == 4:
            test.first_start(number)
        test.round(number)
        if test.violations:
            break
        if (number + 1) % 10 == 0:
            say(f"round {number + 1}: {dict(sorted(test.counts.items()))}", flush=True)
    return test


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds-per-round", type=float, default=1.0, help="the longest time before the kill")
    parser.add_argument("--data", type=Path, default=None, help="keep the data folder here")
    chosen = parser.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as temporary:
        folder = chosen.data or Path(temporary) / "data"
        test = run(folder, chosen.rounds, chosen.seed, chosen.seconds_per_round)
    for violation in test.violations[:50]:
        print(f"VIOLATION {violation}")
    print(
        f"{'FAILED' if test.violations else 'ok'}: {chosen.rounds} rounds, seed {chosen.seed}, "
        f"{time.monotonic() - started:.0f} s, {len(test.violations)} violations, {dict(sorted(test.counts.items()))}"
    )
    return 1 if test.violations else 0


if __name__ == "__main__":
    sys.exit(main())
