"""Exchange codes and order division names.

No catalogue is read for them: a client needs them at once.
Sources: the code tables of the order, quote and notice APIs (v1_해외주식-001, v1_해외주식-009, 실시간-009).
"""

from typing import NamedTuple


class ExchangeCode(NamedTuple):
    """One exchange under all its names.

    order_code: account and order APIs (NASD). quote_code: quote APIs (NAS). daytime_code: US daytime quotes (BAQ), else
    empty. product_type: PRDT_TYPE_CD. nation and market: NATN_CD and TR_MKET_CD. notice: ODER_COND of the notices.
    """

    order_code: str
    quote_code: str
    daytime_code: str
    product_type: str
    nation: str
    market: str
    currency: str
    name_ko: str
    nation_ko: str
    notice: str
    country: str


EXCHANGES: tuple[ExchangeCode, ...] = (
    ExchangeCode("NASD", "NAS", "BAQ", "512", "840", "01", "USD", "나스닥", "미국", "6", "us"),
    ExchangeCode("NYSE", "NYS", "BAY", "513", "840", "02", "USD", "뉴욕", "미국", "7", "us"),
    ExchangeCode("AMEX", "AMS", "BAA", "529", "840", "05", "USD", "아멕스", "미국", "8", "us"),
    ExchangeCode("SEHK", "HKS", "", "501", "344", "01", "HKD", "홍콩", "홍콩", "4", "hk"),
    ExchangeCode("SHAA", "SHS", "", "551", "156", "03", "CNY", "상해A", "중국", "A", "cn_sh"),
    # Guess: KIS lists no ODER_COND for 심천A. "B" (심천B) is the nearest, and python-kis reads it as Shenzhen.
    ExchangeCode("SZAA", "SZS", "", "552", "156", "04", "CNY", "심천A", "중국", "B", "cn_sz"),
    ExchangeCode("TKSE", "TSE", "", "515", "392", "01", "JPY", "일본", "일본", "D", "jp"),
    ExchangeCode("HASE", "HNX", "", "507", "704", "01", "VND", "하노이", "베트남", "E", "vn"),
    ExchangeCode("VNSE", "HSX", "", "508", "704", "02", "VND", "호치민", "베트남", "F", "vn"),
)

_BY_ORDER_CODE = {item.order_code: item for item in EXCHANGES}
_BY_QUOTE_CODE = {code: item for item in EXCHANGES for code in (item.quote_code, item.daytime_code) if code}

ORDER_DIVISION_NAMES: dict[str, str] = {
    "00": "지정가",
    "31": "MOO(장개시시장가)",
    "32": "LOO(장개시지정가)",
    "33": "MOC(장마감시장가)",
    "34": "LOC(장마감지정가)",
    "35": "TWAP",
    "36": "VWAP",
    "50": "단주지정가",
}
"""ORD_DVSN to its Korean name, as the order page has it: "00" to "지정가"."""


def by_order_code(code: str) -> ExchangeCode | None:
    """The exchange of a 4-letter order code (NASD), or None."""
    return _BY_ORDER_CODE.get(code)


def by_quote_code(code: str) -> ExchangeCode | None:
    """The exchange of a 3-letter quote code (NAS) or of a US daytime code (BAQ), or None."""
    return _BY_QUOTE_CODE.get(code)
