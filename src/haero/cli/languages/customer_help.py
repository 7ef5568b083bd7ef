"""The help of the commands of a customer in Korean, by the English that stands in their code."""

HELP: dict[str, str] = {
    # where to, and how
    "haero = on this machine, mock = KIS 모의투자, real = KIS 실전, real money.": (
        "haero = 이 컴퓨터, mock = 한국투자증권 모의투자, real = 한국투자증권 실전(실제 돈)."
    ),
    "The account of a haero: real (실전, default) or mock (모의).": (
        "haero의 계좌: real(실전, 기본값) 또는 mock(모의)."
    ),
    "Folder of that haero; default: HAERO_DATA, or haero-data.": (
        "그 haero의 폴더. 기본값은 HAERO_DATA, 없으면 haero-data."
    ),
    "Don't ask, on the real account either.": ("묻지 않습니다. 실전 계좌에서도."),
    "Say what would be sent, and send nothing.": ("무엇을 보낼지만 보여 주고 보내지 않습니다."),
    "Your name for this order: the same again gives the first outcome, and sends nothing.": (
        "이 주문에 붙이는 이름. 같은 이름으로 다시 하면 보내지 않고 처음 결과를 보여 줍니다."
    ),
    "종목코드: AAPL (NASDAQ), NYSE:IBM, TKSE:7203, SEHK:700, …": (
        "종목코드: AAPL(나스닥), NYSE:IBM, TKSE:7203, SEHK:700, …"
    ),
    "Only this exchange: NASD, NYSE, TKSE, SEHK, …": ("이 거래소만: NASD, NYSE, TKSE, SEHK, …"),
    "From this day on: 2026-11-20; default: today.": ("이날부터: 2026-11-20. 기본값은 오늘."),
    "Up to this day.": ("이날까지."),
    "Only this symbol: AAPL, NYSE:IBM.": ("이 종목만: AAPL, NYSE:IBM."),
    # buy, sell
    "Buys shares (매수). Exit status: 0 KIS took the order, 1 it did not or nobody knows, 2 wrong use.": (
        "주식을 매수합니다. 종료 코드: 0 접수됨, 1 접수되지 않았거나 알 수 없음, 2 잘못 씀."
    ),
    "Sells shares (매도). Exit status: 0 KIS took the order, 1 it did not or nobody knows, 2 wrong use.": (
        "주식을 매도합니다. 종료 코드: 0 접수됨, 1 접수되지 않았거나 알 수 없음, 2 잘못 씀."
    ),
    "The limit; or --price.": ("주문가. --price로 써도 됩니다."),
    "The limit: 185.20.": ("주문가: 185.20."),
    "지정가 limit, LOO, MOO, LOC, MOC, TWAP, VWAP, 단주지정가 odd-lot. MOO and MOC sell, and have no price.": (
        "지정가 limit, LOO, MOO, LOC, MOC, TWAP, VWAP, 단주지정가 odd-lot. MOO와 MOC는 매도만 되고 가격이 없습니다."
    ),
    "twap, vwap: begin, Korean time (23:45); default: now.": ("twap, vwap의 시작, 한국시각(23:45). 기본값은 지금."),
    "twap, vwap: end, Korean time; default: the close.": ("twap, vwap의 끝, 한국시각. 기본값은 장 마감."),
    "In the US daytime session (주간거래).": ("미국 주간거래로."),
    # revise, cancel
    "Changes the price of an order (정정), or that of some of its shares. The revision has a number of its own.": (
        "주문의 가격을 정정합니다(전부 또는 일부 수량). 정정 주문에는 새 주문번호가 붙습니다."
    ),
    "Takes an order back (취소), what is open of it, or some of its shares.": (
        "주문을 취소합니다(미체결 수량 전부 또는 일부)."
    ),
    "The order's number (주문번호): 0000000001, or 1.": ("주문번호: 0000000001 또는 1."),
    "The new limit; default: as it is.": ("새 주문가. 기본값은 그대로."),
    "So many of its shares; default: all that are open.": ("그 가운데 몇 주. 기본값은 미체결 수량 전부."),
    "So many of its shares; KIS was seen to take all back nevertheless.": (
        "그 가운데 몇 주. 한국투자증권은 그래도 전량을 취소한 예가 있습니다."
    ),
    "Its symbol: the order is found sooner.": ("종목코드. 쓰면 주문을 더 빨리 찾습니다."),
    "Every open order, one after the other; asks first.": ("미체결 주문을 하나씩 모두. 먼저 묻습니다."),
    # reserve
    "Reservations (예약주문): KIS keeps them and sends them when the exchange opens.": (
        "예약주문: 한국투자증권이 맡아 두었다가 장이 열리면 냅니다."
    ),
    "Reserves a buy (예약매수).": ("매수를 예약합니다."),
    "Reserves a sell (예약매도).": ("매도를 예약합니다."),
    "Lists reservations by the Korean day on which they were taken. Not on mock: KIS has no list there.": (
        "예약주문을 접수일(한국 날짜)로 조회합니다. 모의투자에는 이 조회가 없습니다."
    ),
    "Only the US, or only Asia.": ("미국만(us) 또는 아시아만(asia)."),
    "Takes a reservation back (예약취소).": ("예약주문을 취소합니다."),
    "The reservation's number.": ("예약주문번호."),
    "Its symbol; with --on it is not looked up.": ("종목코드. --on과 함께 쓰면 조회하지 않고 취소합니다."),
    "The Korean day on which it was taken; default: today.": ("예약한 날(한국 날짜). 기본값은 오늘."),
    # orders, fills
    "Lists orders (주문내역): today's and all that are open (미체결), or those of some days.": (
        "주문내역을 조회합니다: 오늘 주문과 모든 미체결, 또는 며칠 동안의 주문."
    ),
    "Only what is open (미체결).": ("미체결만."),
    "Lists what was executed (체결), an order a line with its average price; today, or since a day.": (
        "체결내역을 조회합니다. 주문마다 한 줄, 체결가는 평균. 오늘 또는 그날부터."
    ),
    # balance, cash, quote, token
    "Shows holdings with value and profit (잔고), cash (예수금), and the sums in won.": (
        "잔고를 보여 줍니다: 보유 종목의 평가금액과 평가손익, 예수금, 원화 합계."
    ),
    "Amounts in won (원화).": ("금액을 원화로."),
    "Shows cash by currency (예수금) and what orders can use of it (주문가능금액); of a symbol, how many shares that "
    "buys.": ("통화별 예수금과 주문가능금액을 보여 줍니다. 종목을 쓰면 몇 주를 살 수 있는지."),
    "How many shares of this could be bought: AAPL, NYSE:IBM.": ("이 종목을 몇 주 살 수 있는지: AAPL, NYSE:IBM."),
    "At this price; default: the last one.": ("이 가격에. 기본값은 현재가."),
    "Shows last price (현재가), bid, ask and volume; of mock KIS gives the last price alone.": (
        "현재가, 매수·매도호가, 거래량을 보여 줍니다. 모의투자에서는 현재가만 나옵니다."
    ),
    "Open, high, low and the close before as well.": ("시가, 고가, 저가, 전일종가도."),
    "Says until when the access token (접근토큰) is valid, and fetches one if there is none. It is never shown.": (
        "접근토큰의 유효기한을 알려 줍니다. 없으면 발급받습니다. 토큰 자체는 보여 주지 않습니다."
    ),
    "End it (접근토큰폐기), for all programs of this app key.": (
        "접근토큰을 폐기합니다. 이 앱키를 쓰는 모든 프로그램에서."
    ),
    # unknowns, resolve
    "Lists the orders of which nobody knows whether KIS received them, and the command that finds out. Asks nobody.": (
        "접수되었는지 알 수 없는 주문과 확인하는 명령을 보여 줍니다. 조회는 하지 않습니다."
    ),
    "Finds out what became of an order whose reply was lost, from KIS's own lists; nothing is ever sent again.\n\nExit "
    "status: 0 it is known, 1 nobody can tell yet, 2 no order has this key.": (
        "응답을 잃은 주문이 어떻게 되었는지 한국투자증권의 내역에서 확인합니다. 다시 보내는 일은 "
        "없습니다.\n\n종료 코드: 0 확인됨, 1 아직 알 수 없음, 2 그 키의 주문이 없음."
    ),
    "The order's key, as `haero unknowns` has it.": ("주문의 키. `haero unknowns`에 나옵니다."),
    "How long to look.": ("얼마 동안 확인할지(초)."),
    # watch
    "Shows quotes (현재가), open orders (미체결) and notices (체결통보) live, until Ctrl-C (130).\n\nWith --json an "
    "object a line for all that changes: `event` is quote, orders, notice or trouble.": (
        "현재가, 미체결, 체결통보를 실시간으로 보여 줍니다. Ctrl-C로 끝냅니다(130).\n\n--json이면 바뀔 때마다 "
        "한 줄에 객체 하나: `event`는 quote, orders, notice, trouble."
    ),
    "Whose quotes; default: those of the open orders and holdings.": (
        "현재가를 볼 종목. 기본값은 미체결 주문과 보유 종목."
    ),
    "How often quotes and open orders are asked for.": ("현재가와 미체결을 몇 초마다 조회할지."),
    "End after about so long; default: Ctrl-C.": ("이만큼(초) 뒤에 끝냅니다. 기본값은 Ctrl-C까지."),
}
