"""The catalogue of faults in Korean: what each does, and its parameters. The English stands in the catalogue itself."""

FAULTS: dict[str, str] = {
    "request-lost": "요청을 보기도 전에 연결을 닫습니다. 아무것도 처리하지 않습니다.",
    "request-late": "요청을 한참 뒤에야 봅니다. 보낸 쪽이 아직 기다리든 아니든 그렇습니다.",
    "reply-lost": "요청을 처리하고 디스크에 기록한 뒤, 응답을 한 바이트도 보내지 않고 연결을 닫습니다.",
    "reply-late": "요청은 바로 처리하고 응답은 늦게 보냅니다. 응답의 Date는 만든 때의 것입니다.",
    "reply-truncated": "요청을 처리합니다. 응답이 본문(헤더는 전체 길이를 약속함)이나 헤더 중간에서 끊기고 연결이 닫힙니다.",
    "reply-doubled": "요청은 한 번 처리합니다. 같은 응답을 두 번 보내 남는 하나가 다음 응답 앞에 섭니다.",
    "reply-garbled": "요청을 처리합니다. 응답은 200이고 KIS의 헤더가 있으나 본문이 JSON이 아닙니다.",
    "error-500-before": "아무것도 처리하지 않습니다. 응답은 KIS 앞단의 오류로, KIS의 헤더도 본문도 없습니다.",
    "error-500-after": "요청을 처리하고 디스크에 기록합니다. 응답은 error-500-before와 같은 오류입니다.",
    "connection-reset": "요청을 처리한 뒤 또는 처리하기 전에, 응답 없이 연결을 리셋합니다(RST).",
    "token-expired": "토큰이 있는 요청을 KIS가 받지 않는 토큰이라며 거부합니다. 처리하지 않으며 토큰 자체는 그대로 통합니다.",
    "rate-limited": "요청을 초당 거래건수 초과(EGW00201)로 거부합니다. 처리하지 않습니다.",
    "notice-lost": "체결통보를 보내지 않습니다.",
    "notice-doubled": "체결통보를 연달아 두 번 보냅니다.",
    "notice-late": "체결통보를 늦게 보냅니다. 뒤에 나온 통보가 앞지릅니다.",
    "stream-cut": "통보 대신, 그 계좌를 듣는 웹소켓 연결이 인사 없이 끊깁니다.",
}
PARAMETERS: dict[str, str] = {
    "Which requests: any of a TR, those that order (POST), those that ask (GET), or those for a token.":
        "어느 요청: TR이 있는 모든 요청(any), 주문(orders, POST), 조회(inquiries, GET), 토큰 발급(tokens).",
    "Only requests whose path ends so: /inquire-ccnl.": "경로가 이렇게 끝나는 요청만: /inquire-ccnl.",
    "How much later, in wall time.": "실제 시간으로 얼마나 늦게.",
    "Where it ends.": "끊기는 곳: 본문(body) 또는 헤더(head).",
    "How much of that part leaves.": "그 부분에서 나가는 비율.",
    "How many bytes of that part leave, instead of a share; never all.":
        "비율 대신, 그 부분에서 나가는 바이트 수. 전부는 나가지 않습니다.",
    "The HTTP status.": "HTTP 상태 코드.",
    "What stands in the reply: a page, nothing, or a line of text.": "응답 본문: HTML 페이지(html), 없음(empty), 글 한 줄(text).",
    "Whether it is carried out first.": "먼저 처리하는지: 처리한 뒤(after), 처리하기 전(before).",
    "What KIS says: expired (EGW00123), invalid (EGW00121), not found (EGW00122).":
        "KIS의 말: 만료(EGW00123), 유효하지 않음(EGW00121), 찾을 수 없음(EGW00122).",
}  # fmt: skip
TAKES: dict[str, str] = {
    "0 to 600": "0부터 600까지",
    "0 to 1": "0부터 1까지",
    "a whole number up to 1000000": "1000000까지의 정수",
    "text, at most 120 characters": "120자까지의 글",
}
"""What a parameter takes, where that is not a list of words."""
