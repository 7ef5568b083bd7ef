"""What verify, backup, master and a start that fails say: the name, English, Korean."""

TEXTS: dict[str, tuple[str, str]] = {
    # verify
    "counted": (
        "{events} events, {accounts} accounts, {pages} pages checked",
        "이벤트 {events}건, 계좌 {accounts}개, 페이지 {pages}개 확인",
    ),
    "clean": ("clean: {counted}", "이상 없음: {counted}"),
    "unreadable": (
        "unreadable: is this the right folder? (--data DIR)",
        "읽을 수 없음: 폴더가 맞습니까? (--data 폴더)",
    ),
    "damaged": (
        "damaged: {counted}. Keep a copy of the folder, then restore one from before the damage.",
        "손상됨: {counted}. 폴더를 먼저 복사해 두고, 손상되기 전의 백업으로 되돌리십시오.",
    ),
    # backup
    "backup_damaged": (
        "damaged: the copy in {target} is as damaged as the journal in {data}",
        "손상됨: {target}의 사본도 {data}의 저널과 똑같이 손상되어 있습니다",
    ),
    "backup_done": (
        "{target}: {events} events, {accounts} accounts, and their keys: keep it as closed as the folder itself",
        "{target}: 이벤트 {events}건, 계좌 {accounts}개와 그 키를 복사했습니다. 원본 폴더처럼 남이 못 보게 보관하십시오",
    ),
    # master
    "no_symbols": (
        "{path}: no stock or ETP of the nine exchanges in it",
        "{path}: 9개 거래소의 주식이나 ETP가 없습니다",
    ),
    "symbols": ("{name} {count} symbols", "{name} {count}종목"),
    "symbols_copied": (
        "{count} symbols copied to {target}: restart `haero serve` to use them",
        "{count}종목을 {target}에 복사했습니다. `haero serve`를 다시 시작하면 쓸 수 있습니다",
    ),
    "no_masters": (
        "{data} has no master files: haero master load FILE --data {data}",
        "{data}에 종목마스터 파일이 없습니다: haero master load 파일 --data {data}",
    ),
    # a start that fails, a haero that stops
    "journal_unusable": (
        "{error}\nThe journal cannot be used: run `haero verify --data {data}`, then restore a copy.",
        "{error}\n저널을 쓸 수 없습니다: `haero verify --data {data}`로 확인한 뒤 백업으로 되돌리십시오.",
    ),
    "stopped_by_itself": (
        "haero stopped by itself: {error}\nNo order was acknowledged after this. "
        "Run `haero verify --data {data}`, and start again.",
        "haero가 스스로 멈췄습니다: {error}\n그 뒤로는 어떤 주문도 접수하지 않았습니다. "
        "`haero verify --data {data}`로 확인하고 다시 시작하십시오.",
    ),
    "stopped_by_disk": (
        "haero stopped by itself: {error}\nNo order was acknowledged after this. "
        "Free the disk or repair it, run `haero verify --data {data}`, and start again.",
        "haero가 스스로 멈췄습니다: {error}\n그 뒤로는 어떤 주문도 접수하지 않았습니다. "
        "디스크를 비우거나 고친 뒤 `haero verify --data {data}`로 확인하고 다시 시작하십시오.",
    ),
    "no_haero_there": (
        "HTTP {status}: what listens at the address of the last start is no haero",
        "HTTP {status}: 지난번 시작 때의 주소에서 응답하는 것은 haero가 아닙니다",
    ),
    "windows": (
        "haero: runs on Linux, macOS and WSL, not on Windows itself. "
        "Install WSL (`wsl --install` in PowerShell) and run haero in it: programs on Windows reach it on 127.0.0.1 as well.\n",
        "haero: Linux, macOS, WSL에서 돌아가고 윈도우 자체에서는 돌아가지 않습니다. WSL을 설치하고"
        "(PowerShell에서 `wsl --install`) 그 안에서 실행하십시오. 윈도우의 프로그램도 127.0.0.1로 접속할 수 있습니다.\n",
    ),
}  # fmt: skip
