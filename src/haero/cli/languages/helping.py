"""The help of the commands in Korean, by the English that stands in their code."""

from haero.cli.languages.customer_help import HELP as CUSTOMER_HELP

PANELS: dict[str, tuple[str, str]] = {
    # the name that the parser's library has for it: English, Korean
    "ARGUMENTS_PANEL_TITLE": ("Arguments", "인수"),
    "OPTIONS_PANEL_TITLE": ("Options", "옵션"),
    "COMMANDS_PANEL_TITLE": ("Commands", "명령"),
    "ERRORS_PANEL_TITLE": ("Error", "오류"),
    "DEFAULT_STRING": ("[default: {}]", "[기본값: {}]"),
    "ENVVAR_STRING": ("[env var: {}]", "[환경변수: {}]"),
    "REQUIRED_LONG_STRING": ("[required]", "[필수]"),
    "ABORTED_TEXT": ("Aborted.", "그만두었습니다."),
    "RICH_HELP": (
        "Try [blue]'{command_path} {help_option}'[/] for help.",
        "도움말: [blue]{command_path} {help_option}[/]",
    ),
}
HELP: dict[str, str] = {
    # haero
    "haero (해로): the overseas-stock order system of the KIS Open API (한국투자증권 해외주식), on your own machine.":
        "haero(해로): 한국투자증권 KIS Open API의 해외주식 주문 시스템을 내 컴퓨터에서 돌립니다.",
    "Prints the version.": "버전을 출력합니다.",
    "Completion for this shell, from now on.": "이 셸에 자동완성을 설치합니다.",
    "Prints the completion script.": "자동완성 스크립트를 출력합니다.",
    "Show this message and exit.": "이 도움말을 보여 줍니다.",
    # options of many commands
    "Data folder: journal, keys, master files.": "데이터 폴더: 저널, 키, 종목마스터 파일.",
    "JSON, for programs.": "프로그램이 읽을 JSON으로.",
    "Language; default: HAERO_LANG, or that of the system.": "언어. 기본값은 HAERO_LANG, 없으면 시스템의 언어.",
    "Settings file.": "설정 파일.",
    "Name or address by which programs reach it, where it is not that of --host.":
        "프로그램이 접속할 이름이나 주소. --host와 다를 때만.",
    "Not signed up for overseas stocks (해외주식 거래신청): it may not order.":
        "해외주식 거래신청을 하지 않은 계좌. 주문할 수 없습니다.",
    "Signs an account up for overseas stocks (해외주식 거래신청), or takes that back.":
        "계좌의 해외주식 거래신청을 하거나 되돌립니다.",
    "on: signed up for overseas stocks; off: it may not order.": "on: 거래신청을 한 계좌, off: 주문할 수 없는 계좌.",
    "Opening cash (예수금); may be repeated.": "처음 예수금. 여러 번 쓸 수 있습니다.",
    # serve
    "Starts the order system. Stop it with Ctrl-C or SIGTERM.": "주문 시스템을 시작합니다. Ctrl-C나 SIGTERM으로 멈춥니다.",
    "Address to listen on; loopback unless you say otherwise.": "접속을 받을 주소. 따로 정하지 않으면 이 컴퓨터 안(루프백)에서만.",
    "REST port, real (실전); 0 = any free port.": "REST 포트, 실전. 0 = 비어 있는 아무 포트.",
    "REST port, mock (모의).": "REST 포트, 모의.",
    "WebSocket port, real.": "웹소켓 포트, 실전.",
    "WebSocket port, mock.": "웹소켓 포트, 모의.",
    "Control port.": "제어 포트.",
    "Prices: synthetic (default), manual, or replay:'FILES*' (recorded).":
        "시세: synthetic(합성, 기본값), manual(직접 입력), replay:'파일*'(기록 재생).",
    "Market clock starts at: open (default), now, or an ISO time.": "시장 시각의 출발점: open(기본값), now, ISO 시각.",
    "Market clock: 1 (default), 0 = stands still, up to 3600, max = all out.":
        "시장 시각의 속도: 1(기본값), 0 = 멈춤, 3600까지, max = 최대.",
    "Seed of the synthetic market.": "합성 시장의 시드.",
    "No rate limits, no one-token-a-minute rule.": "호출 제한과 토큰 1분당 1회 제한을 없앱니다.",
    "HTTPS and WSS with a self-signed certificate.": "자체 서명 인증서로 HTTPS와 WSS.",
    "Written once all ports listen.": "모든 포트가 열리면 쓰는 파일.",
    "No greeting and no request log on the terminal.": "터미널에 시작 안내와 요청 로그를 쓰지 않습니다.",
    "The log goes there, see `haero logs`.": "로그를 쓸 파일. `haero logs`로 봅니다.",
    "A request as readable text or as a JSON line.": "요청 로그의 형식: 사람이 읽는 글(text) 또는 JSON 줄.",
    # env
    "Prints the keys (앱키, 앱시크릿), accounts (계좌) and addresses of a data folder.\n\n"
    "They are secrets of this folder only: no real account of yours is in them. Addresses are there while haero runs.":
        "데이터 폴더의 앱키, 앱시크릿, 계좌, 주소를 출력합니다.\n\n"
        "이 폴더에서만 통하는 비밀이며 실제 계좌의 것은 없습니다. 주소는 haero가 실행 중일 때 나옵니다.",
    "shell, json, or yaml = the official kis_devlp.yaml": "shell, json, yaml(공식 kis_devlp.yaml)",
    "Keys of this account: see `haero account list`.": "이 계좌의 키. 계좌는 `haero account list`로 봅니다.",
    # demo
    "Starts a broker, takes an order through its whole life, prints it. Nothing is kept, no port of yours is used.":
        "브로커를 하나 띄워 주문 하나의 일생을 보여 줍니다. 아무것도 남기지 않고 쓰던 포트도 건드리지 않습니다.",
    # verify
    "Checks every page, event and balance of the journal. Exit status: 0 clean, 1 damaged, 2 unreadable.":
        "저널의 모든 페이지, 이벤트, 잔액을 검사합니다. 종료 코드: 0 이상 없음, 1 손상, 2 읽을 수 없음.",
    # backup
    "Copies journal, keys and master files to a new folder, consistent while haero runs, and verifies the copy.\n\n"
    "To go back, stop haero and start it with the copy: haero serve --data DIR. "
    "Exit status: 0 copied, 1 the copy is damaged, 2 not.":
        "저널, 키, 종목마스터 파일을 새 폴더로 복사하고 검사합니다. haero가 실행 중이어도 됩니다.\n\n"
        "되돌리려면 haero를 멈추고 사본으로 시작하십시오: haero serve --data 폴더. 종료 코드: 0 복사함, 1 사본 손상, 2 복사 못 함.",
    "The new folder; it must not exist, or be empty.": "새 폴더. 없거나 비어 있어야 합니다.",
    "The journal in --data is a copy that another SQLite tool made.": "--data의 저널이 다른 SQLite 도구가 만든 사본일 때.",
    # replay
    "Runs your program against a recorded period, as fast as it keeps up, and reports what its orders came to.":
        "기록된 기간에서 프로그램을 돌리고(따라오는 만큼 빠르게) 주문의 결과를 보고합니다.",
    'Your program, such as "python bot.py".': '실행할 프로그램. 예: "python bot.py".',
    "replay:'FILES*' (recorded); also synthetic or manual, with --to.":
        "replay:'파일*'(기록 재생). --to를 쓰면 synthetic, manual도 됩니다.",
    "Start of the period; the recording's first message.": "기간의 시작. 없으면 기록의 처음.",
    "End of the period; the recording's last.": "기간의 끝. 없으면 기록의 마지막.",
    "step = the market waits for the program; N up to 3600; max = all out.":
        "step = 시장이 프로그램을 기다림; N은 3600까지; max = 최대.",
    "With step: how long the program must be idle before time goes on.":
        "step일 때: 프로그램이 이만큼 쉬면 시각이 나아갑니다.",
    "Keep journal and keys in this new folder.": "저널과 키를 이 새 폴더에 남깁니다.",
    "Write index.html, CSV files and summary.json there.": "index.html, CSV 파일, summary.json을 쓸 폴더.",
    "Seed of whatever is random in the market.": "시장의 무작위 요소에 쓰는 시드.",
    "Without or with KIS's limits on requests (호출 제한).": "KIS의 호출 제한 없이, 또는 있게.",
    # status, stop, logs, reset
    "Says whether haero runs, its addresses, market time, accounts and journal. Exit status: 0 it runs, 1 it doesn't.":
        "haero가 실행 중인지, 주소, 시장 시각, 계좌, 저널을 보여 줍니다. 종료 코드: 0 실행 중, 1 아님.",
    "Stops haero in order, and returns when the folder is free. Exit status: 0 stopped, 1 still running, 2 it didn't run.":
        "haero를 차례대로 멈추고 폴더가 풀리면 끝납니다. 종료 코드: 0 멈춤, 1 아직 실행 중, 2 실행 중이 아니었음.",
    "Prints the last lines of the log. Without a log file it says how to get one.":
        "로그의 마지막 줄을 출력합니다. 로그 파일이 없으면 만드는 법을 알려 줍니다.",
    "How many lines.": "몇 줄.",
    "Deletes the journal of a running haero and opens the first accounts again. Keys and tokens stay valid.":
        "실행 중인 haero의 저널을 지우고 처음 계좌를 다시 엽니다. 키와 토큰은 그대로 통합니다.",
    "Don't ask.": "묻지 않습니다.",
    # master
    "Official symbol master files (종목마스터).": "공식 종목마스터 파일.",
    "Checks master files and copies them into the data folder; the next start knows their symbols.":
        "종목마스터 파일을 검사해 데이터 폴더로 복사합니다. 다음 시작부터 그 종목을 압니다.",
    "A master file (nasmst.cod or nasmst.cod.zip), or a folder of them.":
        "종목마스터 파일(nasmst.cod 또는 nasmst.cod.zip), 또는 그 폴더.",
    "Lists the master files of the data folder, and how many symbols each has.":
        "데이터 폴더의 종목마스터 파일과 종목 수를 보여 줍니다.",
    # clock
    "The market clock (시장 시각): look, pause, run, step, jump.": "시장 시각: 보기, 멈춤, 진행, 한 걸음, 이동.",
    "The clock stands still until told to move.": "시각을 멈춥니다.",
    "The clock runs.": "시각이 흐르게 합니다.",
    "1 = like the wall, up to 3600, max = all out.": "1 = 실제 시간과 같게, 3600까지, max = 최대.",
    "Moves the clock forward by a stretch of time; all that falls due in it happens before the command ends.":
        "시각을 그만큼 앞으로 옮깁니다. 그 사이에 일어날 일은 명령이 끝나기 전에 다 일어납니다.",
    "A stretch of time: 30s, 30m, 1h30m, 1d; or ISO: PT1H30M.": "얼마나: 30s, 30m, 1h30m, 1d 또는 ISO 표기 PT1H30M.",
    "Moves the clock forward to a moment.": "시각을 그 순간으로 옮깁니다.",
    "The next close or open of the US market, a time with offset (2026-11-20T16:00-05:00), or how much later.":
        "미국장의 다음 마감(close)이나 개장(open), UTC 차이가 있는 시각(2026-11-20T16:00-05:00), 또는 얼마 뒤(+1d).",
    # market
    "The market by hand: prices (--market manual), halts (거래정지), a look.":
        "손으로 움직이는 시장: 가격(--market manual), 거래정지, 보기.",
    "NASD, NYSE, AMEX, SEHK, TKSE, …": "거래소: NASD, NYSE, AMEX, SEHK, TKSE, …",
    "종목코드: AAPL, 00700, 7203, …": "종목코드: AAPL, 00700, 7203, …",
    "A price: 182.50": "가격: 182.50",
    "Shares.": "주식 수.",
    "Shares; bid 0 with size 0 is no bid.": "주식 수. 매수호가 0에 잔량 0이면 매수호가 없음.",
    "A trade happens in the manual market (체결).": "수동 시장에서 체결이 일어납니다.",
    "The official print of the opening or the closing auction.": "시가 또는 종가 동시호가의 공식 체결.",
    "The manual market shows a best bid and ask (호가).": "수동 시장의 최우선 매수·매도호가를 정합니다.",
    "Stops trading in a symbol, on any market: its prices stand, orders wait.":
        "종목을 거래정지합니다(어느 시장이든): 가격은 멈추고 주문은 기다립니다.",
    "For the journal and the state.": "저널과 상태에 남길 사유.",
    "Lets a halted symbol trade again.": "거래정지를 풉니다.",
    "Shows quote, last trade and volume of a symbol, and whether it is halted.":
        "종목의 호가, 현재가, 거래량과 거래정지 여부를 보여 줍니다.",
    # account
    "Accounts (계좌) of a running haero: list, open another, show its keys.":
        "실행 중인 haero의 계좌: 목록, 새로 열기, 키 보기.",
    "Lists all accounts; with --json their keys too.": "모든 계좌를 보여 줍니다. --json이면 키까지.",
    "Opens an account and prints its keys. Without --cash it begins with what the settings say.":
        "계좌를 열고 키를 출력합니다. --cash가 없으면 설정에 있는 예수금으로 시작합니다.",
    "real (실전) or mock (모의).": "real(실전) 또는 mock(모의).",
    "Prints the keys of an account, and its cash.": "계좌의 키와 예수금을 출력합니다.",
    "CANO-ACNT_PRDT_CD: 81000001-01.": "계좌번호: 종합계좌번호-상품코드, 81000001-01.",
    # fault
    "Injected failures (장애 주입): lost, late, doubled replies and notices, errors, cut connections.":
        "장애 주입: 응답·체결통보의 유실·지연·중복, 오류, 연결 끊김.",
    "Arms a failure. It bites at the next request, or notice, that is meant.":
        "장애를 걸어 둡니다. 조건에 맞는 다음 요청이나 체결통보에서 일어납니다.",
    "Which one: reply-lost, …; docs/faults.md has all.": "어느 장애: reply-lost, …; 전부는 docs/faults.ko.md에 있습니다.",
    "How often it bites; without it, until it is cleared.": "몇 번 일어날지. 없으면 해제할 때까지.",
    "Only requests of this TR.": "이 TR의 요청만.",
    "Only requests about this symbol: AAPL.": "이 종목의 요청만: AAPL.",
    "Only those of this account: 81000001-01.": "이 계좌만: 81000001-01.",
    "Only real (실전) or only mock (모의).": "실전(real)만 또는 모의(mock)만.",
    "A parameter of the fault; may be repeated.": "장애의 매개변수. 여러 번 쓸 수 있습니다.",
    "Lists what is armed, how often it bit, and what has done all that it was armed for.":
        "걸어 둔 장애와 발생 횟수, 다 쓴 장애를 보여 줍니다.",
    "Takes one failure away, or all.": "장애 하나를, 또는 모두 해제합니다.",
    "The number of one; without it, all.": "장애의 번호. 없으면 모두.",
} | CUSTOMER_HELP  # fmt: skip
