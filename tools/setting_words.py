"""What each setting does, in English and in Korean, by its name in haero.toml. docs/settings.md is made of it."""

from haero.house.settings import (
    MAX_LATENCY_MS,
    MAX_LIMIT,
    MAX_ORDERS,
    MAX_SEED,
    MIN_RATE_KRW,
    USUAL_REPLY_MS,
)
from haero.market.prices.walk import MAX_VOLATILITY
from haero.market.time.clock import MAX_SPEED

WORDS: dict[str, tuple[str, str]] = {
    "market": (
        "Where prices come from: `synthetic`, `manual`, or `replay:FILES` (recorded; a pattern, `**` reaches into folders).",
        "시세의 출처: `synthetic`(합성), `manual`(직접 입력), `replay:파일`(기록 재생; 패턴, `**`는 하위 폴더까지).",
    ),
    "at": (
        "Where the market clock starts: `open` (half an hour into the newest regular US session; of a recording, its first "
        "message), `now`, or an ISO time with its offset. A folder that has a journal goes on where it stopped.",
        "시장 시각의 출발점: `open`(가장 최근 미국 정규장 시작 30분 뒤; 기록은 첫 메시지), `now`, UTC 차이가 있는 ISO 시각. "
        "저널이 있는 폴더는 멈춘 데서 이어집니다.",
    ),
    "speed": (
        f"How fast the market clock runs: 0 stands still, 1 is like the wall, up to {MAX_SPEED:g}, `max` as fast as possible.",
        f"시장 시각의 속도: 0은 멈춤, 1은 실제 시간, {MAX_SPEED:g}까지, `max`는 최대.",
    ),
    "seed": (
        f"Seed of whatever is random; the same seed gives the same market. Up to ±{MAX_SEED}.",
        f"무작위 요소의 시드. 시드가 같으면 시장도 같습니다. ±{MAX_SEED}까지.",
    ),
    "volatility": (
        f"Of the synthetic market, a year: 0.30 is 30 %. Above 0, at most {MAX_VOLATILITY}.",
        f"합성 시장의 연 변동성: 0.30은 30 %. 0보다 크고 {MAX_VOLATILITY} 이하.",
    ),
    "data_latency_ms": (
        "What a client sees of the market is this old, in market time; orders meet it as it is. "
        f"0 to {MAX_LATENCY_MS}; not with `manual`.",
        f"프로그램이 보는 시세의 지연(시장 시각 기준). 주문은 지금 시장과 만납니다. "
        f"0부터 {MAX_LATENCY_MS}; `manual`에서는 쓸 수 없음.",
    ),
    "order_latency_ms": (
        f"An accepted order reaches the market this much later, in market time. 0 to {MAX_LATENCY_MS}.",
        f"접수된 주문이 시장에 닿기까지의 지연(시장 시각 기준). 0부터 {MAX_LATENCY_MS}.",
    ),
    "algo_participation": (
        "TWAP and VWAP orders take at most this share of the volume. Above 0, at most 1.",
        "TWAP·VWAP 주문이 거래량에서 가져가는 최대 비율. 0보다 크고 1 이하.",
    ),
    "fills": (
        "How resting orders fill: [fills.md](fills.md).",
        "미체결 주문이 어떻게 체결되는지: [fills.md](fills.md).",
    ),
    "fills.model": (
        "`queue`, `touch`, `through`, `participation` or `probabilistic`.",
        "`queue`, `touch`, `through`, `participation`, `probabilistic` 중 하나.",
    ),
    "fills.participation": (
        "The share of each trade and quote that an account may get (model `participation`).",
        "체결과 호가마다 계좌가 가져갈 수 있는 비율(`participation` 모형).",
    ),
    "fills.probability": (
        "The chance of a fill at the limit (model `probabilistic`).",
        "지정가에서 체결될 확률(`probabilistic` 모형).",
    ),
    "fill_rules": (
        "Other fills for some symbols: a list, of which the first that names a symbol counts. What it leaves out is as in `fills`.",
        "일부 종목의 체결 방식: 목록에서 종목이 맞는 첫 규칙이 쓰입니다. 적지 않은 값은 `fills`와 같습니다.",
    ),
    "fill_rules.symbol": (
        "`AAPL`, `NASD:AAPL`, or a pattern such as `A*` or `SEHK:*`.",
        "`AAPL`, `NASD:AAPL`, 또는 `A*`, `SEHK:*` 같은 패턴.",
    ),
    "fill_rules.model": ("As `fills.model`.", "`fills.model`과 같음."),
    "fill_rules.participation": ("As `fills.participation`.", "`fills.participation`과 같음."),
    "fill_rules.probability": ("As `fills.probability`.", "`fills.probability`와 같음."),
    "hours": (
        "`page`: trading hours as KIS's page has them; `exchange`: as the exchanges have them, such as Tokyo until 15:30.",
        "`page`: KIS 안내의 거래시간; `exchange`: 거래소의 거래시간(도쿄 15:30까지 등).",
    ),
    "unlimited": (
        "`true`: no limits on requests, no one-token-a-minute rule.",
        "`true`면 호출 제한과 토큰 1분당 1회 제한이 없습니다.",
    ),
    "limits": (
        f"Requests a second per app key, by environment. 1 to {MAX_LIMIT}.",
        f"앱키마다 초당 호출 수, 실전·모의별. 1부터 {MAX_LIMIT}.",
    ),
    "cash": (
        "Opening cash of a new account, by currency. What is not named keeps its default.",
        "새 계좌의 처음 예수금, 통화별. 적지 않은 통화는 기본값 그대로.",
    ),
    "exchange_rates": (
        f"Won for one unit of the currency; it stays so all the time. At least {MIN_RATE_KRW:f}.",
        f"외화 1단위의 원화 환율. 내내 그대로입니다. {MIN_RATE_KRW:f} 이상.",
    ),
    "fees": (
        "Commission and taxes by exchange, in the place of the defaults in [rules.md](rules.md).",
        "거래소별 수수료와 제세금. [rules.md](rules.md)의 기본값을 대신합니다.",
    ),
    "fees.commission": ("Commission, on both sides: 0.0025 is 0.25 %.", "매수·매도 수수료: 0.0025는 0.25 %."),
    "fees.tax": ("Taxes on sales.", "매도 제세금."),
    "fees.buy_tax": ("Taxes on purchases.", "매수 제세금."),
    "branches": (
        "KRX_FWDG_ORD_ORGNO in replies to orders, by environment.",
        "주문 응답의 KRX_FWDG_ORD_ORGNO(거래소전송주문조직번호), 실전·모의별.",
    ),
    "masters": (
        "Official symbol master files (종목마스터), or folders of them; `haero master load` "
        "copies them into the data folder instead.",
        "공식 종목마스터 파일이나 그 폴더. `haero master load`로 데이터 폴더에 복사해도 됩니다.",
    ),
    "notice_fields": (
        "How many fields a notice (체결통보) has: 21 (older clients) to 25 (KIS today).",
        "체결통보의 필드 수: 21(예전 클라이언트)부터 25(지금 KIS).",
    ),
    "notice_delay_ms": (
        "A notice leaves this long after its event is on disk. 0 to 10000.",
        "이벤트가 디스크에 기록된 뒤 체결통보를 보내기까지의 시간. 0부터 10000.",
    ),
    "pingpong_seconds": ("PINGPONG goes out this often. 1 to 90.", "PINGPONG을 보내는 간격(초). 1부터 90."),
    "orders_per_account": (
        f"Beyond so many no order of an account is taken: each is kept for ever. 1 to {MAX_ORDERS}.",
        f"한 계좌가 이보다 많은 주문은 낼 수 없습니다(주문은 계속 보관됩니다). 1부터 {MAX_ORDERS}.",
    ),
    "orders_in_all": (
        f"Beyond so many no order at all is taken: each needs about a kilobyte of memory. 1 to {MAX_ORDERS}.",
        f"모두 합해 이보다 많은 주문은 받지 않습니다(한 건에 메모리 약 1킬로바이트). 1부터 {MAX_ORDERS}.",
    ),
    "old_tr_ids": (
        "`all`: the older names of TRs (JTTT…, VTTT3012R) are known; `none`: they are not.",
        "`all`: 옛 TR ID(JTTT…, VTTT3012R)도 받음; `none`: 받지 않음.",
    ),
    "reply_latency_ms": (
        f"A REST reply leaves so long after it is made, in wall time. Where it is not set: {USUAL_REPLY_MS} as KIS's fastest, "
        f"0 with `unlimited`. 0 to {MAX_LATENCY_MS}.",
        f"REST 응답을 만든 뒤 보내기까지의 시간(실제 시간). 없으면 KIS에서 가장 빠른 만큼인 {USUAL_REPLY_MS}, `unlimited`면 0. "
        f"0부터 {MAX_LATENCY_MS}.",
    ),
    "cancel": (
        "A cancellation (취소) takes out `whole`: all that is open; `quantity`: only ORD_QTY of it.",
        "취소주문이 빼는 수량: `whole`은 미체결 전부, `quantity`는 ORD_QTY만큼만.",
    ),
    "mock": ("What the paper server (모의투자) trades.", "모의투자 서버에서 거래되는 종목."),
    "mock.symbols": (
        "Only these can be ordered on mock; where none is named, all.",
        "모의에서는 이 종목만 주문할 수 있습니다. 비우면 전부.",
    ),
    "trade_rows": (
        "The block in which the quotes' `inquire-ccnl` has its rows: `output2` as KIS today, `output1` as in KIS's own sample.",
        "시세의 `inquire-ccnl`(해외주식 체결추이)이 행을 담는 블록: `output2`는 지금 KIS, `output1`은 KIS 공식 샘플 그대로.",
    ),
    "free_book_levels": (
        "Levels of the realtime order book (HDFSASP0) under a free key (D…): 10 as under a paid one; 1 for KIS's own sample.",
        "무료 키(D…)의 실시간호가(HDFSASP0) 단계 수: 유료 키와 같은 10, 또는 KIS 공식 샘플이 읽는 1.",
    ),
    "manual_past": (
        "With `manual`: the days before the one on which the journal begins are those of the synthetic market.",
        "`manual`일 때: 저널이 시작된 날보다 앞선 날의 시세를 합성 시장에서 가져옵니다(끄면 과거가 없습니다).",
    ),
}
