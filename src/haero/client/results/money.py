"""What can be bought, and what was traded and gained: buying power, margins, trades by day, realised profit, settled balances."""

from haero.client.results import fields as read
from haero.client.results.row import Row
from haero.kis.reply_types import (
    ForeignMarginOutput,
    InquirePaymtStdrBalanceOutput1,
    InquirePaymtStdrBalanceOutput2,
    InquirePaymtStdrBalanceOutput3,
    InquirePeriodProfitOutput1,
    InquirePeriodProfitOutput2,
    InquirePeriodTransOutput1,
    InquirePeriodTransOutput2,
    InquirePsamountOutput,
    InquirePsblOrderOutput,
)


class BuyingPower(Row[InquirePsamountOutput]):
    """What an order of one symbol at one price can use: `cash` in `currency`, `quantity` shares, fee included.

    `foreign_cash` is without the sales that have not settled, `reusable_sales` those that can be used. `max_quantity` counts what a
    purchase of currency would add, `integrated_cash` and `integrated_quantity` integrated margin (통합증거금).
    """

    __slots__ = ()

    currency = read.currency("tr_crcy_cd")
    cash = read.decimal("ovrs_ord_psbl_amt")
    quantity = read.whole("ord_psbl_qty")
    max_quantity = read.whole("max_ord_psbl_qty")
    foreign_cash = read.decimal("ord_psbl_frcr_amt")
    reusable_sales = read.decimal("sll_ruse_psbl_amt")
    exchanged_cash = read.optional(read.decimal("echm_af_ord_psbl_amt"))
    exchanged_quantity = read.optional(read.whole("echm_af_ord_psbl_qty"))
    exchange_rate = read.decimal("exrt")
    integrated_cash = read.optional(read.decimal("frcr_ord_psbl_amt1"))
    integrated_quantity = read.optional(read.whole("ovrs_max_ord_psbl_qty"))


class WonCash(Row[InquirePsblOrderOutput]):
    """The won of an account that orders can use, from the domestic buying power. Amounts in won."""

    __slots__ = ()

    cash = read.decimal("ord_psbl_cash")
    substitute = read.decimal("ord_psbl_sbst")
    reusable = read.decimal("ruse_psbl_amt")
    fund_sales = read.decimal("fund_rpch_chgs")
    price = read.decimal("psbl_qty_calc_unpr")
    amount_without_receivables = read.decimal("nrcvb_buy_amt")
    quantity_without_receivables = read.whole("nrcvb_buy_qty")
    max_amount = read.decimal("max_buy_amt")
    max_quantity = read.whole("max_buy_qty")
    cma = read.decimal("cma_evlu_amt")
    overseas_reusable = read.decimal("ovrs_re_use_amt_wcrc")
    foreign_cash = read.decimal("ord_psbl_frcr_amt_wcrc")


class Margin(Row[ForeignMarginOutput]):
    """The cash of one country's currency: settled, unsettled, reserved, usable. KIS has a row a country, used or not."""

    __slots__ = ()

    country = read.text("natn_name")
    currency = read.optional(read.currency("crcy_cd"))
    currency_code = read.text("crcy_cd")
    cash = read.decimal("frcr_dncl_amt1")
    unsettled_purchases = read.decimal("ustl_buy_amt")
    unsettled_sales = read.decimal("ustl_sll_amt")
    receivables = read.decimal("frcr_rcvb_amt")
    reserved = read.decimal("frcr_mgn_amt")
    usable = read.decimal("frcr_gnrl_ord_psbl_amt")
    usable_foreign = read.decimal("frcr_ord_psbl_amt1")
    usable_integrated = read.decimal("itgr_ord_psbl_amt")
    exchange_rate = read.decimal("bass_exrt")


class Trade(Row[InquirePeriodTransOutput1]):
    """What was bought or sold of one symbol on one day. Amounts in `currency`; those with `won` in whole won.

    `settled_amount` is the amount with the fees. `commission` is KIS's, `foreign_fee` the tax and fees abroad.
    """

    __slots__ = ()

    trade_date = read.day("trad_dt")
    settlement_date = read.optional(read.day("sttl_dt"))
    side = read.side("sll_buy_dvsn_cd", "sll_buy_dvsn_name")
    symbol = read.text("pdno")
    name = read.text("ovrs_item_name")
    quantity = read.whole("ccld_qty")
    price = read.decimal("ft_ccld_unpr2")
    amount = read.decimal("tr_frcr_amt2")
    settled_amount = read.decimal("frcr_excc_amt_1")
    commission = read.decimal("dmst_frcr_fee1")
    foreign_fee = read.decimal("frcr_fee1")
    currency = read.currency("crcy_cd")
    won_price = read.decimal("ovrs_stck_ccld_unpr")
    won_amount = read.decimal("tr_amt")
    settled_won = read.decimal("wcrc_excc_amt")
    commission_won = read.decimal("dmst_wcrc_fee")
    foreign_fee_won = read.decimal("ovrs_wcrc_fee")
    exchange_rate = read.decimal("erlm_exrt")
    amount_quantity = read.optional(read.decimal("amt_unit_ccld_qty"))
    standard_code = read.text("std_pdno")
    side_text = read.text("sll_buy_dvsn_name")
    loan_type = read.text("loan_dvsn_cd")
    loan_text = read.text("loan_dvsn_name")


class TradeTotals(Row[InquirePeriodTransOutput2]):
    """The sums of the trades of a time, in won."""

    __slots__ = ()

    bought = read.decimal("frcr_buy_amt_smtl")
    sold = read.decimal("frcr_sll_amt_smtl")
    commissions = read.decimal("dmst_fee_smtl")
    foreign_fees = read.decimal("ovrs_fee_smtl")


class Profit(Row[InquirePeriodProfitOutput1]):
    """What the sales of one symbol on one day gained, after fees; in its currency, or in won where won was asked for."""

    __slots__ = ()

    trade_date = read.day("trad_day")
    symbol = read.text("ovrs_pdno")
    name = read.text("ovrs_item_name")
    exchange = read.exchange("ovrs_excg_cd")
    quantity = read.whole("slcl_qty")
    average_cost = read.decimal("pchs_avg_pric")
    cost = read.decimal("frcr_pchs_amt1")
    price = read.decimal("avg_sll_unpr")
    amount = read.decimal("frcr_sll_amt_smtl1")
    fees = read.decimal("stck_sll_tlex")
    profit = read.decimal("ovrs_rlzt_pfls_amt")
    profit_percent = read.decimal("pftrt")
    exchange_rate = read.decimal("exrt")
    first_rate = read.decimal("frst_bltn_exrt")


class ProfitTotals(Row[InquirePeriodProfitOutput2]):
    """The sums of the realised profit of a time."""

    __slots__ = ()

    sold = read.decimal("stck_sll_amt_smtl")
    cost = read.decimal("stck_buy_amt_smtl")
    fees = read.decimal("smtl_fee1")
    proceeds = read.decimal("excc_dfrm_amt")
    profit = read.decimal("ovrs_rlzt_pfls_tot_amt")
    profit_percent = read.decimal("tot_pftrt")
    exchange_rate = read.decimal("exrt")
    as_of = read.optional(read.day("bass_dt"))


class SettledHolding(Row[InquirePaymtStdrBalanceOutput1]):
    """Shares that have settled on a day, at the price of now."""

    __slots__ = ()

    symbol = read.text("pdno")
    name = read.text("prdt_name")
    exchange = read.exchange("ovrs_excg_cd")
    currency = read.currency("buy_crcy_cd")
    quantity = read.whole("cblc_qty13")
    sellable = read.whole("ord_psbl_qty1")
    average_price = read.decimal("avg_unpr3")
    last_price = read.decimal("ovrs_now_pric1")
    cost = read.decimal("frcr_pchs_amt")
    value = read.decimal("frcr_evlu_amt2")
    profit = read.decimal("evlu_pfls_amt2")
    profit_percent = read.decimal("evlu_pfls_rt1")
    exchange_rate = read.decimal("bass_exrt")
    bought = read.whole("thdt_buy_ccld_qty1")
    sold = read.whole("thdt_sll_ccld_qty1")
    changed_at = read.optional(read.korean_stamp("oprt_dtl_dtime"))
    pledged = read.optional(read.decimal("mgge_qty"))
    lent = read.optional(read.decimal("ldng_cblc_qty"))
    loan = read.optional(read.decimal("loan_rmnd"))
    standard_code = read.text("std_pdno")
    product_type = read.text("prdt_type_cd")
    kind_text = read.text("scts_dvsn_name")
    market = read.text("tr_mket_name")
    country = read.text("natn_kor_name")


class SettledCash(Row[InquirePaymtStdrBalanceOutput2]):
    """The cash of one currency that has settled on a day."""

    __slots__ = ()

    currency = read.currency("crcy_cd")
    name = read.text("crcy_cd_name")
    amount = read.decimal("frcr_dncl_amt_2")
    exchange_rate = read.decimal("frst_bltn_exrt")
    won = read.decimal("frcr_evlu_amt2")


class SettledTotals(Row[InquirePaymtStdrBalanceOutput3]):
    """The sums of what has settled on a day, in won."""

    __slots__ = ()

    assets = read.decimal("tot_asst_amt2")
    holdings_value = read.decimal("wcrc_evlu_amt_smtl")
    holdings_cost = read.decimal("pchs_amt_smtl_amt")
    profit = read.decimal("tot_evlu_pfls_amt")
    profit_percent = read.decimal("evlu_erng_rt1")
    cash = read.decimal("tot_dncl_amt")
    foreign_cash = read.decimal("frcr_cblc_wcrc_evlu_amt_smtl")
    loans = read.decimal("tot_loan_amt")
    lent_value = read.decimal("tot_ldng_evlu_amt")
