"""Six account inquiries held against tests/bookkeeping.py, and against each other. Used by tests/test_accounting.py."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import msgspec
from multidict import CIMultiDict

from haero.books import Books as Door
from haero.broker.broker import Broker
from haero.desk.ledger import audit
from haero.kis import transactions
from haero.market.time.clock import MarketClock
from haero.server.auth.apps import App
from haero.server.call import Answer, Call
from haero.server.operations import OPERATIONS
from haero.server.wire import Request
from haero.terms import CURRENCY_OF, Currency, Environment, Exchange, Side
from tests.bookkeeping import CODES, SEOUL, ZONES, Books, flow, profit, settles, today_at, whole
from tests.support import TRADING

D = Decimal
ACCOUNT = "81000001-01"
OWN = {"CANO": "81000001", "ACNT_PRDT_CD": "01"}
RATES = dict(zip(Currency, map(D, ("1380.5", "177.3", "193.0", "9.2057", "0.0545", "1")), strict=True))
SYMBOLS = {
    "AAPL": (Exchange.NASDAQ, 1, "100.00"),
    "F": (Exchange.NYSE, 1, "11.37"),
    "7203": (Exchange.TOKYO, 100, "2713"),
    "00700": (Exchange.HONG_KONG, 100, "411.40"),
}
START_CASH = {Currency.USD: D(50_000), Currency.JPY: D(3_000_000), Currency.HKD: D(400_000), Currency.KRW: D(1_000_000)}


def text(number: Decimal | int, decimals: int) -> str:
    """As KIS writes it; no minus before a zero."""
    return f"{D(number).quantize(D(1).scaleb(-decimals), ROUND_HALF_UP) + 0:f}"


class Comparison:
    """Asks for everything, and holds every figure against the books."""

    books: Books
    broker: Broker
    clock: MarketClock
    door: Door
    prices: dict[str, Decimal]

    def ask(self, name: str, tr_id: str, **query: str) -> list[dict[str, Any]]:
        """All pages of an inquiry."""
        path = f"{TRADING}/{name}"
        transaction = transactions.lookup("real", "GET", path, tr_id)
        app = App("key", "secret", Environment.REAL, ACCOUNT, "h8100000")
        pages: list[dict[str, Any]] = []
        headers: CIMultiDict[str] = CIMultiDict()
        while True:
            request = Request("GET", path, OWN | query, headers, b"")
            now = self.broker.advance()
            call = Call(Environment.REAL, transaction, request, app, self.door, self.broker, now)
            answer = OPERATIONS[transaction.api_id](call)
            assert isinstance(answer, Answer)
            reply = answer.reply
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
