"""A million orders in one account: what inquiries cost another customer, what all takes on disk and in memory."""

import contextlib
import multiprocessing
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from haero.desk.checks import OrderRoom
from haero.desk.commands import MoveCash, PlaceOrder
from haero.house.house import House
from haero.house.settings import Settings
from haero.journal import snapshot
from haero.journal.sqlite.store import FILE_NAME
from haero.kis import catalogue
from haero.kis.transactions import TRANSACTIONS
from haero.server.operations import OFFERED
from haero.terms import Currency, Environment, Exchange, OrderType, Side
from tests.support import OPEN_TIME, Process
from tests.valid_requests import usual_fields
from tools.attack.honest import Honest, Talker, summary
from tools.attack.sizes import Sizes
from tools.attack.verdict import Verdict
from tools.attack.victim import cpu_seconds, defects, log_of, megabytes, resident, verified, victim

SYMBOLS = ("AAPL", "MSFT", "NVDA", "AMZN", "META", "GOOGL", "TSLA", "QQQ", "PYPL", "TQQQ")
FILLED = 50  # shares of AAPL, bought one by one before the others
ALGOS = 5
WATCH_SECONDS = 5.0
LONGEST_MS = 1_000.0  # what a customer may feel of another's inquiry
START_SECONDS = 600.0
BATCH = 10_000


class Inquiry(NamedTuple):
    """One way to ask: a path, and what it asks for beside the usual."""

    name: str
    path: str
    fields: dict[str, str]


TRADING = "/uapi/overseas-stock/v1/trading/"
FEW = (
    Inquiry("inquire-ccnl, filled ones of AAPL", TRADING + "inquire-ccnl", {"PDNO": "AAPL", "CCLD_NCCS_DVSN": "01"}),
    Inquiry("inquire-ccnl, filled ones", TRADING + "inquire-ccnl", {"PDNO": "%", "CCLD_NCCS_DVSN": "01"}),
    Inquiry("inquire-ccnl, open ones of AAPL", TRADING + "inquire-ccnl", {"PDNO": "AAPL", "CCLD_NCCS_DVSN": "02"}),
    Inquiry("inquire-ccnl, a symbol without orders", TRADING + "inquire-ccnl", {"PDNO": "IBM"}),
    Inquiry("inquire-ccnl, sales", TRADING + "inquire-ccnl", {"PDNO": "%", "SLL_BUY_DVSN": "01"}),
    Inquiry("inquire-ccnl, oldest first", TRADING + "inquire-ccnl", {"PDNO": "%", "SORT_SQN": "AS"}),
    Inquiry("inquire-nccs, an exchange without orders", TRADING + "inquire-nccs", {"OVRS_EXCG_CD": "SEHK"}),
    Inquiry("inquire-nccs, oldest first", TRADING + "inquire-nccs", {"SORT_SQN": "AS"}),
)


def attack(verdict: Verdict, folder: Path, sizes: Sizes) -> None:
    """A million orders in one account: inquiries that find little while another account orders; size, memory, restart."""
    data = folder / "data"
    with victim(data) as first:
        first.stop()
    began = time.monotonic()
    builder = multiprocessing.get_context("spawn").Process(target=build, args=(data, sizes.orders))
    builder.start()
    while builder.is_alive():
        builder.join(20)
        verdict.progress(
            f"placing {sizes.orders:,} orders, haero.db has {megabytes((data / FILE_NAME).stat().st_size)}"
        )
    verdict.promise(f"{sizes.orders:,} orders are placed", builder.exitcode == 0, builder.exitcode)
    verdict.figure("placing them took seconds", time.monotonic() - began)
    _sizes(verdict, data)
    with _start(verdict, data, "from the snapshot") as started:
        _inquire(verdict, started, sizes)
        _stop(verdict, started, "with its snapshot")
    (data / snapshot.FILE_NAME).unlink()
    with _start(verdict, data, "from the events") as started:
        _stop(verdict, started, "again")
    began = time.monotonic()
    verdict.promise("verify says clean", (said := verified(data))[0] == 0, said)
    verdict.figure("verify took seconds", time.monotonic() - began)


def build(data: Path, orders: int) -> None:
    """In a process of its own, straight through the house: a resting order a millisecond, some filled, some for an algorithm."""
    at = datetime.fromisoformat(OPEN_TIME)
    house = House(data, Settings(market="manual", speed=0.0, at=OPEN_TIME), at)
    broker = house.broker
    account = next(one.id for one in broker.state.accounts.values() if one.environment is Environment.REAL)
    for one in broker.state.accounts:
        broker.submit(MoveCash(one, Currency.USD, Decimal(10) ** 9))
    broker.post_quote(Exchange.NASDAQ, "AAPL", Decimal("99.90"), 10_000, Decimal("100.00"), 10_000)
    clock = broker.market.clock
    for turn in range(orders):
        clock.move_to(clock.now() + timedelta(milliseconds=1))
        broker.advance()
        symbol, price, kind = SYMBOLS[turn % len(SYMBOLS)], Decimal(1_000 + turn % 1_000) / 100, OrderType.LIMIT
        if turn < FILLED:
            symbol, price = "AAPL", Decimal("100.00")
        elif turn < FILLED + ALGOS:
            symbol, price, kind = "AAPL", Decimal("50.00"), OrderType.TWAP
        broker.submit(PlaceOrder(account, Exchange.NASDAQ, symbol, Side.BUY, kind, 1, price))
        if turn % BATCH == 0:
            house.journal.flush()
    house.close()


def _sizes(verdict: Verdict, data: Path) -> None:
    journal, short = (data / name for name in (FILE_NAME, snapshot.FILE_NAME))
    verdict.figure(
        "haero.db, haero.snapshot", f"{megabytes(journal.stat().st_size)}, {megabytes(short.stat().st_size)}"
    )


@contextlib.contextmanager
def _start(verdict: Verdict, data: Path, how: str) -> Iterator[Process]:
    began = time.monotonic()
    last = datetime.fromisoformat(OPEN_TIME) + timedelta(hours=2)
    flags = ("--unlimited", "--speed", "0", "--market", "manual", "--at", last.isoformat())
    with victim(data, *flags, seconds=START_SECONDS) as started:
        pid = started.process.pid
        took = f"{time.monotonic() - began:.1f}, {cpu_seconds(pid):.1f}, {megabytes(resident(pid))}"
        verdict.figure(f"start {how}: seconds, of CPU, memory", took)
        yield started


def _stop(verdict: Verdict, started: Process, how: str) -> None:
    began = time.monotonic()
    started.process.terminate()
    status = started.process.wait(START_SECONDS)
    verdict.promise(f"it stops in order {how}", status == 0, status)
    verdict.figure(f"stop {how}: seconds", time.monotonic() - began)
    verdict.promise(f"no defect in the log {how}", not (found := defects(log_of(started))), found[:3])


def _inquire(verdict: Verdict, started: Process, sizes: Sizes) -> None:
    talker = Talker(started.ready["rest_real"], started.ready["real"])
    talker.log_in()
    if sizes.orders >= OrderRoom().per_account:
        refused = talker.buy("real")
        verdict.promise("the next order of a full account is refused in KIS's words", refused["rt_cd"] == "1", refused)
    with Honest(started.ready, "mock") as customer:
        time.sleep(WATCH_SECONDS)
        verdict.figure("another account's orders, no inquiry", customer.look())
        for inquiry in (*FEW, *_others()):
            _beside(verdict, talker, customer, inquiry)
    verdict.figure("memory behind the inquiries", megabytes(resident(started.process.pid)))


def _others() -> Iterator[Inquiry]:
    """Every other inquiry about an account, with the usual fields."""
    known = {inquiry.path for inquiry in FEW}
    for one in TRANSACTIONS:
        if one.method == "GET" and one.environment == "real" and one.path.startswith(TRADING) and one.path not in known:
            known.add(one.path)
            if one.api_id in OFFERED:
                yield Inquiry(one.path.removeprefix(TRADING), one.path, {})


def _beside(verdict: Verdict, talker: Talker, customer: Honest, inquiry: Inquiry) -> None:
    """Asks again and again, one after the other, while the customer orders."""
    one = next(t for t in TRANSACTIONS if t.path == inquiry.path and t.environment == "real")
    account = dict(zip(("CANO", "ACNT_PRDT_CD"), talker.keys["account"].split("-"), strict=True))
    usual = usual_fields(one, account) | {"ODNO": str(FILLED + 1) if "algo" in one.path else ""} | inquiry.fields
    query = {field.name: usual.get(field.name, "") for field in catalogue.api(one.api_id).request}
    customer.look()
    times, wrong = list[float](), list[object]()
    ends = time.monotonic() + WATCH_SECONDS
    while time.monotonic() < ends:
        began = time.monotonic()
        status, reply = talker.ask("GET", f"{one.path}?{urlencode(query)}", talker.headers(one.tr_id))
        times.append(time.monotonic() - began)
        if status != 200 or reply.get("rt_cd") not in {"0", "7"}:
            wrong.append((status, reply.get("msg_cd"), reply.get("msg1")))
    felt = customer.look()
    asked = summary(times, {})
    verdict.figure(
        f"{inquiry.name}: asked {asked.orders} times, p50, max",
        f"{asked.p50:,.0f}, {asked.longest:,.0f} ms; another's {felt}",
    )
    verdict.promise(f"{inquiry.name}: is answered", not wrong, wrong[:2])
    fine = felt.served and felt.longest <= LONGEST_MS
    verdict.promise(f"{inquiry.name}: another's orders are taken within {LONGEST_MS:.0f} ms", fine, felt)
