"""What the report of a replay says, in English and in Korean: one language at a time."""

import re

from haero.replay.figures import Outcome
from haero.terms import Language, OrderType, Side

Pair = tuple[str, str]
"""English, Korean."""

TYPES: dict[OrderType, Pair] = {
    OrderType.LIMIT: ("limit", "지정가"),
    OrderType.MARKET_ON_OPEN: ("MOO", "MOO 장개시시장가"),
    OrderType.LIMIT_ON_OPEN: ("LOO", "LOO 장개시지정가"),
    OrderType.MARKET_ON_CLOSE: ("MOC", "MOC 장마감시장가"),
    OrderType.LIMIT_ON_CLOSE: ("LOC", "LOC 장마감지정가"),
    OrderType.TWAP: ("TWAP", "TWAP"),
    OrderType.VWAP: ("VWAP", "VWAP"),
    OrderType.ODD_LOT_LIMIT: ("odd lot", "단주지정가"),
}
SIDES: dict[Side, Pair] = {Side.BUY: ("buy", "매수"), Side.SELL: ("sell", "매도")}
OUTCOMES: dict[Outcome, Pair] = {
    Outcome.FILLED: ("filled", "체결"),
    Outcome.PARTLY: ("partly", "일부체결"),
    Outcome.CANCELLED: ("cancelled", "취소"),
    Outcome.EXPIRED: ("expired", "만료"),
    Outcome.REVISED: ("revised", "정정"),
    Outcome.REJECTED: ("rejected", "거부"),
    Outcome.OPEN: ("open", "미체결"),
}
TEXTS: dict[str, Pair] = {
    # what the replay was
    "program": ("program", "프로그램"),
    "market": ("market", "시장"),
    "period": ("period", "기간"),
    "pace": ("pace", "진행 속도"),
    "ended": ("ended", "종료"),
    "calls": ("calls", "호출"),
    "from_to": ("{begin} to {end} KST", "{begin} ~ {end} 한국시각"),
    "period_and_pace": ("{period}, pace {pace}", "{period}, 진행 속도 {pace}"),
    "requests_refused": ("{requests} requests, {refused} refused", "요청 {requests}건, 거부 {refused}건"),
    "orders_fills": (
        "{orders} orders, {cancellations} cancellations, {fills} fills",
        "주문 {orders}건, 취소 {cancellations}건, 체결 {fills}건",
    ),
    # headings of columns
    "account": ("account", "계좌"),
    "arrival": ("arrival", "도착가"),
    "at": ("at", "시각"),
    "average": ("average", "평균단가"),
    "bought": ("bought", "매수"),
    "close": ("close", "종가"),
    "code": ("msg_cd", "msg_cd"),
    "commission": ("commission", "수수료"),
    "count": ("count", "건수"),
    "currency": ("currency", "통화"),
    "division": ("ORD_DVSN", "ORD_DVSN"),
    "drawdown": ("max drawdown", "최대낙폭"),
    "filled": ("filled", "체결수량"),
    "fills": ("fills", "체결"),
    "held": ("held", "보유"),
    "last": ("last", "현재가"),
    "limit_price": ("price", "주문단가"),
    "market_volume": ("market volume", "시장 거래량"),
    "message": ("msg1", "msg1"),
    "number": ("ODNO", "ODNO"),
    "orders": ("orders", "주문"),
    "outcome": ("outcome", "결과"),
    "paid_in": ("paid in", "입금"),
    "participation": ("participation", "참여율"),
    "profit": ("profit", "손익"),
    "quantity": ("quantity", "주문수량"),
    "realised": ("realised", "실현손익"),
    "share": ("", ""),
    "side": ("side", "매매구분"),
    "sold": ("sold", "매도"),
    "symbol": ("symbol", "종목"),
    "tax": ("tax", "제세금"),
    "time": ("time", "주문시각"),
    "tr_id": ("tr_id", "tr_id"),
    "type": ("type", "주문구분"),
    "unrealised": ("unrealised", "평가손익"),
    "value": ("value", "평가금액"),
    "vwap": ("VWAP", "VWAP"),
    # environments
    "real": ("real", "실전"),
    "mock": ("mock", "모의"),
    # titles of tables
    "title_orders": ("Orders", "주문"),
    "title_types": ("Order types and outcomes", "주문구분별 결과"),
    "title_symbols": ("Symbols", "종목"),
    "title_slippage": ("Slippage in basis points, + is worse", "슬리피지 (bp, +는 불리)"),
    "title_costs": ("Slippage and costs", "슬리피지와 비용"),
    "title_by_symbol": ("Profit after fees, by symbol", "종목별 손익 (수수료 차감)"),
    "title_by_account": ("Profit after fees, by account", "계좌별 손익 (수수료 차감)"),
    "title_refusals": ("Refusals", "거부"),
    "title_codes": ("Refusals by code", "코드별 거부"),
    "title_refused": ("Refused calls", "거부된 호출"),
    "title_value": ("Account value {account}", "계좌 평가금액 {account}"),
    # notes
    "all_of": ("all {currency}", "{currency} 전체"),
    "more_codes": ("{count} more codes", "외 코드 {count}개"),
    "tile_filled": ("{count} filled", "전량체결 {count}건"),
    "tile_shares": ("{count} shares", "{count}주"),
    "tile_requests": ("of {count} requests", "요청 {count}건 중"),
    "tile_profit": ("profit {currency}", "손익 {currency}"),
    "tile_drawdown": ("max drawdown {amount}", "최대낙폭 {amount}"),
    "note_prices": (
        "{minutes}-minute range and close, {currency}; exchange time above, Korean time below",
        "{minutes}분 고저와 종가, {currency}; 위는 현지시각, 아래는 한국시각",
    ),
    "note_value": ("cash and holdings at the last prices, {currency}", "예수금과 현재가로 평가한 잔고, {currency}"),
    "note_costs": ("Basis points; + is worse than the benchmark.", "단위 bp; +는 기준가보다 불리한 체결입니다."),
    "note_orders": (
        "Arrival, VWAP and close: slippage in basis points, + is worse.",
        "도착가·VWAP·종가: 그 가격 대비 슬리피지(bp), +는 불리합니다.",
    ),
    "note_more": (" The first {shown} of {count}: {file} has all.", " {count}건 중 {shown}건까지: 전부는 {file}에 있습니다."),
    "footer": (
        "Figures are defined in docs/replay.md of haero. Times are Korean (KST) unless they say otherwise. "
        "orders.csv, fills.csv, refusals.csv and summary.json beside this page have every row and every digit.",
        "각 수치의 정의는 haero의 docs/replay.md에 있습니다. 따로 적지 않은 시각은 한국시각(KST)입니다. "
        "모든 행과 모든 자릿수는 이 페이지 옆의 orders.csv, fills.csv, refusals.csv, summary.json에 있습니다.",
    ),
    # plots
    "plot_price": ("price of {name} with fills", "{name} 가격과 체결"),
    "plot_value": ("value of the account in {currency}", "계좌 평가금액 {currency}"),
    "plot_fill": ("{side} {quantity} at {price} ({fills})", "{side} {quantity}주, {price} (체결 {fills})"),
    "one_fill": ("1 fill", "1건"),
    "many_fills": ("{count} fills", "{count}건"),
}  # fmt: skip
ENDINGS: tuple[Pair, ...] = (
    ("the period is over", "기간이 끝났습니다"),
    ("stopped by hand", "사용자가 멈췄습니다"),
    ("the program ended", "프로그램이 끝났습니다"),
    ("the program was ended by signal {}", "프로그램이 시그널 {}번으로 종료되었습니다"),
    ("the program failed with exit status {}", "프로그램이 종료 코드 {}로 실패했습니다"),
    ("haero stopped by itself: {}", "haero가 스스로 멈췄습니다: {}"),
)
"""Why a replay ended: as the report keeps it, whatever the language, and in Korean."""


class Wording:
    """The report's words in one language."""

    def __init__(self, language: Language = Language.EN) -> None:
        self.language = language

    def __call__(self, name: str, /, **values: object) -> str:
        """The text of that name, filled in."""
        return self.of(TEXTS[name]).format(**values)

    def of(self, pair: Pair) -> str:
        """The one of the two that is in this language."""
        return pair[self.language is Language.KO]

    def ended(self, english: str) -> str:
        """Why it ended; one that nobody foresaw is told as it is."""
        if self.language is Language.EN:
            return english
        for known, korean in ENDINGS:
            found = re.fullmatch(re.escape(known).replace(r"\{\}", "(.*)"), english, re.DOTALL)
            if found:
                return korean.format(*found.groups())
        return english
