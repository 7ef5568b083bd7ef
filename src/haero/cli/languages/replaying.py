"""What replay and demo say: the name, English, Korean."""

TEXTS: dict[str, tuple[str, str]] = {
    # replay
    "progress": (
        "{now} KST  orders {orders}  fills {fills}",
        "{now} 한국시각  주문 {orders}건  체결 {fills}건",
    ),
    "report_at": ("report: {path}", "보고서: {path}"),
    "has_journal": (
        "--data {data} has a journal: a replay begins with a new account, choose another folder",
        "--data {data}에 저널이 있습니다: 재생은 새 계좌로 시작하므로 다른 폴더를 쓰십시오",
    ),
    "report_not_writable": (
        "--report {folder}: {why}: name a folder that can be written to",
        "--report {folder}: {why}: 쓸 수 있는 폴더를 지정하십시오",
    ),
    "report_foreign": (
        "--report {folder}: {name} there is no report of haero: name another folder",
        "--report {folder}: 그 폴더의 {name} 파일은 haero의 보고서가 아닙니다. 다른 폴더를 지정하십시오",
    ),
    # demo
    "life": (
        "[bold]An order's life[/bold]: the market shows AAPL 229.90 × 300 bid, 230.10 × 200 ask",
        "[bold]주문의 일생[/bold]: AAPL 매수호가 229.90 × 300, 매도호가 230.10 × 200",
    ),
    "life_buy": ("buy 10 at 229.95", "매수 10주, 지정가 229.95"),
    "life_rests": ("it rests inside the spread", "매수·매도호가 사이에서 미체결로 기다립니다"),
    "life_partial": ("4 shares trade at 229.95: a partial fill", "시장에서 229.95에 4주 거래: 일부체결"),
    "life_revise": ("revise the other 6 to 230.10", "남은 6주를 230.10으로 정정"),
    "life_revised": (
        "at the ask it fills at once, under its own number",
        "매도호가에 닿아 바로 체결됩니다. 정정주문은 주문번호가 새로 나옵니다",
    ),
    "life_sell": ("sell 5 at 231.00", "매도 5주, 지정가 231.00"),
    "life_cancel": ("cancel it", "방금 낸 매도 취소"),
    "life_day": ("all orders of the day", "당일 주문체결내역"),
    "life_too_much": ("buy 100,000: more than the cash allows", "매수 100,000주: 주문가능금액 초과"),
    "life_close": (
        "sell 4 at the close, not below 231.00 (ORD_DVSN 34)",
        "매도 4주, LOC 장마감지정가 231.00 (ORD_DVSN 34)",
    ),
    "life_auction": (
        "the clock jumps to the close: the last trade is the auction's price",
        "장 마감으로 시각을 옮기면 종가로 체결됩니다",
    ),
    "life_balance": (
        "balance: {symbol} {quantity} shares at {average}, now {last}, profit {profit} {currency}",
        "잔고: {symbol} {quantity}주, 매입평균가 {average}, 현재가 {last}, 평가손익 {profit} {currency}",
    ),
    "column_number": ("odno", "주문번호"),
    "column_original": ("orgn_odno", "원주문번호"),
    "column_side": ("side", "구분"),
    "column_quantity": ("qty", "수량"),
    "column_price": ("price", "단가"),
    "column_filled": ("filled", "체결"),
    "column_average": ("avg", "체결가"),
    "column_open": ("open", "미체결"),
}  # fmt: skip
