"""The table of all refusals, each with its evidence. docs/errors.md is made from it.

No code is invented where a recorded one is near: a guess takes the nearest recorded code and says so in its note.
"""

from haero.kis.errors import Denial, DenialPair, Evidence
from haero.kis.oauth_refusals import OAUTH_REFUSALS

RECORDED, DOCUMENTED, GUESSED = Evidence.RECORDED, Evidence.DOCUMENTED, Evidence.GUESSED


def _gateway(
    name: str,
    code: str,
    text: str,
    evidence: Evidence,
    text_is: Evidence | None = None,
    note: str = "",
    status: int = 500,
) -> Denial:
    return Denial(name, code, text, status, "1", "gateway", evidence, text_is, note)


def _backend(
    name: str,
    code: str,
    text: str,
    evidence: Evidence,
    text_is: Evidence | None = None,
    note: str = "",
    rt_cd: str = "1",
    status: int = 200,
    padded: bool = False,
) -> Denial:
    return Denial(name, code, text, status, rt_cd, "backend", evidence, text_is, note, padded)


# --- Gateway: headers, tokens, limits, environments -------------------------------------------------------------------

REPEATED_GT_UID = _gateway(
    "REPEATED_GT_UID",
    "EGW00101",
    "유효하지 않은 요청입니다.",
    GUESSED,
    DOCUMENTED,
    "gt_uid seen before; no KIS code is known",
)
BODY_TOO_LARGE = _gateway(
    "BODY_TOO_LARGE", "EGW00101", "유효하지 않은 요청입니다.", GUESSED, DOCUMENTED, "status 413 is a guess", 413
)
METHOD_NOT_ALLOWED = _gateway(
    "METHOD_NOT_ALLOWED", "EGW00101", "유효하지 않은 요청입니다.", GUESSED, DOCUMENTED, "status 405 is a guess", 405
)
APPKEY_REQUIRED = _gateway("APPKEY_REQUIRED", "EGW00102", "AppKey는 필수입니다.", DOCUMENTED, note="as a header: guess")
INVALID_APPKEY = _gateway(
    "INVALID_APPKEY", "EGW00103", "유효하지 않은 AppKey입니다.", DOCUMENTED, note="as a header: guess"
)
APPSECRET_REQUIRED = _gateway(
    "APPSECRET_REQUIRED", "EGW00104", "AppSecret은 필수입니다.", DOCUMENTED, note="as a header: guess"
)
INVALID_APPSECRET = _gateway(
    "INVALID_APPSECRET", "EGW00105", "유효하지 않은 AppSecret입니다.", DOCUMENTED, note="as a header: guess"
)
INVALID_TOKEN = _gateway("INVALID_TOKEN", "EGW00121", "유효하지 않은 token 입니다.", DOCUMENTED)
TOKEN_NOT_FOUND = _gateway("TOKEN_NOT_FOUND", "EGW00122", "token을 찾을 수 없습니다.", DOCUMENTED)
EXPIRED_TOKEN = _gateway("EXPIRED_TOKEN", "EGW00123", "기간이 만료된 token 입니다.", RECORDED)
INVALID_HASHKEY = _gateway("INVALID_HASHKEY", "EGW00131", "유효하지 않은 hashkey입니다.", DOCUMENTED)
INVALID_CONTENT_TYPE = _gateway("INVALID_CONTENT_TYPE", "EGW00132", "Content-Type이 유효하지 않습니다.", DOCUMENTED)
RATE_LIMIT = _gateway(
    "RATE_LIMIT",
    "EGW00201",
    "초당 거래건수를 초과하였습니다.",
    RECORDED,
    note="a fourth key, message, repeats the code",
)
ROUTING_FAILED = _gateway(
    "ROUTING_FAILED",
    "EGW00202",
    "GW라우팅 중 오류가 발생했습니다.",
    RECORDED,
    note="a chunked body without Content-Length",
)
NOT_BEARER = _gateway("NOT_BEARER", "EGW00205", "credentials_type이 유효하지 않습니다.(Bearer)", DOCUMENTED)
INVALID_IP = _gateway("INVALID_IP", "EGW00207", "IP 주소가 없거나 유효하지 않습니다.", DOCUMENTED)
INVALID_CUSTTYPE = _gateway("INVALID_CUSTTYPE", "EGW00208", "고객유형(custtype)이 유효하지 않습니다.", DOCUMENTED)
INVALID_SEQ_NO = _gateway("INVALID_SEQ_NO", "EGW00209", "일련번호(seq_no)가 유효하지 않습니다.", DOCUMENTED)
CORPORATE_ON_MOCK = _gateway(
    "CORPORATE_ON_MOCK", "EGW00210", "법인고객의 경우 모의투자를 이용할 수 없습니다.", DOCUMENTED
)
PHONE_REQUIRED = _gateway("PHONE_REQUIRED", "EGW00212", "휴대전화번호(personalphone)는 필수 입니다.", DOCUMENTED)
TIMED_OUT = _gateway("TIMED_OUT", "EGW00301", "연결 시간이 초과되었습니다. 직전 거래를 반드시 확인하세요.", DOCUMENTED)
INVALID_PERSONAL_KEY = _gateway(
    "INVALID_PERSONAL_KEY",
    "EGW00304",
    "고객식별키(법인 personalSeckey, 개인 appSecret)가 유효하지 않습니다.",
    DOCUMENTED,
)
MOCK_APP_ON_REAL = _gateway(
    "MOCK_APP_ON_REAL", "EGW02004", "실전투자 도메인은 모의투자 앱키로 호출하실 수 없습니다.", RECORDED
)
MOCK_TR_ON_REAL = _gateway(
    "MOCK_TR_ON_REAL", "EGW02004", "실전투자 TR 이 아닙니다", RECORDED, note="recorded once; the status is a guess"
)
REAL_TR_ON_MOCK = _gateway(
    "REAL_TR_ON_MOCK", "EGW02006", "모의투자 TR 이 아닙니다.", RECORDED, note="one log has two spaces after TR"
)
REAL_APP_ON_MOCK = _gateway(
    "REAL_APP_ON_MOCK", "EGW02007", "해당 앱키는 모의투자용 앱키가 아닙니다", RECORDED, note="the status is a guess"
)

# --- Order gateway: fields of an order body ---------------------------------------------------------------------------

ACCOUNT_MISMATCH = _gateway(
    "ACCOUNT_MISMATCH",
    "IGW00002",
    "인증 시점의 계좌번호와 요청 계좌번호가 일치하지 않습니다",
    RECORDED,
    note="order TRs; one log starts with 현재 계좌의 계좌번호와",
)
CHECK_FIELD = _gateway(
    "CHECK_FIELD",
    "IGW00010",
    "{label}{particle} 확인해주세요.",
    GUESSED,
    RECORDED,
    "any other field of an order body, missing, too long or wrong; text recorded for RVSE_CNCL_DVSN_CD, code not",
)
CHECK_SYMBOL = _gateway("CHECK_SYMBOL", "IGW00017", "{label}{particle} 확인해주세요.", RECORDED, note="PDNO")
CHECK_ORDER_DIVISION = _gateway(
    "CHECK_ORDER_DIVISION", "IGW00019", "{label}{particle} 확인해주세요", RECORDED, note="ORD_DVSN; no full stop"
)
CHECK_SERVER_DIVISION = _gateway(
    "CHECK_SERVER_DIVISION", "IGW00036", "{label}{particle} 확인해주세요.", RECORDED, GUESSED, "ORD_SVR_DVSN_CD"
)
FIELD_CHECKS: dict[str, Denial] = {
    "PDNO": CHECK_SYMBOL,
    "ORD_DVSN": CHECK_ORDER_DIVISION,
    "ORD_SVR_DVSN_CD": CHECK_SERVER_DIVISION,
}
"""Order fields whose code is known; all others take CHECK_FIELD."""

# --- Query server -----------------------------------------------------------------------------------------------------

UNKNOWN_SERVICE = _backend(
    "UNKNOWN_SERVICE",
    "MCA00124",
    "해당 서비스를 찾을수 없습니다.",
    RECORDED,
    note="unknown path; status 404 is a guess",
    status=404,
)
UNKNOWN_TR = _backend(
    "UNKNOWN_TR", "OPSQ0002", "없는 서비스 코드 입니다.", RECORDED, note="status from a fixture", status=500
)
UNBOUND_ACCOUNT = _backend(
    "UNBOUND_ACCOUNT", "OPSQ2000", "ERROR : INPUT INVALID_CHECK_ACNO", RECORDED, note="query TRs", rt_cd="2"
)
INVALID_MARKET = _backend(
    "INVALID_MARKET", "OPSQ2001", "ERROR : INPUT INVALID_CHECK_MRKT_DIV_CODE", DOCUMENTED, note="bad EXCD", rt_cd="2"
)
QUOTE_FIELD_MISSING = _backend(
    "QUOTE_FIELD_MISSING",
    "OPSQ2001",
    "ERROR INPUT FIELD NOT FOUND [{label}]",
    RECORDED,
    GUESSED,
    "a key of a quote query is missing; the text is from a test fixture of an overseas ranking query",
    rt_cd="2",
)
FIELD_TOO_LONG = _backend(
    "FIELD_TOO_LONG", "OPSQ2002", "ERROR : INPUT INVALID_CHECK_FIELD_LENGTH", DOCUMENTED, note="query TRs", rt_cd="2"
)
BODY_NOT_FOUND = _backend("BODY_NOT_FOUND", "OPSQ9995", "JSON PARSING ERROR : body not found", DOCUMENTED, status=500)
INVALID_JSON = _backend(
    "INVALID_JSON",
    "OPSQ9997",
    "JSON PARSING ERROR : invalid json format",
    DOCUMENTED,
    note="status 500, and the use for duplicate keys, are guesses",
    status=500,
)
TR_ID_NOT_FOUND = _backend(
    "TR_ID_NOT_FOUND",
    "OPSQ9999",
    "JSON PARSING ERROR : tr_id not found",
    DOCUMENTED,
    note="status 500 is a guess",
    status=500,
)
NO_SUCH_PRODUCT = _backend(
    "NO_SUCH_PRODUCT",
    "KIOK0560",
    "조회할 내용이 없습니다",
    RECORDED,
    note="rt_cd 7 and no output, as recorded for an empty futures balance; for a product look-up a guess",
    rt_cd="7",
    padded=True,
)
DATA_CHANGED = _backend(
    "DATA_CHANGED",
    "SYDB0050",
    "조회이후에 자료가 변경되었습니다.(다시 조회하세요)",
    RECORDED,
    note="tr_cont N without CTX_AREA keys: recorded; with keys that were never given out: guess",
    rt_cd="7",
    padded=True,
)
REQUIRED_FIELD = _backend(
    "REQUIRED_FIELD",
    "APMP0001",
    "{label}은(는) 필수입력 항목입니다.",
    RECORDED,
    note="a key of an account query is missing",
    rt_cd="7",
    padded=True,
)
NOT_IN_MOCK = _backend(
    "NOT_IN_MOCK",
    "90000000",
    "모의투자에서는 해당업무가 제공되지 않습니다.",
    RECORDED,
    note="VTTT1006U, the US sell TR that the official sample builds by mistake",
)
MOCK_DELAYED = _backend(
    "MOCK_DELAYED", "90020000", "모의투자 서비스가 지연되고 있습니다. 잠시후 재시도 바랍니다.", RECORDED
)

# --- Business: real and mock ------------------------------------------------------------------------------------------

_HOURS = "장운영시간이 아닙니다.(단,주간거래시간이면 전용화면 주문가능, 주문시간 외 불가)"
BEFORE_OPEN = DenialPair(
    _backend("BEFORE_OPEN", "APBK0918", _HOURS, RECORDED, note="rt_cd is a guess"),
    _backend("BEFORE_OPEN", "40570000", "모의투자 장시작전 입니다.", RECORDED),
)
AFTER_CLOSE = DenialPair(
    _backend("AFTER_CLOSE", "APBK0918", _HOURS, RECORDED, note="rt_cd is a guess"),
    _backend("AFTER_CLOSE", "40580000", "모의투자 장종료 입니다.", RECORDED),
)
NOT_BUSINESS_DAY = DenialPair(
    _backend("NOT_BUSINESS_DAY", "APBK0919", "장운영일자가 주문일과 상이합니다", RECORDED, note="domestic record"),
    _backend("NOT_BUSINESS_DAY", "40100000", "모의투자 영업일이 아닙니다.", RECORDED),
)
OUTSIDE_WINDOW = DenialPair(
    _backend("OUTSIDE_WINDOW", "APBK0918", _HOURS, GUESSED, note="recorded only: a domestic text, KIER3672"),
    _backend("OUTSIDE_WINDOW", "40570000", "모의투자 장시작전 입니다.", GUESSED, note="nearest recorded code"),
)
UNKNOWN_SYMBOL = DenialPair(
    _backend("UNKNOWN_SYMBOL", "APBK0656", "해당종목정보가 없습니다", RECORDED, note="also: not on that exchange"),
    _backend("UNKNOWN_SYMBOL", "40070000", "모의투자 주문처리가 안되었습니다(매매불가 종목)", RECORDED),
)
INSUFFICIENT_CASH = DenialPair(
    _backend(
        "INSUFFICIENT_CASH", "APBK0952", "주문가능금액을 초과 했습니다", RECORDED, note="domestic record", rt_cd="7"
    ),
    _backend("INSUFFICIENT_CASH", "40250000", "모의투자 주문가능금액이 부족합니다.", RECORDED, note="domestic record"),
)
INSUFFICIENT_HOLDING = DenialPair(
    _backend(
        "INSUFFICIENT_HOLDING",
        "APBK0400",
        "주문 가능한 수량을 초과했습니다.",
        RECORDED,
        GUESSED,
        "domestic record, text abbreviated in the logs; none held and too few held",
    ),
    _backend("INSUFFICIENT_HOLDING", "40240000", "모의투자 잔고내역이 없습니다.", RECORDED),
)
TICK_VIOLATION = DenialPair(
    _backend(
        "TICK_VIOLATION",
        "APBK0506",
        "주식주문호가단위 오류입니다.",
        GUESSED,
        GUESSED,
        "domestic code; overseas not recorded",
    ),
    _backend(
        "TICK_VIOLATION",
        "40030000",
        "모의투자 주문처리가 안되었습니다(호가단위 오류)",
        RECORDED,
        note="domestic record",
    ),
)
LOT_VIOLATION = DenialPair(
    _backend(
        "LOT_VIOLATION", "APBK0506", "주문수량단위 오류입니다.", GUESSED, note="nearest recorded code: the tick's"
    ),
    _backend(
        "LOT_VIOLATION",
        "40030000",
        "모의투자 주문처리가 안되었습니다(주문수량단위 오류)",
        GUESSED,
        note="nearest recorded code: the tick's",
    ),
)
OUTSIDE_BAND = DenialPair(
    _backend("OUTSIDE_BAND", "APBK0506", "상/하한가 오류입니다.", GUESSED, note="nearest recorded code: the tick's"),
    _backend("OUTSIDE_BAND", "40270000", "모의투자 상/하한가 오류", RECORDED, note="domestic record"),
)
PRICE_TOO_LOW = DenialPair(
    _backend(
        "PRICE_TOO_LOW",
        "APBK1507",
        "가격 $0.01 미만시 온라인 주문불가조건입니다. 해외투자영업부(3276-5300)문의",
        RECORDED,
        note="price 0 with 지정가",
    ),
    _backend("PRICE_TOO_LOW", "40270000", "모의투자 상/하한가 오류", GUESSED, RECORDED, "recorded for the daily band"),
)
BAD_ORDER_DIVISION = DenialPair(
    _backend("BAD_ORDER_DIVISION", "APBK1269", "주문구분 입력오류입니다.", RECORDED),
    _backend(
        "BAD_ORDER_DIVISION", "40650000", "모의투자 주문처리가 안되었습니다(지정가만 가능한 상품입니다)", RECORDED
    ),
)
UNKNOWN_ORIGINAL = DenialPair(
    _backend(
        "UNKNOWN_ORIGINAL",
        "APBK0344",
        "원주문정보가 존재하지않습니다",
        GUESSED,
        RECORDED,
        "domestic record, overseas unknown",
    ),
    _backend("UNKNOWN_ORIGINAL", "40320000", "모의투자 원주문번호가 존재하지 않습니다", RECORDED),
)
NOTHING_TO_CHANGE = DenialPair(
    _backend(
        "NOTHING_TO_CHANGE",
        "APBK0927",
        "정정취소 가능수량이 없습니다.",
        GUESSED,
        RECORDED,
        "domestic record, overseas unknown",
        "7",
    ),
    _backend("NOTHING_TO_CHANGE", "40330000", "모의투자 정정/취소할 수량이 없습니다.", RECORDED),
)
NOT_REVISABLE = DenialPair(
    _backend(
        "NOT_REVISABLE",
        "APBK0927",
        "{label} 주문은 정정할 수 없습니다.",
        GUESSED,
        note="for TWAP and VWAP the rule is documented; MOO and MOC have no price that could be revised",
        rt_cd="7",
    ),
    _backend("NOT_REVISABLE", "40330000", "모의투자 정정/취소할 수량이 없습니다.", GUESSED, RECORDED),
)
ACCOUNT_MAY_NOT_ORDER = DenialPair(
    _backend(
        "ACCOUNT_MAY_NOT_ORDER",
        "APBK1672",
        "해외주식 거래신청 후 주문 가능합니다.",
        GUESSED,
        note="code recorded for overseas ETF trading without sign-up, text redacted",
    ),
    _backend("ACCOUNT_MAY_NOT_ORDER", "40910000", "모의투자 주문이 불가한 계좌입니다", RECORDED),
)

# --- haero's own ------------------------------------------------------------------------------------------------------

NOT_OFFERED = _backend(
    "NOT_OFFERED",
    "HAERO001",
    "haero: 아직 제공하지 않는 API입니다 (not offered yet)",
    GUESSED,
    note="haero's own: KIS offers this API, haero doesn't; its domestic stocks, bonds, ELW and futures are such",
)

REFUSALS: dict[str, Denial | DenialPair] = {
    **OAUTH_REFUSALS,
    **{name: item for name, item in list(globals().items()) if isinstance(item, Denial | DenialPair)},
}
"""Every refusal by name: those of /oauth2/* first, then in the order of this file."""
