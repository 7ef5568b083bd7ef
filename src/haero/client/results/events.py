"""What happens to a share: rights (dividends, splits), what it is worth as collateral, and news."""

from haero.client.results import fields as read
from haero.client.results.row import Row
from haero.kis.reply_types import (
    BrknewsTitleOutput,
    ColableByCompanyOutput1,
    ColableByCompanyOutput2,
    NewsTitleOutblock1,
    PeriodRightsOutput,
    RightsByIceOutput1,
)

_SYMBOLS = range(1, 11)


class Right(Row[PeriodRightsOutput]):
    """A right of a time (기간별권리). Ratios and amounts a share; `confirmed` once it is final."""

    __slots__ = ()

    symbol = read.text("pdno")
    name = read.text("prdt_name")
    kind_code = read.text("rght_type_cd")
    record_date = read.optional(read.day("bass_dt"))
    local_record_date = read.optional(read.day("acpl_bass_dt"))
    subscription_from = read.optional(read.day("sbsc_strt_dt"))
    subscription_until = read.optional(read.day("sbsc_end_dt"))
    cash_ratio = read.optional(read.decimal("cash_alct_rt"))
    share_ratio = read.optional(read.decimal("stck_alct_rt"))
    price = read.optional(read.decimal("alct_frcr_unpr"))
    currency_code = read.text("crcy_cd")
    currency_code_2 = read.text("crcy_cd2")
    currency_code_3 = read.text("crcy_cd3")
    currency_code_4 = read.text("crcy_cd4")
    dividend_2 = read.optional(read.decimal("stkp_dvdn_frcr_amt2"))
    dividend_3 = read.optional(read.decimal("stkp_dvdn_frcr_amt3"))
    dividend_4 = read.optional(read.decimal("stkp_dvdn_frcr_amt4"))
    confirmed = read.optional(read.flag("dfnt_yn"))
    product_type = read.text("prdt_type_cd")
    standard_code = read.text("std_pdno")


class IceRight(Row[RightsByIceOutput1]):
    """A right of one share, of ICE's data (권리종합)."""

    __slots__ = ()

    title = read.text("ca_title")
    announced_on = read.optional(read.day("anno_dt"))
    ex_dividend_date = read.optional(read.day("div_lock_dt"))
    paid_on = read.optional(read.day("pay_dt"))
    record_date = read.optional(read.day("record_dt"))
    valid_on = read.optional(read.day("validity_dt"))
    instruct_until = read.optional(read.day("local_end_dt"))
    ex_right_date = read.optional(read.day("lock_dt"))
    delisted_on = read.optional(read.day("delist_dt"))
    redeemed_on = read.optional(read.day("redempt_dt"))
    redeemed_early_on = read.optional(read.day("early_redempt_dt"))
    effective_on = read.optional(read.day("effective_dt"))


class Collateral(Row[ColableByCompanyOutput1]):
    """A share that KIS lends money on. Ratios in percent."""

    __slots__ = ()

    symbol = read.text("pdno")
    name = read.text("ovrs_item_name")
    exchange = read.optional(read.exchange("ovrs_excg_cd"))
    currency_code = read.text("crcy_cd")
    loan_percent = read.optional(read.decimal("loan_rt"))
    maintenance_percent = read.optional(read.decimal("mgge_mntn_rt"))
    security_percent = read.optional(read.decimal("mgge_ensu_rt"))
    available = read.optional(read.flag("loan_exec_psbl_yn"))
    registered_on = read.optional(read.day("erlm_dt"))
    market = read.text("tr_mket_name")
    country = read.text("natn_kor_name")


class CollateralTotals(Row[ColableByCompanyOutput2]):
    """How many shares those are."""

    __slots__ = ()

    count = read.optional(read.whole("loan_psbl_item_num"))


class News(Row[NewsTitleOutblock1]):
    """A title of the overseas news, in Korean. `at` is Korean time."""

    __slots__ = ()

    title = read.text("title")
    at = read.korean_moment("data_dt", "data_tm")
    key = read.text("news_key")
    source = read.text("source")
    symbol = read.text("symb")
    name = read.text("symb_name")
    exchange = read.optional(read.exchange("exchange_cd"))
    exchange_code = read.text("exchange_cd")
    country_code = read.text("nation_cd")
    class_code = read.text("class_cd")
    class_name = read.text("class_name")
    kind_code = read.text("info_gb")


class BreakingNews(Row[BrknewsTitleOutput]):
    """A title of the breaking news. `at` is Korean time; `symbols` and `names` are of the shares that it speaks of, up to ten."""

    __slots__ = ()

    title = read.text("hts_pbnt_titl_cntt")
    at = read.korean_moment("data_dt", "data_tm")
    key = read.text("cntt_usiq_srno")
    source = read.text("dorg")
    provider_code = read.text("news_ofer_entp_code")
    class_code = read.text("news_lrdv_code")
    symbol = read.text("iscd1")
    name = read.text("kor_isnm1")

    @property
    def symbols(self) -> list[str]:
        """The symbols that it speaks of."""
        return [found for number in _SYMBOLS if (found := getattr(self.raw, f"iscd{number}").strip())]

    @property
    def names(self) -> list[str]:
        """The Korean names of the shares that it speaks of."""
        return [found for number in _SYMBOLS if (found := getattr(self.raw, f"kor_isnm{number}").strip())]
