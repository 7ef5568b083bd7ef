"""CPU of inquiries into an account with 1 thousand and 1 million past orders: a page costs what it shows, not what there was."""

import time
from datetime import timedelta
from decimal import Decimal

from bench import yardstick
from bench.effort import FULL, Effort
from bench.in_process import OPEN_TIME, NoJournal, make_broker, open_account
from bench.report import Rounds, emit_rounds, say
from haero.books import Books
from haero.broker.broker import Broker
from haero.desk.commands import CancelOrder, PlaceOrder
from haero.house.settings import Settings
from haero.kis import transactions
from haero.market.time.sessions import SessionBook
from haero.server.auth.apps import App
from haero.server.call import Answer, Call, Scan
from haero.server.operations import OPERATIONS
from haero.server.wire import Request
from haero.service.service import calm_collector
from haero.terms import Environment, Exchange, OrderType, Side

DAYS = 100
CALLS, ROUNDS = 20, 10
SIZES = {"1 thousand past orders": 1_000, "1 million past orders": 1_000_000}
TRADING = "/uapi/overseas-stock/v1/trading/"


def history(orders: int) -> tuple[Broker, str]:
    """An account that placed and cancelled that many orders, over a hundred trading days, and holds something."""
    broker = make_broker(NoJournal())
    account = open_account(broker)
    sessions, date = SessionBook(), OPEN_TIME.date()
    for _ in range(DAYS):
        for turn in range(max(orders // DAYS // 2, 1)):
            price = Decimal(9_000 + turn % 100) / 100
            broker.submit(PlaceOrder(account, Exchange.NASDAQ, "AAPL", Side.BUY, OrderType.LIMIT, 1, price))
            number = broker.state.accounts[account].last_number
            broker.submit(CancelOrder(account, Exchange.NASDAQ, "AAPL", number, 0))
        date = sessions.next_business_day(Exchange.NASDAQ, date)
        regular = next(s for s in sessions.on(Exchange.NASDAQ, date) if s.kind == "regular")
        broker.move_clock(regular.opens + timedelta(minutes=30))
    return broker, account


def call(broker: Broker, account: str, path: str, tr_id: str, **query: str) -> Call:
    cano, product = account.split("-")
    request = Request("GET", TRADING + path, {"CANO": cano, "ACNT_PRDT_CD": product} | query, {"tr_cont": ""}, b"")
    found = transactions.lookup("real", "GET", TRADING + path, tr_id)
    app = App("x", "x", Environment.REAL, account, "bench")
    rates = Settings().exchange_rates
    numbers = lambda: broker.journal.seq, lambda: broker.market_seq
    books = Books(broker.state, broker.market, broker.desk.fees, rates, *numbers)
    return Call(Environment.REAL, found, request, app, books, broker, broker.advance())


def cost(one: Call, count: int) -> float:
    """Microseconds of CPU of an inquiry."""
    operation = OPERATIONS[one.transaction.api_id]
    started = time.process_time()
    for _ in range(count):
        found = operation(one)
        answer = found if isinstance(found, Answer) else finished(found)
        assert answer.reply.status == 200
    return (time.process_time() - started) / count * 1e6


def finished(scan: Scan) -> Answer:
    """The end of a scan."""
    while True:
        try:
            next(scan)
        except StopIteration as done:
            answer: Answer = done.value
            return answer


def inquiries(orders: int) -> dict[str, Call]:
    """The same inquiries into a history of so many orders."""
    areas = {"CTX_AREA_FK200": "", "CTX_AREA_NK200": ""}
    broker, account = history(orders)
    today = broker.market.clock.now().date().strftime("%Y%m%d")
    ccnl = areas | {
        "PDNO": "%", "ORD_STRT_DT": "20261201", "ORD_END_DT": today, "SLL_BUY_DVSN": "00", "CCLD_NCCS_DVSN": "00",
        "OVRS_EXCG_CD": "NASD", "SORT_SQN": "AS", "ORD_DT": "", "ORD_GNO_BRNO": "", "ODNO": "",
    }  # fmt: skip
    balance = areas | {"OVRS_EXCG_CD": "NASD", "TR_CRCY_CD": "USD"}
    return {
        "inquire-ccnl": call(broker, account, "inquire-ccnl", "TTTS3035R", **ccnl),
        "inquire-nccs": call(broker, account, "inquire-nccs", "TTTS3018R", OVRS_EXCG_CD="NASD", SORT_SQN="DS", **areas),
        "inquire-balance": call(broker, account, "inquire-balance", "TTTS3012R", **balance),
    }


def run(effort: Effort = FULL) -> None:
    """The same inquiries into a short and a long history, in turn; the ratio is to the short one."""
    asked = {}
    for label, orders in SIZES.items():
        say(f"making {label}")
        asked[label] = inquiries(effort.some(orders, 100))
    calm_collector()
    found: dict[str, dict[str, Rounds]] = {label: {name: [] for name in calls} for label, calls in asked.items()}
    plain = Rounds()
    for number in range(effort.rounds(ROUNDS)):
        plain.append(yardstick.turn_cost())
        for label, calls in asked.items():
            for name, one in calls.items():
                found[label][name].append(cost(one, CALLS))
        say(f"queries, round {number + 1}/{effort.rounds(ROUNDS)}")
    short = next(iter(SIZES))
    for label, costs in found.items():
        for name, rounds in costs.items():
            vs, base = (yardstick.NAME, plain) if label == short else (short, found[short][name])
            emit_rounds(f"queries.{name}.{label}", rounds, "µs CPU/reply", vs=vs, base=base)
