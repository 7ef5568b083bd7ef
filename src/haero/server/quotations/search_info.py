"""해외주식 상품기본정보 (v1_해외주식-034, CTPF1702R): GET /uapi/overseas-price/v1/quotations/search-info. Real only.

The instrument list has names, lots and shares; codes that haero has no notion of (ISIN, SEDOL, LEI, mini-stock, PTP, tax) are
what KIS prints for a plain share, or empty.
"""

from haero.kis import catalogue, codes, refusals, successes, texts, words
from haero.kis.codes import ExchangeCode
from haero.kis.request_types import SearchInfoRequest
from haero.kis.requests import decode_query
from haero.kis.rows import RowWriter, Value
from haero.market.listing.instruments import Instrument, InstrumentKind
from haero.server.call import Answer, Call
from haero.server.quotations.figures import last_price
from haero.terms import KST, Currency

API = catalogue.api("v1_해외주식-034")
CURRENCY_NAMES: dict[Currency, str] = {
    Currency.USD: "미국달러",
    Currency.HKD: "홍콩달러",
    Currency.CNY: "중국위안",
    Currency.JPY: "일본엔",
    Currency.VND: "베트남동",
    Currency.KRW: "원",
}
_BY_TYPE = {code.product_type: code for code in codes.EXCHANGES}
_BLOOMBERG = {"us": "US", "hk": "HK", "cn_sh": "CH", "cn_sz": "CH", "jp": "JP", "vn": "VN"}
_BLANK = {
    "ovrs_papr", "lstg_dt", "chng_bf_pdno", "prdt_type_cd_2", "ovrs_item_name", "sedol_no", "etp_chas_erng_rt_dbnb",
    "istt_usge_isin_cd", "mint_svc_yn_chng_dt", "lei_cd", "ovrs_stck_stop_rson_cd", "lstg_abol_dt", "mint_frst_svc_erlm_dt",
    "ptp_item_trfx_exmt_strt_dt", "ptp_item_trfx_exmt_end_dt", "memo_text1", "ovrs_stck_prdt_grp_no",
}  # fmt: skip
_rows = RowWriter(API.id, "output", blank=_BLANK)


def handle(call: Call) -> Answer:
    """What is known of a product. Raises KIOK0560 with rt_cd 7 where the product type does not list it, as CTPF1604R does."""
    form = decode_query(API, SearchInfoRequest, call.request.query)
    code = _BY_TYPE.get(form.PRDT_TYPE_CD)
    market = call.books.market
    found = None if code is None else market.instruments.get(words.EXCHANGES[code.order_code], form.PDNO)
    if found is None or code is None:
        raise refusals.NO_SUCH_PRODUCT.refuse()
    korean = call.now.astimezone(KST)
    values = _values(code, found) | {
        "ovrs_now_pric1": last_price(market.source.summary(found, call.seen)),
        "last_rcvg_dtime": texts.yyyymmdd(korean.date()) + texts.kst_time(korean),
    }
    return call.quoted({"output": _rows.row(values)}, success=successes.QUERY_DONE)


def _values(code: ExchangeCode, found: Instrument) -> dict[str, Value]:
    etf = found.kind is InstrumentKind.ETF
    american = code.country == "us"
    # Hong Kong codes have leading zeros here and none there.
    ticker = found.symbol.lstrip("0") if code.country == "hk" else found.symbol
    return {
        "std_pdno": found.symbol[:12],
        "prdt_eng_name": found.name_en[:60],
        "prdt_name": found.name_ko[:60],
        "natn_cd": code.nation,
        "natn_name": code.nation_ko,
        "tr_mket_cd": code.market,
        "tr_mket_name": code.name_ko,
        "ovrs_excg_cd": code.order_code,
        "ovrs_excg_name": code.name_ko,
        "tr_crcy_cd": str(found.currency),
        "crcy_name": CURRENCY_NAMES[found.currency],
        "ovrs_stck_dvsn_cd": "03" if etf else "01",
        "prdt_clsf_cd": "101210",
        "prdt_clsf_name": "해외주식",
        "sll_unit_qty": found.lot,
        "buy_unit_qty": found.lot,
        "tr_unit_amt": "0",
        "lstg_stck_num": found.listed_shares,
        "ovrs_stck_tr_stop_dvsn_cd": "01",
        "lstg_abol_item_yn": "N",
        "lstg_yn": "Y",
        "tax_levy_yn": "N",
        "ovrs_stck_erlm_rosn_cd": "00",
        "ovrs_stck_hist_rght_dvsn_cd": "00",
        "blbg_tckr_text": f"{ticker} {_BLOOMBERG[code.country]}",
        "ovrs_stck_etf_risk_drtp_cd": "001" if etf else "",
        # haero trades whole shares only: no mini-stock service.
        "mint_svc_yn": "N",
        "mini_stk_tr_stat_dvsn_cd": "02",
        "mint_dcpt_trad_psbl_yn": "N",
        "mint_fnum_trad_psbl_yn": "N",
        "mint_cblc_cvsn_ipsb_yn": "N",
        "ptp_item_yn": "N",
        "ptp_item_trfx_exmt_yn": "N",
        "dtm_tr_psbl_yn": "Y" if american else "N",
        "sdrf_stop_ecls_yn": "N",
        "sdrf_stop_ecls_erlm_dt": "00000000",
    }
