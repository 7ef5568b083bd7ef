"""What the command line says, in English and in Korean: one language at a time."""

import os

from haero.cli.languages import customer, failing, keeping, replaying, trading
from haero.terms import Language

_TEXTS = {
    # the name: English, Korean
    "market": ("market {market}, clock {now} ×{speed}", "시장 {market}, 시각 {now} ×{speed}"),
    "real": ("real", "실전"),
    "mock": ("mock", "모의"),
    "control": ("control", "제어"),
    "journal": ("journal", "저널"),
    "read": ("{seq} events, {replayed} read since the last snapshot", "이벤트 {seq}건, 스냅숏 이후 {replayed}건 읽음"),
    "clock": ("clock", "시각"),
    "in_clear": (
        "--host {host}: who can listen to this network reads keys and tokens on their way: add --tls",
        "--host {host}: 이 네트워크를 엿보는 사람이 키와 토큰을 읽을 수 있습니다: --tls를 붙이십시오",
    ),
    "goes_on": (
        "goes on from the journal of this folder, not from --at open: time only moves forward",
        "--at open이 아니라 이 폴더의 저널에서 이어집니다: 시간은 앞으로만 갑니다",
    ),
    "accounts": ("accounts", "계좌"),
    "keys": ("keys", "키"),
    "log": ("log", "로그"),
    "point": (
        "Point a KIS program at these addresses and let it trade. Stop with Ctrl-C.",
        "KIS 프로그램이 이 주소로 주문하게 하십시오. 멈추려면 Ctrl-C.",
    ),
    "yaml_home": (
        "The official samples keep their token beside this file (KISyyyymmdd), one for real and mock, for the whole day.\n"
        "So: a HOME of its own for each environment, never that of your real account; after a new data folder delete KIS*.",
        "공식 샘플은 토큰을 이 파일 옆에(KISyyyymmdd) 실전·모의 구분 없이 하나만 두고, 그날은 새로 받지 않습니다.\n"
        "그래서 실전·모의마다 HOME을 따로 두고, 실제 계좌의 HOME은 쓰지 마십시오. 데이터 폴더를 바꾸면 KIS*를 지우십시오.",
    ),
    "no_certificate": (
        "{path}: {error}. Put the certificate back, or stop haero and start it again: it makes another",
        "{path}: {error}. 인증서를 되돌려 놓거나, haero를 멈추고 다시 시작하십시오: 새로 만듭니다",
    ),
    "no_keys": (
        "{data} has no keys yet: run `haero serve --data {data}` once",
        "{data}에 키가 없습니다: `haero serve --data {data}`를 한 번 실행하십시오",
    ),
    "no_addresses": (
        "not running, so no addresses: start it with `haero serve --data {data}`",
        "실행 중이 아니라 주소가 없습니다: `haero serve --data {data}`로 시작하십시오",
    ),
    "no_account": (
        "--account {account}: {data} has no such account, see `haero account list --data {data}`",
        "--account {account}: {data}에 없는 계좌입니다. `haero account list --data {data}`를 보십시오",
    ),
    "not_running": (
        "no haero runs with {data}: start it with `haero serve --data {data}`",
        "{data}에서 실행 중인 haero가 없습니다: `haero serve --data {data}`로 시작하십시오",
    ),
    "running": ("running", "실행 중"),
    "stands_still": ("stands still", "멈춰 있음"),
    "runs_fastest": ("runs as fast as possible", "최대 속도"),
    "runs": ("runs ×{speed:g}", "×{speed:g} 속도"),
    "failed": ("has stopped taking commands: see its log", "명령을 더 받지 않습니다: 로그를 보십시오"),
    "on_disk": ("seq {seq}, on disk {durable}", "seq {seq}, 디스크 {durable}"),
    "orders": ("orders {orders}, working {working}", "주문 {orders}, 미체결 {working}"),
    "stopped": ("stopped", "멈췄습니다"),
    "still_stopping": ("asked to stop, but it still runs: see its log", "멈추라고 했으나 아직 실행 중입니다: 로그를 보십시오"),
    "reset_ask": (
        "Delete all orders, balances and accounts of {data}? Keys stay.",
        "{data}의 주문, 잔고, 계좌를 모두 지웁니까? 키는 남습니다.",
    ),
    "reset_done": ("empty: {accounts} accounts, clock {now}", "비웠습니다: 계좌 {accounts}개, 시각 {now}"),
    "no_log": (
        "{data}: the last start kept no log file: start with `haero serve --data {data} --log haero.log`",
        "{data}: 마지막 시작에 로그 파일이 없었습니다: `haero serve --data {data} --log haero.log`로 시작하십시오",
    ),
} | trading.TEXTS | keeping.TEXTS | replaying.TEXTS | failing.TEXTS | customer.TEXTS  # fmt: skip
_chosen: Language | None = None


def choose(language: Language | None) -> Language | None:
    """The language of this process; None is that of the environment."""
    global _chosen
    _chosen = language
    return language


def language() -> Language:
    """What --lang says, else HAERO_LANG, else the system's: Korean where its name begins with ko."""
    if _chosen is not None:
        return _chosen
    for name in ("HAERO_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return Language.KO if value.startswith("ko") else Language.EN
    return Language.EN


def text(name: str, /, **values: object) -> str:
    """The text of that name, filled in."""
    english, korean = _TEXTS[name]
    return (korean if language() is Language.KO else english).format(**values)
