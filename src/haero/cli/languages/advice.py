"""What to do about a code of KIS, for who types commands: the code, English, Korean. KIS's own text is shown before it."""

ADVICE: dict[str, tuple[str, str]] = {
    "EGW00103": (
        "the app key is unknown there: does it belong to this environment?",
        "없는 앱키입니다: 실전·모의 환경이 맞는지 보십시오",
    ),
    "EGW00105": ("the app secret does not belong to this app key", "앱시크릿이 이 앱키의 것이 아닙니다"),
    "EGW00133": (
        "a token is issued once a minute: wait, or let the programs share one (HAERO_STATE)",
        "접근토큰은 1분에 한 번 발급됩니다: 잠시 뒤에 하거나 프로그램끼리 함께 쓰십시오(HAERO_STATE)",
    ),
    "EGW00201": (
        "wait a second; programs with the same app key share the calls of a second",
        "1초 뒤에 다시 하십시오. 같은 앱키를 쓰는 프로그램은 초당 호출 수를 나눠 씁니다",
    ),
    "EGW02004": ("an app key of mock was used on the real environment", "모의투자 앱키를 실전에 썼습니다"),
    "EGW02006": ("KIS's mock environment does not offer this", "모의투자에서 제공하지 않습니다"),
    "EGW02007": ("an app key of the real environment was used on mock", "실전 앱키를 모의투자에 썼습니다"),
    "IGW00002": ("the account does not belong to this app key", "이 앱키의 계좌가 아닙니다"),
    "OPSQ2000": ("the account does not belong to this app key", "이 앱키의 계좌가 아닙니다"),
    "APBK0656": (
        "is the exchange right? NYSE:IBM, AMEX:SPY, TKSE:7203",
        "거래소가 맞습니까? NYSE:IBM, AMEX:SPY, TKSE:7203",
    ),
    "40070000": (
        "is the exchange right? or it can't be traded on mock",
        "거래소가 맞습니까? 모의투자에서 거래할 수 없는 종목일 수도 있습니다",
    ),
    "APBK0918": (
        "outside the hours in which orders are taken: haero reserve may be what you want",
        "주문을 받지 않는 시간입니다: 예약주문은 haero reserve",
    ),
    "APBK0952": (
        "more than the cash that is free: see haero cash",
        "쓸 수 있는 예수금보다 큽니다: haero cash로 보십시오",
    ),
    "40250000": (
        "more than the cash that is free: see haero cash",
        "쓸 수 있는 예수금보다 큽니다: haero cash로 보십시오",
    ),
    "APBK0400": (
        "more than is held and free: see haero balance",
        "팔 수 있는 수량보다 많습니다: haero balance로 보십시오",
    ),
    "40240000": ("none of it is held: see haero balance", "보유하지 않은 종목입니다: haero balance로 보십시오"),
    "APBK0927": (
        "nothing of it is open any more: see haero orders",
        "정정·취소할 수량이 남아 있지 않습니다: haero orders로 보십시오",
    ),
    "40330000": (
        "nothing of it is open any more: see haero orders",
        "정정·취소할 수량이 남아 있지 않습니다: haero orders로 보십시오",
    ),
    "APBK0344": (
        "no order of today has this number: see haero orders",
        "오늘 그 번호의 주문이 없습니다: haero orders로 보십시오",
    ),
    "40320000": (
        "no order of today has this number: see haero orders",
        "오늘 그 번호의 주문이 없습니다: haero orders로 보십시오",
    ),
    "APBK1269": (
        "this order type is not offered for this exchange and side",
        "이 거래소에서 이 매매구분으로는 낼 수 없는 주문유형입니다",
    ),
    "40650000": ("mock takes limit orders only", "모의투자는 지정가만 받습니다"),
    "APBK1672": ("sign up for overseas trading with KIS first", "먼저 한국투자증권에서 해외주식 거래를 신청하십시오"),
    "SYDB0050": (
        "the list changed while it was read: ask again",
        "조회하는 사이에 내역이 바뀌었습니다: 다시 조회하십시오",
    ),
    "HAERO001": ("haero does not offer this API", "haero가 제공하지 않는 API입니다"),
}
