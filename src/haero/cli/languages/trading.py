"""What clock, market and account say: the name, English, Korean."""

TEXTS: dict[str, tuple[str, str]] = {
    # clock
    "in_kst": ("{now} KST", "{now} 한국시각"),
    "clock_line": ("{korean} KST  {new_york} New York  {pace}", "{korean} 한국시각  {new_york} 뉴욕  {pace}"),
    "clock_and_market": ("{line}, market {source}", "{line}, 시장 {source}"),
    "exchange": ("exchange", "거래소"),
    "there": ("there", "현지시각"),
    "session": ("session", "장"),
    "next_change": ("next change", "다음 변경"),
    "in_korea": ("in Korea", "한국시각"),
    "pre": ("pre", "프리마켓"),
    "regular": ("regular", "정규장"),
    "after": ("after", "애프터마켓"),
    "closed": ("closed", "장외"),
    "no calendar for this date": ("no calendar for this date", "이 날짜의 달력 없음"),
    "halted": ("halted", "거래정지"),
    "halted_line": ("halted: {exchange} {symbol}  {reason}", "거래정지: {exchange} {symbol}  {reason}"),
    "put_data_behind": (
        "put --data behind the command: haero clock {command} --data {data}",
        "--data는 명령 뒤에 쓰십시오: haero clock {command} --data {data}",
    ),
    "duration": (
        "{given}: how long, with a unit? 30s, 30m, 1h30m, 1d; or ISO: PT1H30M",
        "{given}: 단위를 붙여 쓰십시오: 30s, 30m, 1h30m, 1d 또는 ISO 표기 PT1H30M",
    ),
    "moment": (
        "{given}: must be a time like 2026-11-20T16:00-05:00",
        "{given}: 2026-11-20T16:00-05:00처럼 시각을 쓰십시오",
    ),
    "moment_or_name": (
        "{given}: must be open, close, how much later (+30m, +1d), or a time like 2026-11-20T16:00-05:00",
        "{given}: open, close, +30m·+1d(그만큼 뒤), 2026-11-20T16:00-05:00 같은 시각 중 하나여야 합니다",
    ),
    "offset": (
        "{given}: needs a time and an offset, like {like}-05:00 or {like}+09:00",
        "{given}: 시각과 UTC 차이까지 쓰십시오: {like}-05:00 또는 {like}+09:00",
    ),
    "years": ("{given}: lies outside the years 1 to 9999", "{given}: 1년부터 9999년까지만 됩니다"),
    # market
    "printed": (
        "{now}  {exchange} {symbol}: {size} shares trade at {price}",
        "{now}  {exchange} {symbol}: {price}에 {size}주 체결",
    ),
    "printed_open": (
        "{now}  {exchange} {symbol}: the opening auction trades {size} shares at {price}",
        "{now}  {exchange} {symbol}: 시가 동시호가 {price}에 {size}주 체결",
    ),
    "printed_close": (
        "{now}  {exchange} {symbol}: the closing auction trades {size} shares at {price}",
        "{now}  {exchange} {symbol}: 종가 동시호가 {price}에 {size}주 체결",
    ),
    "quoted": (
        "{now}  {exchange} {symbol}: bid {bid} × {bid_size}, ask {ask} × {ask_size}",
        "{now}  {exchange} {symbol}: 매수호가 {bid} × {bid_size}, 매도호가 {ask} × {ask_size}",
    ),
    "halt_done": (
        "{now}  {exchange} {symbol} is halted: its prices stand, orders wait",
        "{now}  {exchange} {symbol} 거래정지: 가격은 멈추고 주문은 기다립니다",
    ),
    "resume_done": ("{now}  {exchange} {symbol} trades again", "{now}  {exchange} {symbol} 거래재개"),
    "quote": ("quote", "호가"),
    "none": ("none", "없음"),
    "no": ("no", "아니요"),
    "last": ("last", "현재가"),
    "previous_close": ("previous close", "전일종가"),
    "volume": ("volume", "거래량"),
    "halted_since": ("since {since}  {reason}", "{since}부터  {reason}"),
    "not_a_number": ("{name} {given}: must be a number like 182.50", "{name} {given}: 182.50처럼 숫자로 쓰십시오"),
    # account
    "environment": ("environment", "환경"),
    "account": ("account", "계좌"),
    "overseas": ("overseas", "해외주식"),
    "hts_id": ("hts_id", "HTS 아이디"),
    "appkey": ("appkey", "앱키"),
    "appsecret": ("appsecret", "앱시크릿"),
    "cash": ("cash", "예수금"),
    "cash_form": (
        "--cash {given}: must be like USD=1000000; currencies are {known}",
        "--cash {given}: USD=1000000처럼 쓰십시오. 통화: {known}",
    ),
    "cash_range": (
        "cash.{currency}: from 0 to {most}, at most {digits} digits after the point",
        "cash.{currency}: 0부터 {most}까지, 소수점 아래 {digits}자리까지",
    ),
}  # fmt: skip
