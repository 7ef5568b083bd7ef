"""What an account holds: shares and cash, and what they are worth."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from haero.client.results import fields as read
from haero.client.results.parameters import exchange_of
from haero.client.results.row import Row
from haero.kis.reply_types import (
    InquireBalanceOutput1,
    InquireBalanceOutput2,
    InquirePresentBalanceOutput1,
    InquirePresentBalanceOutput2,
    InquirePresentBalanceOutput3,
)
from haero.terms import Exchange


class Holding(Row[InquireBalanceOutput1]):
    """A holding of `inquire-balance`, in its own currency. `quantity` counts what was traded, settled or not."""

    __slots__ = ()

    symbol = read.text("ovrs_pdno")
    name = read.text("ovrs_item_name")
    exchange = read.exchange("ovrs_excg_cd")
    currency = read.currency("tr_crcy_cd")
    quantity = read.whole("ovrs_cblc_qty")
    sellable = read.whole("ord_psbl_qty")
    average_price = read.decimal("pchs_avg_pric")
    last_price = read.decimal("now_pric2")
    cost = read.decimal("frcr_pchs_amt1")
    value = read.decimal("ovrs_stck_evlu_amt")
    profit = read.decimal("frcr_evlu_pfls_amt")
    profit_percent = read.decimal("evlu_pfls_rt")
    product_type = read.text("prdt_type_cd")
    loan_type = read.text("loan_type_cd")
    lent_on = read.optional(read.day("loan_dt"))
    due_on = read.optional(read.day("expd_dt"))


class HoldingTotals(Row[InquireBalanceOutput2]):
    """The sums of `inquire-balance`, in the currency that was asked for."""

    __slots__ = ()

    cost = read.decimal("frcr_pchs_amt1")
    profit = read.decimal("tot_evlu_pfls_amt")
    realized_profit = read.decimal("ovrs_rlzt_pfls_amt")
    realized_percent = read.decimal("rlzt_erng_rt")
    total_profit = read.decimal("ovrs_tot_pfls")
    total_percent = read.decimal("tot_pftrt")
    bought = read.decimal("frcr_buy_amt_smtl1")
    realized_profit_2 = read.optional(read.decimal("ovrs_rlzt_pfls_amt2"))
    bought_2 = read.optional(read.decimal("frcr_buy_amt_smtl2"))


class PresentHolding(Row[InquirePresentBalanceOutput1]):
    """A holding of `inquire-present-balance`. Amounts are in `currency`, or in won where won was asked for; `won_cost` is won.

    `exchange_rate` is the won of `rate_unit` units of the currency: of 100 yen, else of 1.
    """

    __slots__ = ()

    symbol = read.text("pdno")
    name = read.text("prdt_name")
    exchange = read.exchange("ovrs_excg_cd")
    currency = read.currency("buy_crcy_cd")
    quantity = read.whole("ccld_qty_smtl1")
    settled_quantity = read.whole("cblc_qty13")
    sellable = read.whole("ord_psbl_qty1")
    bought_today = read.whole("thdt_buy_ccld_qty1")
    sold_today = read.whole("thdt_sll_ccld_qty1")
    average_price = read.decimal("avg_unpr3")
    last_price = read.decimal("ovrs_now_pric1")
    cost = read.decimal("frcr_pchs_amt")
    value = read.decimal("frcr_evlu_amt2")
    profit = read.decimal("evlu_pfls_amt2")
    profit_percent = read.decimal("evlu_pfls_rt1")
    won_cost = read.decimal("pchs_rmnd_wcrc_amt")
    bought_amount_today = read.decimal("thdt_buy_ccld_frcr_amt")
    sold_amount_today = read.decimal("thdt_sll_ccld_frcr_amt")
    exchange_rate = read.decimal("bass_exrt")
    rate_unit = read.decimal("unit_amt")
    loan = read.optional(read.decimal("loan_rmnd"))
    lent_on = read.optional(read.day("loan_dt"))
    due_on = read.optional(read.day("loan_expd_dt"))
    standard_code = read.text("std_pdno")
    product_type = read.text("prdt_type_cd")
    kind_text = read.text("scts_dvsn_name")
    market = read.text("tr_mket_name")
    country = read.text("natn_kor_name")
    quote_code = read.text("item_lnkg_excg_cd")


class Cash(Row[InquirePresentBalanceOutput2]):
    """The cash of one currency: `amount` is settled, `withdrawable` is needed by nothing, `reserved` is held by open orders."""

    __slots__ = ()

    currency = read.currency("crcy_cd")
    name = read.text("crcy_cd_name")
    amount = read.decimal("frcr_dncl_amt_2")
    withdrawable = read.decimal("frcr_drwg_psbl_amt_1")
    withdrawable_won = read.decimal("frcr_evlu_amt2")
    withdrawable_next_day = read.decimal("nxdy_frcr_drwg_psbl_amt")
    reserved = read.decimal("frcr_buy_mgn_amt")
    other_margin = read.decimal("frcr_etc_mgna")
    bought_today = read.decimal("frcr_buy_amt_smtl")
    sold_today = read.decimal("frcr_sll_amt_smtl")
    exchange_rate = read.decimal("frst_bltn_exrt")
    kept_abroad = read.optional(read.flag("acpl_cstd_crcy_yn"))


class Totals(Row[InquirePresentBalanceOutput3]):
    """The sums of `inquire-present-balance`, all in won."""

    __slots__ = ()

    assets = read.decimal("tot_asst_amt")
    holdings_value = read.decimal("evlu_amt_smtl_amt")
    holdings_cost = read.decimal("pchs_amt_smtl_amt")
    profit = read.decimal("tot_evlu_pfls_amt")
    profit_percent = read.decimal("evlu_erng_rt1")
    cash = read.decimal("tot_dncl_amt")
    won_cash = read.decimal("dncl_amt")
    foreign_cash = read.decimal("frcr_evlu_tota")
    foreign_balance = read.decimal("tot_frcr_cblc_smtl")
    usable_foreign = read.decimal("frcr_use_psbl_amt")
    withdrawable = read.decimal("wdrw_psbl_tot_amt")
    reserved = read.decimal("buy_mgn_amt")
    margin = read.decimal("mgna_tota")
    other_margin = read.decimal("etc_mgna")
    unsettled_sales = read.decimal("ustl_sll_amt_smtl")
    unsettled_purchases = read.decimal("ustl_buy_amt_smtl")
    loans = read.decimal("tot_loan_amt")
    cma = read.decimal("cma_evlu_amt")
    asked_cost = read.decimal("pchs_amt_smtl")
    asked_value = read.decimal("evlu_amt_smtl")
    asked_profit = read.decimal("evlu_pfls_amt_smtl")


class Amounts(Mapping[str, Decimal]):
    """The settled cash of each currency; an unreadable one raises ValueError when it is looked at."""

    __slots__ = ("_lines",)

    def __init__(self, lines: Mapping[str, Cash]) -> None:
        self._lines = lines

    def __getitem__(self, name: str) -> Decimal:
        return self._lines[name].amount

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)

    def __repr__(self) -> str:
        return "{" + ", ".join(f"{name!r}: {self._lines[name].raw.frcr_dncl_amt_2.strip()}" for name in self) + "}"


class Balance:
    """An account: `holdings`, `cash` by currency, and `total` (in won, or None where KIS sent no sums).

    On real all of it is one `inquire-present-balance`. On mock KIS fills in the sums alone: then `holdings` are those of
    `inquire-balance`, and `cash` is given by whoever asked for it elsewhere (what orders can use, by the buying power).

    `cash["USD"]` is the settled cash of a currency as a Decimal; a currency that the account lacks is not in it. `currencies` has
    all figures of each, where KIS sent them.
    """

    __slots__ = ("cash", "currencies", "holdings", "total")

    def __init__(
        self,
        holdings: Sequence[PresentHolding | Holding],
        currencies: Sequence[Cash],
        total: Totals | None,
        cash: Mapping[str, Decimal] | None = None,
    ) -> None:
        self.holdings = list(holdings)
        self.currencies: dict[str, Cash] = {name: line for line in currencies if (name := line.raw.crcy_cd.strip())}
        self.cash: Mapping[str, Decimal] = Amounts(self.currencies) if cash is None else cash
        self.total = total

    def holding(self, symbol: str | tuple[Exchange, str]) -> PresentHolding | Holding | None:
        """The holding of a stock, or None: of "NYSE:IBM" or a Ticker, or of "IBM" on whatever exchange.

        Symbols are as KIS has them in its orders: BRK/B, 00700. Raises ValueError: no such exchange.
        """
        market, _, name = symbol.strip().upper().rpartition(":") if isinstance(symbol, str) else ("", "", symbol[1])
        exchange = exchange_of(market) if market else None if isinstance(symbol, str) else symbol[0]
        return next((row for row in self.holdings if row.symbol == name and exchange in (None, row.exchange)), None)

    def to_dict(self) -> dict[str, Any]:
        """The values of all its rows; one that can't be read is None."""
        lines = {name: line.to_dict() for name, line in self.currencies.items()}
        return {
            "holdings": [row.to_dict() for row in self.holdings],
            "cash": {name: line["amount"] for name, line in lines.items()} or dict(self.cash),
            "currencies": lines,
            "total": self.total.to_dict() if self.total is not None else None,
        }

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Balance):
            return NotImplemented
        mine = (self.holdings, self.currencies, self.total)
        if mine != (other.holdings, other.currencies, other.total):
            return False
        return bool(self.currencies) or dict(self.cash) == dict(other.cash)

    __hash__ = None  # type: ignore[assignment]  # it holds dictionaries

    def __repr__(self) -> str:
        return f"Balance(holdings={self.holdings!r}, cash={self.cash!r}, total={self.total!r})"
