"""What the client says before anything is sent, or of what it could not find out: English templates, and their Korean."""

REASONS: tuple[tuple[str, str], ...] = (
    # prices and quantities
    ("a price is more than 0, not {0}", "가격은 0보다 커야 합니다: {0}"),
    (
        '{0} is no price: write plain digits such as "185.20", without sign or exponent',
        "{0}: 가격은 185.20처럼 숫자로 쓰십시오",
    ),
    (
        "a price has {0} digits before the point and {1} behind it at most: {2}",
        "가격은 소수점 앞 {0}자리, 뒤 {1}자리까지입니다: {2}",
    ),
    (
        "KIS has no market order for overseas stocks.{0}",
        "해외주식에는 시장가 주문이 없습니다. 지정가(limit), 실전의 미국 주식은 MOO·MOC(매도), LOO, LOC, TWAP, VWAP을 쓰십시오",
    ),
    ("a quantity is 1 to {0} shares, not {1}", "수량은 1부터 {0}주까지입니다: {1}"),
    ("{0} is on no tick (호가단위) of {1}: {2} or {3}", "{0}: {1}의 호가단위에 맞지 않습니다. 가까운 가격: {2}, {3}"),
    ("{0} is on no tick (호가단위) of {1}: {2}", "{0}: {1}의 호가단위에 맞지 않습니다. 가까운 가격: {2}"),
    (
        "{0} shares of {1} are no whole lots (매매단위 {2}): {3}. Less than a lot is sold with OddLot",
        "{1} {0}주는 매매단위({2})에 맞지 않습니다. 가까운 수량: {3}. 단주는 --type odd-lot으로 매도합니다",
    ),
    (
        "{0} shares of {1} are no whole lots (매매단위 {2}): {3}",
        "{1} {0}주는 매매단위({2})에 맞지 않습니다. 가까운 수량: {3}",
    ),
    (
        "{0} shares of {1} are no odd lot: a lot is {2}. Sell whole lots with Limit",
        "{1} {0}주는 단주가 아닙니다(매매단위 {2}): 지정가로 매도하십시오",
    ),
    ("VWAP is for {0} shares or more, not {1}", "VWAP은 {0}주 이상이어야 합니다: {1}주"),
    # symbols
    ("{0}: no such exchange as {1}; there are {2}", "{0}: 없는 거래소입니다({1}). 있는 거래소: {2}"),
    (
        "{0} is a number: say the exchange with it ({1}), and Korean stocks are not served",
        "{0}: 숫자 종목코드는 거래소와 함께 쓰십시오({1}). 국내주식은 다루지 않습니다",
    ),
    ("{0} is a number: say the exchange with it ({1})", "{0}: 숫자 종목코드는 거래소와 함께 쓰십시오({1})"),
    ('write "{0}" for {1}', "{1}은(는) {0}처럼 쓰십시오"),
    ("{0} is no symbol of {1}: there it is {2}, {3} characters at most", "{0}: {1}의 종목코드가 아닙니다({3}자까지)"),
    # order types
    ("{0} has no times: twap and vwap have", "{0}에는 시각이 없습니다: twap과 vwap에만 있습니다"),
    (
        "{0} has no limit: leave the price out, or take loo or loc",
        "{0}에는 가격이 없습니다: 가격을 빼거나 loo, loc를 쓰십시오",
    ),
    ("{0} needs a price", "{0}에는 가격이 있어야 합니다"),
    (
        "slices go either from now to the regular close{0}",
        "--start와 --until은 둘 다 쓰거나 둘 다 빼십시오(빼면 지금부터 정규장 마감까지)",
    ),
    (
        "{0} to {1} is in no US regular session: {2}",
        "{0}부터 {1}까지는 미국 정규장 시간이 아닙니다: 한국시각 22:30(서머타임) 또는 23:30부터 마감 5분 전까지입니다",
    ),
    ("the end {0} is not behind the start {1}, in the same night", "끝({0})은 같은 밤의 시작({1})보다 늦어야 합니다"),
    (
        "START_TIME {0} is over: it is {1} in Korea, and KIS wants a time that is ahead {2}",
        "시작시간 {0}은 지났습니다(지금 {1}): 현재시간 이후여야 합니다",
    ),
    (
        "{0} is more than a day ahead: an order works in the session that is next or on",
        "{0}: 하루보다 뒤입니다. 주문은 지금 또는 다음 장에서 움직입니다",
    ),
    (
        "{0} is not taken for buy {1} on {2} ({3}): {4}. Taken: {5}",
        "{2}({3}) 매수에 쓸 수 없는 주문유형입니다: {0}. 쓸 수 있는 유형: {5}",
    ),
    (
        "{0} is not taken for sell {1} on {2} ({3}): {4}. Taken: {5}",
        "{2}({3}) 매도에 쓸 수 없는 주문유형입니다: {0}. 쓸 수 있는 유형: {5}",
    ),
    ("{0} is not taken for {1}: {2}. Taken: {3}", "{1}에서 받지 않는 주문유형입니다: {0}. 받는 유형: {3}"),
    ("daytime orders are for NASD, NYSE and AMEX, not {0}", "주간거래는 NASD, NYSE, AMEX만 됩니다: {0}"),
    (
        "the mock account has no daytime orders: they are on the real account only",
        "모의투자에는 주간거래가 없습니다: 실전에서만 됩니다",
    ),
    (
        "a reserved TWAP or VWAP works to the regular close: give it no times",
        "예약한 TWAP·VWAP은 정규장 마감까지입니다: 시각을 빼십시오",
    ),
    # changes
    (
        "KIS has no revision for {0}: cancel the order and place another one",
        "{0}에는 정정 주문이 없습니다: 취소하고 다시 주문하십시오",
    ),
    (
        "{0} shares are more than the {1} of the order: a change takes no more than is open",
        "{0}주는 주문의 미체결 수량({1}주)보다 많습니다",
    ),
    (
        "TWAP and VWAP orders can't be revised (정정 불가): cancel, and place another one",
        "TWAP·VWAP 주문은 정정할 수 없습니다: 취소하고 다시 주문하십시오",
    ),
    (
        "an order without a limit has no price to revise: cancel, and place another one",
        "가격이 없는 주문은 정정할 수 없습니다: 취소하고 다시 주문하십시오",
    ),
    (
        "a revision needs a price, and the order's own is not known: give one",
        "정정에는 가격이 있어야 합니다: --price를 쓰십시오",
    ),
    (
        "the key {0} was used for another order: {1} differ; take a new key",
        "키 {0}은(는) 다른 주문에 쓴 키입니다({1} 다름): 새 키를 쓰십시오",
    ),
    # where to
    (
        "no haero runs with the data folder {0}: start it there with `haero serve`, name its folder (data=, HAERO_DATA), "
        "or give base_url and the keys",
        "{0} 폴더에서 실행 중인 haero가 없습니다: `haero serve`로 시작하거나 --data 또는 HAERO_DATA로 폴더를 쓰십시오",
    ),
    ("profile {0} has no {1} environment", "프로필 {0}에는 --environment {1}이(가) 없습니다"),
    (
        "profile {0}: no {1}",
        "프로필 {0}: {1}이(가) 없습니다. 환경변수(KIS_APPKEY, KIS_MOCK_APPKEY …)나 kis_devlp.yaml에 넣으십시오",
    ),
    ("profile {0}: {1} has characters that no key has", "프로필 {0}: {1}에 키에 없는 문자가 있습니다"),
    (
        "profile {0}: the account is eight digits, a hyphen and two digits, as in 12345678-01",
        "프로필 {0}: 계좌번호는 12345678-01처럼 여덟 자리-두 자리입니다",
    ),
    ("profile {0}: {1} is no address like {2}", "프로필 {0}: {1}은(는) {2} 같은 주소여야 합니다"),
    ("{0} is no YAML", "{0}: YAML 형식이 아닙니다"),
    ("{0} has no keys as kis_devlp.yaml has them", "{0}: kis_devlp.yaml의 키가 없습니다"),
    (
        "notices are registered by the HTS ID (login name): {0}",
        "HTS 아이디가 없습니다: KIS_HTS_ID나 my_htsid(yaml)에 넣으십시오",
    ),
    # the way there
    (
        "{0} is not reached, nothing was sent: {1}; does it run there (`haero status`)?",
        "{0}에 연결되지 않습니다({1}). 실행 중인지 `haero status`로 보십시오",
    ),
    ("{0} is not reached, nothing was sent: {1}", "{0}에 연결되지 않습니다({1})"),
    ("{0} is not reached: {1}", "{0}에 연결되지 않습니다({1})"),
    ("{0} did not answer: {1}", "{0}에서 응답이 없습니다({1})"),
    (
        "{0}: HTTP {1}, and a body that KIS does not send; asked {2} times",
        "{0}: 알 수 없는 응답입니다(HTTP {1}, {2}번 조회)",
    ),
    ("the order of the key {0} was not sent: {1}", "키 {0}의 주문은 보내지 않았습니다: {1}"),
    (
        "another program has been fetching the access token for too long; stop it, or wait",
        "다른 프로그램이 접근토큰을 너무 오래 발급받고 있습니다: 그 프로그램을 멈추거나 기다리십시오",
    ),
    ("the stream could not be opened: {0}", "웹소켓에 연결되지 않습니다: {0}"),
    (
        "the order store {0} can't be used: {1}. No order is sent without it",
        "주문 기록 파일 {0}을(를) 쓸 수 없습니다({1}). 이 파일 없이는 주문을 내지 않습니다",
    ),
    (
        "it is not an order store of haero; name another file",
        "haero의 주문 기록 파일이 아닙니다. 다른 파일을 지정하십시오",
    ),
    ("모의투자 has no {0} ({1}): {2}", "모의투자에 없는 조회입니다: {0}({1})"),
    ("모의투자 has no {0} ({1})", "모의투자에 없는 조회입니다: {0}({1})"),
    # outcomes
    ("the server closed the connection without a reply", "응답 없이 연결이 끊겼습니다"),
    ("the server closed the connection {0}", "응답 중에 연결이 끊겼습니다"),
    ("the reply was cut off after {0} bytes of its body", "응답이 {0}바이트에서 끊겼습니다"),
    ("the connection broke while the reply was awaited ({0})", "응답을 기다리다 연결이 끊겼습니다({0})"),
    ("no whole reply within {0} s in all", "{0}초 안에 응답이 다 오지 않았습니다"),
    ("nothing came from the server for {0} s", "{0}초 동안 응답이 없었습니다"),
    ("no reply came, or its program ended before one did", "응답이 오지 않았거나 그 전에 프로그램이 끝났습니다"),
    ("its program ended before a reply came", "응답이 오기 전에 프로그램이 끝났습니다"),
    ("the program was stopped while it waited", "기다리는 동안 프로그램을 멈췄습니다"),
    ("the program was stopped before it was sent", "보내기 전에 프로그램을 멈췄습니다"),
    ("the reply (HTTP {0}) does not say what became of it", "응답(HTTP {0})으로는 결과를 알 수 없습니다"),
    ("not received: two looks at KIS's lists did not find it", "접수되지 않았습니다: 두 번 조회했으나 없었습니다"),
    ("an order like it is on its way in another thread or program", "비슷한 주문을 다른 프로그램이 내는 중입니다"),
    (
        "{0} rows of KIS's lists can't be read, and may be it",
        "읽을 수 없는 내역이 {0}건 있고, 그 가운데 있을 수 있습니다",
    ),
    (
        "{0} orders at KIS could be one of {1} whose reply was lost",
        "응답을 잃은 주문 {1}건일 수 있는 내역이 {0}건 있습니다",
    ),
    (
        "too short a time to prove that it was not received",
        "접수되지 않았음을 확인하기에는 시간이 짧습니다: --patience를 늘리십시오",
    ),
)
"""The first that fits is taken: what says more stands before what says less."""
