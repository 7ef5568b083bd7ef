"""Random trading over days and currencies: six inquiries agree with each other and with a second bookkeeping.

The second one is tests/bookkeeping.py.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from types import SimpleNamespace
from typing import Any

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from multidict import CIMultiDict

from haero.broker import Broker, Market
from haero.desk.commands import CancelOrder, MoveCash, OpenAccount, PlaceOrder
from haero.desk.events import Event, OrderAccepted, OrderExecuted
from haero.desk.fees import FeeRate, FeeSchedule
from haero.desk.ledger import audit
from haero.desk.orders import OrderType, Side
from haero.desk.reasons import Refusal
from haero.desk.state import State
from haero.kis import transactions
from haero.market.clock import MarketClock
from haero.market.instruments import builtin
from haero.market.manual import ManualSource
from haero.market.sessions import SessionBook
from haero.server.auth.apps import App
from haero.server.call import Call
from haero.server.gateway import OPERATIONS
from haero.server.wire import Reply, Request
from haero.terms import CURRENCY_OF, Currency, Environment, Exchange
from tests.bookkeeping import (
    CODES,
    HONG_KONG,
    NEW_YORK,
    SEOUL,
    TOKYO,
    ZONES,
    Books,
    flow,
    is_open,
    profit,
    settles,
    today_at,
    whole,
)
from tests.support import TRADING

D = Decimal
ACCOUNT = "81000001-01"
OWN = {"CANO": "81000001", "ACNT_PRDT_CD": "01"}
RATES = dict(zip(Currency, map(D, ("1380.5", "177.3", "193.0", "9.2057", "0.0545", "1")), strict=True))
TAXED = FeeRate(D("0.0025"), D("0.0008"))  # New York taxes sales here, so that both kinds of fee are seen
SYMBOLS = {
    "AAPL": (Exchange.NASDAQ, 1, "100.00"),
    "F": (Exchange.NYSE, 1, "11.37"),
    "7203": (Exchange.TOKYO, 100, "2713"),
    "00700": (Exchange.HONG_KONG, 100, "411.40"),
}
# The slots of a day at which something is done: (zone, hour, minute).
SLOTS = {Exchange.TOKYO: (TOKYO, 9, 30), Exchange.HONG_KONG: (HONG_KONG, 11, 0), Exchange.NASDAQ: (NEW_YORK, 11, 0)}
FIRST = datetime(2026, 11, 18, 0, 0, tzinfo=UTC)  # a Wednesday, 09:00 in Korea
LAST = datetime(2026, 12, 18, 0, 0, tzinfo=UTC)  # the next holiday is Christmas
START_CASH = {Currency.USD: D(50_000), Currency.JPY: D(3_000_000), Currency.HKD: D(400_000), Currency.KRW: D(1_000_000)}


STEPS = st.integers(-9, 9)
HOPS = st.sampled_from([0, 0, 0, 1, 1, 2])


def text(number: Decimal | int, decimals: int) -> str:
    """As KIS writes it; no minus before a zero."""
    return f"{D(number).quantize(D(1).scaleb(-decimals), ROUND_HALF_UP) + 0:f}"


def run(handler: Any) -> Reply:
    """Runs a handler to its end: on this disk nothing has to be waited for, so no loop is needed."""
    try:
        handler.send(None)
    except StopIteration as done:
        reply: Reply = done.value
        return reply
    raise AssertionError("the handler waits for something")


def tick_of(symbol: str) -> Decimal:
    return D(1) if symbol == "7203" else D("0.20") if symbol == "00700" else D("0.01")


def price_of(symbol: str, steps: int) -> Decimal:
    return D(SYMBOLS[symbol][2]) + tick_of(symbol) * steps * 3


class Notebook:
    """In the place of the journal: counts the events."""

    def __init__(self) -> None:
        self.seq = 0

    def append(self, at: datetime, account: str, event: Event) -> int:
        self.seq += 1
        return self.seq


class Gate:
    async def durable(self, seq: int) -> None:
        """Everything is on this disk."""


class Trading(RuleBasedStateMachine):
    """Orders at random prices and sizes, fills in parts, cancellations, payments; days go by; then everything is compared."""

    def __init__(self) -> None:
        super().__init__()
        sessions = SessionBook()
        self.clock = MarketClock(FIRST, 0.0)
        market = Market(self.clock, sessions, builtin(), ManualSource(sessions))
        fees = FeeSchedule({Exchange.NYSE: TAXED})
        self.broker = Broker(market, Notebook(), State(), fees)  # type: ignore[arg-type]
        self.broker.on_event = self.hear
        house = SimpleNamespace(settings=SimpleNamespace(exchange_rates=RATES))
        self.hub: Any = SimpleNamespace(broker=self.broker, gate=Gate(), house=house)
        self.books = Books()
        self.prices: dict[str, Decimal] = {}

    def hear(self, at: datetime, account: str, event: Event) -> None:
        if isinstance(event, OrderExecuted):
            self.books.fill(event.number, event.quantity, event.price)

    @initialize(skipped=st.integers(0, 6))
    def open(self, skipped: int) -> None:
        self.broker.submit(OpenAccount("81000001", "01", Environment.REAL, "01790", "h8100000", "test"))
        for currency, amount in START_CASH.items():
            self.pay(currency, amount)
        self.later(skipped + 1)

    def pay(self, currency: Currency, amount: Decimal) -> None:
        self.broker.submit(MoveCash(ACCOUNT, currency, amount))
        self.books.paid.append((self.clock.now(), currency, amount))

    @rule(currency=st.sampled_from(list(START_CASH)), percent=st.integers(-120, 60).filter(bool))
    def move_cash(self, currency: Currency, percent: int) -> None:
        amount = (START_CASH[currency] * percent / 1000).quantize(D(1))
        try:
            self.pay(currency, amount)
        except Refusal:
            assert amount < 0

    @rule(currency=st.sampled_from(list(START_CASH)))
    def pay_all_out(self, currency: Currency) -> None:
        """All that can be spent, also what sales have not brought yet."""
        free = self.broker.state.accounts[ACCOUNT].cash[currency].available
        if free:
            self.pay(currency, -free)

    def open_symbols(self) -> list[str]:
        """What can be traded at this moment."""
        now, found = self.clock.now(), []
        for symbol, (exchange, _, _) in SYMBOLS.items():
            local = now.astimezone(ZONES[exchange])
            slot = next(slot for slot in SLOTS.values() if slot[0] is ZONES[exchange])
            if is_open(ZONES[exchange], local.date()) and (local.hour, local.minute) == slot[1:]:
                found.append(symbol)
        return found

    @precondition(lambda self: bool(self.open_symbols()))
    @rule(
        data=st.data(),
        deals=st.lists(st.tuples(st.sampled_from(Side), st.integers(1, 9), STEPS, HOPS), min_size=1, max_size=5),
    )
    def deal(self, data: Any, deals: list[tuple[Side, int, int, int]]) -> None:
        """The market shows a price and so many shares, and an order takes them; what is left of it waits."""
        for side, lots, steps, hops in deals:
            if self.clock.now() > LAST - timedelta(days=3):
                return
            self.later(hops)
            while not self.open_symbols():
                self.later(1)
            symbol = data.draw(st.sampled_from(self.open_symbols()))
            exchange, lot, _ = SYMBOLS[symbol]
            price, quantity = price_of(symbol, steps), lots * (lot if lot > 1 else 7)
            held = self.books.average(symbol)[0]
            if side is Side.SELL and held:
                quantity = max(held * lots // 9 // lot * lot, lot)
            size = data.draw(st.sampled_from([quantity, quantity, max(quantity // 3, 1), quantity * 2]))
            bid, ask = (price, price + tick_of(symbol)) if side is Side.SELL else (price - tick_of(symbol), price)
            self.broker.post_quote(exchange, symbol, bid, size, ask, size)
            self.order(symbol, side if held else Side.BUY, quantity, price)

    @precondition(lambda self: bool(self.open_symbols()))
    @rule(data=st.data(), side=st.sampled_from(Side), lots=st.integers(1, 9), steps=st.integers(-4, 9))
    def wait(self, data: Any, side: Side, lots: int, steps: int) -> None:
        """An order that may have to wait; it ends with the day."""
        symbol = data.draw(st.sampled_from(self.open_symbols()))
        lot = SYMBOLS[symbol][1]
        quantity = lots * (lot if lot > 1 else 7)
        self.order(symbol, side, quantity, price_of(symbol, -steps if side is Side.BUY else steps))

    def order(self, symbol: str, side: Side, quantity: int, price: Decimal) -> None:
        """A sale of more than is held, or a buy of more than is paid for, is refused."""
        exchange = SYMBOLS[symbol][0]
        day = self.clock.now().astimezone(ZONES[exchange]).date()
        number = self.broker.state.accounts[ACCOUNT].last_number + 1
        # Noted before it is sent: it is filled before it is acknowledged.
        self.books.orders[number] = {
            "exchange": exchange, "symbol": symbol, "side": side, "amount": D(0), "open": quantity, "day": day,
        }  # fmt: skip
        try:
            event = self.broker.submit(
                PlaceOrder(ACCOUNT, exchange, symbol, side, OrderType.LIMIT, quantity, price)
            ).event
        except Refusal:
            del self.books.orders[number]
            return
        assert isinstance(event, OrderAccepted)
        assert (event.number, event.trade_date) == (number, day)

    @precondition(lambda self: bool(self.open_symbols()))
    @rule(data=st.data(), steps=st.integers(-9, 9), size=st.sampled_from([3, 20, 100, 250, 5000]))
    def trade(self, data: Any, steps: int, size: int) -> None:
        """The market trades, and fills what waits; often only a part of it."""
        symbol = data.draw(st.sampled_from(self.open_symbols()))
        self.prices[symbol] = price_of(symbol, steps)
        self.broker.post_print(SYMBOLS[symbol][0], symbol, self.prices[symbol], size)

    @precondition(lambda self: bool(self.broker.state.accounts[ACCOUNT].working))
    @rule(data=st.data())
    def cancel(self, data: Any) -> None:
        account = self.broker.state.accounts[ACCOUNT]
        order = account.orders[data.draw(st.sampled_from(list(account.working)))]
        try:
            self.broker.submit(
                CancelOrder(ACCOUNT, order.exchange, order.symbol, order.number, data.draw(st.integers(0, 5)))
            )
        except Refusal:
            return  # its exchange is closed now

    @rule(times=st.sampled_from([1, 1, 1, 2, 3]))
    def go_on(self, times: int) -> None:
        """On to the next slot: Tokyo, Hong Kong or New York is open, if it is no holiday."""
        self.later(times)

    def later(self, times: int) -> None:
        for _ in range(times):
            now = self.clock.now()
            if now > LAST:
                return
            moments = [
                datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)
                for zone, hour, minute in SLOTS.values()
                for day in (now.astimezone(zone).date() + timedelta(days=n) for n in (0, 1))
            ]
            self.broker.move_clock(min(moment for moment in moments if moment > now).astimezone(UTC))

    @rule()
    def compare(self) -> None:
        self.compare_everything()

    def teardown(self) -> None:
        if self.books.paid:
            self.compare_everything()

    # The comparison

    def ask(self, name: str, tr_id: str, **query: str) -> list[dict[str, Any]]:
        """All pages of an inquiry."""
        path = f"{TRADING}/{name}"
        transaction = transactions.lookup("real", "GET", path, tr_id)
        app = App("key", "secret", Environment.REAL, ACCOUNT, "h8100000")
        pages: list[dict[str, Any]] = []
        headers: CIMultiDict[str] = CIMultiDict()
        while True:
            request = Request("GET", path, OWN | query, headers, b"")
            reply = run(OPERATIONS[transaction.api_id](Call(Environment.REAL, transaction, request, app, self.hub)))
            pages.append(msgspec.json.decode(reply.body))
            assert pages[-1]["rt_cd"] == "0"
            if dict(reply.headers)["tr_cont"] != "M":
                return pages
            headers["tr_cont"] = "N"
            query |= {name.upper(): value for name, value in pages[-1].items() if name.startswith("ctx")}

    def compare_everything(self) -> None:
        self.broker.advance()
        audit(self.broker.state.accounts[ACCOUNT])
        realised = self.check_balance()
        self.check_present_balance()
        for days in (-3, -1, 0, 1, 6):
            self.check_settled((self.clock.now() + timedelta(days=days)).astimezone(SEOUL).date())
        self.check_trades()
        self.check_profits(realised)
        self.check_margin()

    def price(self, symbol: str) -> Decimal:
        exchange, _, _ = SYMBOLS[symbol]
        if symbol in self.prices:
            return self.prices[symbol]
        found = self.broker.market.instruments.get(exchange, symbol)
        assert found is not None
        return found.base_price

    def check_balance(self) -> dict[str, Decimal]:
        """inquire-balance. Returns what each exchange's holdings realised."""
        realised: dict[str, Decimal] = {}
        for code, exchanges in (("NASD", "NASD NYSE"), ("TKSE", "TKSE"), ("SEHK", "SEHK")):
            pages = self.ask(
                "inquire-balance", "TTTS3012R", OVRS_EXCG_CD=code, TR_CRCY_CD="", CTX_AREA_FK200="", CTX_AREA_NK200=""
            )
            rows = {row["ovrs_pdno"]: row for page in pages for row in page["output1"]}
            mine = [symbol for symbol, (exchange, _, _) in SYMBOLS.items() if CODES[exchange] in exchanges]
            cost, value = D(0), D(0)
            for symbol in mine:
                shares, paid = self.books.average(symbol)
                assert (symbol in rows) == (shares > 0)
                if shares:
                    row, price = rows[symbol], self.price(symbol)
                    assert row["ovrs_cblc_qty"] == str(shares)
                    assert row["frcr_pchs_amt1"] == text(paid, 5)
                    assert row["pchs_avg_pric"] == text(paid / shares, 4)
                    assert row["ovrs_stck_evlu_amt"] == text(price * shares, 8)
                    assert row["frcr_evlu_pfls_amt"] == text(price * shares - paid, 6)
                    working = sum(
                        order.open
                        for order in self.broker.state.accounts[ACCOUNT].orders.values()
                        if order.symbol == symbol and order.side is Side.SELL
                    )
                    assert row["ord_psbl_qty"] == str(shares - working)
                    cost, value = cost + paid, value + price * shares
            profits = [
                profit(done) for done in self.books.fills if done["symbol"] in mine and done["side"] is Side.SELL
            ]
            realised[code] = sum(profits, D(0))
            total = pages[0]["output2"]
            assert total["ovrs_rlzt_pfls_amt"] == text(realised[code], 5)
            assert total["frcr_pchs_amt1"] == text(cost, 5)
            assert total["tot_evlu_pfls_amt"] == text(value - cost, 8)
            assert total["ovrs_tot_pfls"] == text(realised[code] + value - cost, 5)
        return realised

    def check_present_balance(self) -> None:
        asked = {"WCRC_FRCR_DVSN_CD": "02", "NATN_CD": "000", "TR_MKET_CD": "00", "INQR_DVSN_CD": "00"}
        (page,) = self.ask("inquire-present-balance", "CTRP6504R", **asked)
        rows = {row["pdno"]: row for row in page["output1"]}
        now, won = self.clock.now(), D(0)
        for symbol, (exchange, _, _) in SYMBOLS.items():
            shares, cost = self.books.average(symbol)
            assert (symbol in rows) == (shares > 0)
            if shares:
                day, row = today_at(exchange, now), rows[symbol]
                done = [f for f in self.books.fills if f["symbol"] == symbol and f["day"] == day]
                assert row["ccld_qty_smtl1"] == text(shares, 8)
                assert row["cblc_qty13"] == text(self.books.average(symbol, day)[0], 8)
                for name, side in (("thdt_buy_ccld_qty1", Side.BUY), ("thdt_sll_ccld_qty1", Side.SELL)):
                    assert row[name] == text(sum(f["quantity"] for f in done if f["side"] is side), 8)
                assert row["frcr_pchs_amt"] == text(cost, 5)
                won += self.price(symbol) * shares * RATES[CURRENCY_OF[exchange]]
        total = page["output3"]
        cash = sum((self.books.cash(currency) * RATES[currency] for currency in START_CASH), D(0))
        assert total["evlu_amt_smtl"] == text(won, 0)
        assert total["tot_dncl_amt"] == text(cash, 0)
        assert total["tot_asst_amt"] == text(won + cash, 0)
        late = [f for f in self.books.fills if settles(f["exchange"], f["day"]) > today_at(f["exchange"], now)]
        for name, side in (("ustl_buy_amt_smtl", Side.BUY), ("ustl_sll_amt_smtl", Side.SELL)):
            flows = [abs(flow(f)) * RATES[CURRENCY_OF[f["exchange"]]] for f in late if f["side"] is side]
            assert total[name] == text(sum(flows, D(0)), 0)
        for row in page["output2"]:
            currency = Currency(row["crcy_cd"])
            assert row["frcr_dncl_amt_2"] == text(self.settled_now(currency), 6)
            available = self.books.cash(currency) - D(row["frcr_buy_mgn_amt"])
            for name, side in (("frcr_buy_amt_smtl", Side.BUY), ("frcr_sll_amt_smtl", Side.SELL)):
                done = [f for f in self.books.fills if f["day"] == today_at(f["exchange"], now) and f["side"] is side]
                assert row[name] == text(sum(f["amount"] for f in done if CURRENCY_OF[f["exchange"]] is currency), 6)
            assert row["nxdy_frcr_drwg_psbl_amt"] == text(available, 6)
            assert row["frcr_drwg_psbl_amt_1"] == text(max(D(0), min(available, self.settled_now(currency))), 6)

    def settled_now(self, currency: Currency) -> Decimal:
        """All payments, and the trades that have settled by the day of their exchange."""
        now = self.clock.now()
        late = [f for f in self.books.fills if settles(f["exchange"], f["day"]) > today_at(f["exchange"], now)]
        return self.books.cash(currency) - sum((flow(f) for f in late if CURRENCY_OF[f["exchange"]] is currency), D(0))

    def check_settled(self, day: date) -> None:
        pages = {
            division: self.ask(
                "inquire-paymt-stdr-balance",
                "CTRP6010R",
                BASS_DT=f"{day:%Y%m%d}",
                WCRC_FRCR_DVSN_CD=division,
                INQR_DVSN_CD="00",
            )[0]
            for division in ("01", "02")
        }
        rows, won_rows = ({row["pdno"]: row for row in pages[d]["output1"]} for d in ("02", "01"))
        cost_won, value_won = D(0), D(0)
        for symbol, (exchange, _, _) in SYMBOLS.items():
            shares, cost = self.books.average(symbol, day)
            assert (symbol in rows) == (symbol in won_rows) == (shares > 0)
            if shares:
                rate, value = RATES[CURRENCY_OF[exchange]], self.price(symbol) * shares
                assert rows[symbol]["cblc_qty13"] == text(shares, 8)
                assert rows[symbol]["frcr_pchs_amt"] == text(cost, 5)
                assert rows[symbol]["evlu_pfls_amt2"] == text(value - cost, 5)
                assert won_rows[symbol]["frcr_pchs_amt"] == text(whole(cost * rate), 5)
                assert won_rows[symbol]["frcr_evlu_amt2"] == text(whole(value * rate), 6)
                cost_won, value_won = cost_won + cost * rate, value_won + value * rate
        cash = {currency: self.books.cash(currency, day) for currency in START_CASH}
        for page in pages.values():
            assert {row["crcy_cd"]: row["frcr_dncl_amt_2"] for row in page["output2"]} == {
                str(currency): text(amount, 6) for currency, amount in cash.items()
            }
            total = page["output3"]
            deposits = sum((amount * RATES[currency] for currency, amount in cash.items()), D(0))
            assert total["tot_evlu_pfls_amt"] == text(value_won - cost_won, 8)
            assert total["tot_asst_amt2"] == text(value_won + deposits, 6)

    def check_trades(self) -> None:
        pages = self.ask(
            "inquire-period-trans", "CTOS4001R", ERLM_STRT_DT="20261101", ERLM_END_DT="20261231", OVRS_EXCG_CD="", PDNO="",
            SLL_BUY_DVSN_CD="00", LOAN_DVSN_CD="", CTX_AREA_FK100="", CTX_AREA_NK100="",
        )  # fmt: skip
        rows = [row for page in pages for row in page["output1"]]
        expected = self.books.days(self.books.fills)
        won: dict[str, Decimal] = {"buy": D(0), "sell": D(0), "fee": D(0), "tax": D(0)}
        net = dict.fromkeys(START_CASH, D(0))
        assert [(row["trad_dt"], row["sll_buy_dvsn_cd"], row["pdno"]) for row in rows] == [
            (day, side, symbol) for day, side, _, symbol in expected
        ]
        for row, ((_, side, _, _), total) in zip(rows, expected.items(), strict=True):
            currency = CURRENCY_OF[total["exchange"]]
            rate, sell = RATES[currency], side == "01"
            commission = total["fee"] - total["tax"]
            excc = total["amount"] - total["fee"] if sell else total["amount"] + total["fee"]
            assert row["sttl_dt"] == f"{settles(total['exchange'], total['day']):%Y%m%d}"
            assert row["ccld_qty"] == str(total["quantity"])
            assert row["ft_ccld_unpr2"] == text(total["amount"] / total["quantity"], 8)
            assert row["tr_frcr_amt2"] == text(total["amount"], 6)
            assert row["frcr_excc_amt_1"] == text(excc, 6)
            assert (row["dmst_frcr_fee1"], row["frcr_fee1"]) == (text(commission, 5), text(total["tax"], 6))
            parts = [whole(part * rate) for part in (total["amount"], commission, total["tax"])]
            assert [row[n] for n in ("tr_amt", "dmst_wcrc_fee", "ovrs_wcrc_fee")] == [text(part, 0) for part in parts]
            assert row["wcrc_excc_amt"] == text(parts[0] + (-1 if sell else 1) * (parts[1] + parts[2]), 0)
            won["sell" if sell else "buy"] += parts[0]
            won["fee"] += parts[1]
            won["tax"] += parts[2]
            net[currency] += D(row["frcr_excc_amt_1"]) * (1 if sell else -1)
        assert pages[0]["output2"] == {
            "frcr_buy_amt_smtl": text(won["buy"], 6),
            "frcr_sll_amt_smtl": text(won["sell"], 6),
            "dmst_fee_smtl": text(won["fee"], 6),
            "ovrs_fee_smtl": text(won["tax"], 6),
        }
        for currency, traded in net.items():  # payments and what the rows say are the balance
            paid = sum((amount for _, c, amount in self.books.paid if c is currency), D(0))
            assert self.broker.state.accounts[ACCOUNT].cash[currency].balance == paid + traded

    def check_profits(self, realised: dict[str, Decimal]) -> None:
        """What is realised by day, and what today adds to it, is what the balance says."""
        now = self.clock.now()
        sold = [f for f in self.books.fills if f["side"] is Side.SELL]
        for code, exchanges in (("NASD", "NASD NYSE"), ("TKSE", "TKSE"), ("SEHK", "SEHK")):
            mine = [f for f in sold if CODES[f["exchange"]] in exchanges]
            over = [f for f in mine if now.astimezone(ZONES[f["exchange"]]).date() > f["day"]]
            pages = self.ask(
                "inquire-period-profit", "TTTS3039R", OVRS_EXCG_CD=code, NATN_CD="", CRCY_CD="", PDNO="",
                INQR_STRT_DT="20261101", INQR_END_DT="20261231", WCRC_FRCR_DVSN_CD="01", CTX_AREA_FK200="", CTX_AREA_NK200="",
            )  # fmt: skip
            rows = [row for page in pages for row in page["output1"]]
            expected = self.books.days(over)
            assert [(row["trad_day"], row["ovrs_pdno"]) for row in rows] == [(k[0], k[3]) for k in expected]
            for row, total in zip(rows, expected.values(), strict=True):
                gain = total["amount"] - total["fee"] - total["cost"]
                assert row["slcl_qty"] == str(total["quantity"])
                assert row["frcr_pchs_amt1"] == text(total["cost"], 5)
                assert row["frcr_sll_amt_smtl1"] == text(total["amount"], 6)
                assert row["stck_sll_tlex"] == text(total["fee"], 4)
                assert row["ovrs_rlzt_pfls_amt"] == text(gain, 5)
                assert row["pftrt"] == text(gain * 100 / total["cost"], 8)
            today = sum((profit(f) for f in mine if f not in over), D(0))
            assert pages[0]["output2"]["ovrs_rlzt_pfls_tot_amt"] == text(realised[code] - today, 5)

    def check_margin(self) -> None:
        (page,) = self.ask("foreign-margin", "TTTC2101R")
        rows = {(row["natn_name"], row["crcy_cd"]): row for row in page["output"]}
        now = self.clock.now()
        for name, currency in (("미국", Currency.USD), ("일본", Currency.JPY), ("홍콩", Currency.HKD)):
            row = rows[name, currency]
            late = [
                f
                for f in self.books.fills
                if CURRENCY_OF[f["exchange"]] is currency
                and settles(f["exchange"], f["day"]) > today_at(f["exchange"], now)
            ]
            settled = self.settled_now(currency)
            assert row["frcr_dncl_amt1"] == text(settled, 6)
            assert row["ustl_buy_amt"] == text(-sum((flow(f) for f in late if f["side"] is Side.BUY), D(0)), 2)
            assert row["ustl_sll_amt"] == text(sum((flow(f) for f in late if f["side"] is Side.SELL), D(0)), 2)
            assert row["frcr_rcvb_amt"] == text(max(D(0), -settled), 2)
            parts = {n: D(row[n]) for n in ("frcr_dncl_amt1", "ustl_sll_amt", "ustl_buy_amt", "frcr_mgn_amt")}
            orderable = parts["frcr_dncl_amt1"] + parts["ustl_sll_amt"] - parts["ustl_buy_amt"] - parts["frcr_mgn_amt"]
            assert row["frcr_gnrl_ord_psbl_amt"] == text(orderable, 2)
            assert D(row["bass_exrt"]) == RATES[currency]


TestAccounting = Trading.TestCase
TestAccounting.settings = settings(max_examples=70, stateful_step_count=40, deadline=None)
