"""Inquiries a second with 1 thousand and 1 million past orders: a page must cost what it shows, not what there was."""

import time
from datetime import timedelta
from decimal import Decimal

from bench.in_process import OPEN_TIME, NoJournal, make_broker, open_account
from bench.report import emit, say
from haero.books import Books
from haero.broker.broker import Broker
from haero.desk.commands import CancelOrder, PlaceOrder
from haero.house.settings import Settings
from haero.kis import transactions
from haero.market.time.sessions import SessionBook
from haero.server.auth.apps import App
from haero.server.call import Answer, Call
from haero.server.operations import OPERATIONS
from haero.server.wire import Request
from haero.service.service import calm_collector
from haero.terms import Environment, Exchange, OrderType, Side

DAYS = 100
SECONDS = 1.0
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


def rate(one: Call) -> float:
    operation = OPERATIONS[one.transaction.api_id]
    count, started = 0, time.perf_counter()
    while time.perf_counter() - started < SECONDS:
        answer = operation(one)
        assert isinstance(answer, Answer)
        assert answer.reply.status == 200
        count += 1
    return count / (time.perf_counter() - started)


def run() -> None:
    """The same inquiries against a short and a long history; the ratio is to the short one."""
    areas = {"CTX_AREA_FK200": "", "CTX_AREA_NK200": ""}
    base: dict[str, float] = {}
    for orders, label in ((1_000, "1 thousand"), (1_000_000, "1 million")):
        say(f"making {label} past orders")
        broker, account = history(orders)
        calm_collector()
        today = broker.market.clock.now().date().strftime("%Y%m%d")
        ccnl = areas | {
            "PDNO": "%", "ORD_STRT_DT": "20261201", "ORD_END_DT": today, "SLL_BUY_DVSN": "00", "CCLD_NCCS_DVSN": "00",
            "OVRS_EXCG_CD": "NASD", "SORT_SQN": "AS", "ORD_DT": "", "ORD_GNO_BRNO": "", "ODNO": "",
        }  # fmt: skip
        balance = areas | {"OVRS_EXCG_CD": "NASD", "TR_CRCY_CD": "USD"}
        for name, one in {
            "inquire-ccnl": call(broker, account, "inquire-ccnl", "TTTS3035R", **ccnl),
            "inquire-nccs": call(broker, account, "inquire-nccs", "TTTS3018R", OVRS_EXCG_CD="NASD", SORT_SQN="DS", **areas),
            "inquire-balance": call(broker, account, "inquire-balance", "TTTS3012R", **balance),
        }.items():  # fmt: skip
            found = rate(one)
            ratio = found / base.setdefault(name, found)
            emit(
                f"queries.{name}.{label} past orders", found, "replies/s", higher_is_better=True,
                vs="1 thousand past orders", ratio=ratio,
            )  # fmt: skip
        del broker
