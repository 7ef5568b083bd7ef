"""Shares and their exchanges: basic information, settlement dates, trades, industries, and what a condition search finds."""

from enum import StrEnum

from haero.client.results import fields as read
from haero.client.results.heads import Counted, CountedRankingHead
from haero.client.results.row import Row
from haero.kis.reply_types import (
    CountriesHolidayOutput,
    IndustryPriceOutput2,
    InquireSearchOutput1,
    InquireSearchOutput2,
    QuotationsInquireCcnlOutput1,
    QuotationsInquireCcnlOutput2,
    SearchInfoOutput,
)


class InstrumentInfo(Row[SearchInfoOutput]):
    """What KIS has on file about a share."""

    __slots__ = ()

    standard_code = read.text("std_pdno")
    name = read.text("prdt_name")
    english_name = read.text("prdt_eng_name")
    exchange = read.exchange("ovrs_excg_cd")
    currency = read.currency("tr_crcy_cd")
    kind_code = read.text("ovrs_stck_dvsn_cd")
    sell_lot = read.optional(read.whole("sll_unit_qty"))
    buy_lot = read.optional(read.whole("buy_unit_qty"))
    listed_shares = read.optional(read.whole("lstg_stck_num"))
    last_price = read.optional(read.decimal("ovrs_now_pric1"))
    updated_at = read.optional(read.korean_stamp("last_rcvg_dtime"))
    listed = read.optional(read.flag("lstg_yn"))
    listed_on = read.optional(read.day("lstg_dt"))
    delisted = read.optional(read.flag("lstg_abol_item_yn"))
    delisted_on = read.optional(read.day("lstg_abol_dt"))
    halt_code = read.text("ovrs_stck_tr_stop_dvsn_cd")
    halt_reason_code = read.text("ovrs_stck_stop_rson_cd")
    daytime = read.optional(read.flag("dtm_tr_psbl_yn"))
    par_value = read.optional(read.decimal("ovrs_papr"))
    trading_unit = read.optional(read.decimal("tr_unit_amt"))
    taxed = read.optional(read.flag("tax_levy_yn"))
    ptp = read.optional(read.flag("ptp_item_yn"))
    ptp_exempt = read.optional(read.flag("ptp_item_trfx_exmt_yn"))
    ptp_exempt_from = read.optional(read.day("ptp_item_trfx_exmt_strt_dt"))
    ptp_exempt_until = read.optional(read.day("ptp_item_trfx_exmt_end_dt"))
    etf_risk_code = read.text("ovrs_stck_etf_risk_drtp_cd")
    etp_leverage = read.optional(read.decimal("etp_chas_erng_rt_dbnb"))
    sedol = read.text("sedol_no")
    bloomberg = read.text("blbg_tckr_text")
    institutional_isin = read.text("istt_usge_isin_cd")
    lei = read.text("lei_cd")
    country = read.text("natn_name")
    country_code = read.text("natn_cd")
    market = read.text("tr_mket_name")
    market_code = read.text("tr_mket_cd")
    exchange_name = read.text("ovrs_excg_name")
    currency_name = read.text("crcy_name")
    class_code = read.text("prdt_clsf_cd")
    class_name = read.text("prdt_clsf_name")
    group = read.text("ovrs_stck_prdt_grp_no")
    registration_code = read.text("ovrs_stck_erlm_rosn_cd")
    rights_code = read.text("ovrs_stck_hist_rght_dvsn_cd")
    symbol_before = read.text("chng_bf_pdno")
    other_product_type = read.text("prdt_type_cd_2")
    overseas_name = read.text("ovrs_item_name")
    fractional = read.optional(read.flag("mint_svc_yn"))
    fractional_changed_on = read.optional(read.day("mint_svc_yn_chng_dt"))
    fractional_status_code = read.text("mini_stk_tr_stat_dvsn_cd")
    fractional_since = read.optional(read.day("mint_frst_svc_erlm_dt"))
    fractional_tradable = read.optional(read.flag("mint_dcpt_trad_psbl_yn"))
    fractional_whole_tradable = read.optional(read.flag("mint_fnum_trad_psbl_yn"))
    fractional_not_convertible = read.optional(read.flag("mint_cblc_cvsn_ipsb_yn"))
    no_swing_halt = read.optional(read.flag("sdrf_stop_ecls_yn"))
    no_swing_halt_since = read.optional(read.day("sdrf_stop_ecls_erlm_dt"))
    memo = read.text("memo_text1")


class SettlementDate(Row[CountriesHolidayOutput]):
    """When a trade of a day settles in a market: `local` there, `korean` in Korea. A market that is closed that day has no row."""

    __slots__ = ()

    product_type = read.text("prdt_type_cd")
    country_code = read.text("tr_natn_cd")
    country = read.text("tr_natn_name")
    country_letters = read.text("natn_eng_abrv_cd")
    market_code = read.text("tr_mket_cd")
    market = read.text("tr_mket_name")
    local = read.optional(read.day("acpl_sttl_dt"))
    korean = read.optional(read.day("dmst_sttl_dt"))


class TapeSession(StrEnum):
    """In which session a trade was."""

    REGULAR = "regular"
    PRE = "pre"
    AFTER = "after"


_SESSIONS = {"0": TapeSession.REGULAR, "1": TapeSession.PRE, "2": TapeSession.AFTER}


class TapeTrade(Row[QuotationsInquireCcnlOutput2]):
    """A trade of the tape. KIS says its Korean time of day alone: `at` takes the last such time before the reply.

    `bid` and `ask` are those of then; `volume` the day's until then. `change` has its sign. `session` is None for a
    code that the documents lack.
    """

    __slots__ = ()
    elsewhere = "output1"

    at = read.latest_moment("khms")
    time = read.clock("khms")
    price = read.decimal("last")
    size = read.whole("evol")
    change = read.signed("diff", "sign")
    change_percent = read.decimal("rate")
    volume = read.whole("tvol")
    bid = read.unless_zero(read.decimal("pbid"))
    ask = read.unless_zero(read.decimal("pask"))
    strength = read.optional(read.decimal("vpow"))
    session_code = read.text("mtyp")
    session = read.made_of("TapeSession | None", ("mtyp",), lambda row: _SESSIONS.get(str(row.raw.mtyp).strip()))


class TapeHead(Counted[QuotationsInquireCcnlOutput1]):
    """The head of the tape."""

    __slots__ = ()

    exchange = read.exchange_of_key("rsym")
    decimals = read.optional(read.whole("zdiv"))


class Industry(Row[IndustryPriceOutput2]):
    """An industry of an exchange: its code is what `IndustryMember` is asked for by."""

    __slots__ = ()

    code = read.text("icod")
    name = read.text("name")


class Match(Row[InquireSearchOutput2]):
    """What a condition search found, largest first. `market_cap` is in thousands; of `turnover` KIS does not say it."""

    __slots__ = ()

    exchange = read.exchange("excd")
    symbol = read.text("symb")
    name = read.text("name")
    english_name = read.text("ename")
    rank = read.whole("rank")
    last = read.decimal("last")
    change = read.signed("diff", "sign")
    change_percent = read.decimal("rate")
    volume = read.whole("tvol")
    turnover = read.decimal("avol")
    open = read.unless_zero(read.decimal("popen"))
    high = read.unless_zero(read.decimal("phigh"))
    low = read.unless_zero(read.decimal("plow"))
    market_cap = read.optional(read.decimal("valx"))
    listed_shares = read.optional(read.decimal("shar"))
    eps = read.optional(read.decimal("eps"))
    per = read.optional(read.decimal("per"))
    tradable_text = read.text("e_ordyn")


class MatchHead(CountedRankingHead[InquireSearchOutput1]):
    """How many a condition search found."""

    __slots__ = ()
