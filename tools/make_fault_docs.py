"""Writes docs/faults.md and docs/faults.ko.md: every fault, from the catalogue that the code uses. Run by `make docs`."""

from typing import Any

from haero.faults.catalogue import AIMED, FAULTS, Fault, Spot
from haero.faults.parameters import Parameter
from haero.faults.registry import MAX_ARMED
from haero.terms import Language
from tools.fault_words import FAULTS as KOREAN
from tools.fault_words import PARAMETERS, TAKES
from tools.make_docs import DOCS, GENERATED, table

PAGES = {Language.EN: DOCS / "faults.md", Language.KO: DOCS / "faults.ko.md"}
ARM = """```sh
haero fault add reply-lost --times 1 --tr TTTT1002U
haero fault add reply-late --param seconds=3 --param of=orders
haero fault list
haero fault clear
```"""
CALL = """```json
{"name": "reply-lost", "times": 1, "tr_id": "TTTT1002U", "symbol": "AAPL", "account": "81000001-01", "params": {"of": "orders"}}
```"""
_TEXTS: dict[str, tuple[str, str]] = {
    # the name: English, Korean
    "title": ("Faults", "장애 주입"),
    "intro": (
        "Failures that haero makes on purpose, so that a program can be tested against them. Nothing fails by itself.",
        "프로그램을 시험하도록 haero가 일부러 만드는 장애입니다. 저절로 일어나는 장애는 없습니다.",
    ),
    "arming": (
        "Or by the control port: `POST /control/faults` answers `{\"id\": 1}`; all but `name` may be left out, and `environment` "
        "(`real`, `mock`) may be given. `GET /control/faults` lists what is armed, how often it fired and what is left of "
        "`times`; "
        "`DELETE /control/faults` or `/control/faults/ID` takes it away.",
        "제어 포트로는 `POST /control/faults`가 `{\"id\": 1}`로 답합니다. `name` 말고는 모두 뺄 수 있고 "
        "`environment`(`real`, `mock`)도 쓸 수 있습니다. "
        "`GET /control/faults`는 걸어 둔 장애, 발생 횟수, 남은 횟수(`times`)를 보여 주고, `DELETE /control/faults`나 "
        "`/control/faults/ID`는 해제합니다.",
    ),
    "rules": ("Rules", "규칙"),
    "rule_one": (
        "Of several that are meant, the one that was armed first bites, alone. They are used up in the order in which they "
        "were armed.",
        "조건에 맞는 장애가 여럿이면 먼저 건 하나만 일어납니다. 건 순서대로 쓰입니다.",
    ),
    "rule_times": (
        "With `times` a fault disarms itself after so many firings, and stays in the list with 0 left. Without, it bites "
        "until it is cleared.",
        "`times`가 있으면 그만큼 일어난 뒤 스스로 풀리고 남은 횟수 0으로 목록에 남습니다. 없으면 해제할 때까지 일어납니다.",
    ),
    "rule_aim": (
        "TR, symbol (PDNO, SYMB), account and environment choose; a request that names no account is known by that of its "
        "app. Requests for "
        "tokens are left alone unless `of=tokens`.",
        "TR, 종목(PDNO, SYMB), 계좌, 환경으로 고릅니다. 계좌를 쓰지 않는 요청은 앱의 계좌로 봅니다. 토큰 발급은 "
        "`of=tokens`일 때만 해당합니다.",
    ),
    "rule_journal": (
        "Faults are of the wire: they are no events of the journal. A restart and `haero reset` clear them.",
        "장애는 통신의 일이며 저널의 이벤트가 아닙니다. 재시작과 `haero reset`은 모두 해제합니다.",
    ),
    "rule_log": (
        "A firing stands in the line of its request in the log, as `\"fault\": \"reply-lost#1\"` with the id; one at a "
        "notice has a line of its own.",
        "일어난 장애는 로그의 요청 줄에 번호와 함께 `\"fault\": \"reply-lost#1\"`로 남고, 체결통보의 것은 따로 한 줄이 남습니다.",
    ),
    "rule_limit": (
        f"At most {MAX_ARMED} faults are armed at once. A name, parameter or value that there is not is refused (400), with "
        f"a list of those that there are.",
        f"한 번에 {MAX_ARMED}개까지 겁니다. 없는 이름, 매개변수, 값은 있는 것의 목록과 함께 거부합니다(400).",
    ),
    "requests": ("Requests and replies (REST)", "요청과 응답(REST)"),
    "notices": ("Notices (WebSocket)", "체결통보(웹소켓)"),
    "all_have": ("All of these have two parameters more:", "여기의 모든 장애에는 매개변수가 둘 더 있습니다:"),
    "fault": ("fault", "장애"),
    "what": ("what happens", "일어나는 일"),
    "parameter": ("parameter", "매개변수"),
    "takes": ("takes", "값"),
    "default": ("default", "기본값"),
    "meaning": ("meaning", "뜻"),
}  # fmt: skip


def what(fault: Fault, language: Language) -> str:
    """What happens, in a language."""
    return KOREAN[fault.name] if language is Language.KO else fault.what


def row(one: Parameter, language: Language) -> tuple[str, str, str, str]:
    """A parameter: its name, what it takes, its default, its meaning."""
    korean = language is Language.KO
    return (
        f"`{one.name}`",
        TAKES.get(one.takes, one.takes) if korean else one.takes,
        _default(one.default),
        PARAMETERS[one.what] if korean else one.what,
    )


def _default(value: Any) -> str:
    return "-" if value in (None, "") else f"`{value:g}`" if isinstance(value, float) else f"`{value}`"


def page(language: Language) -> str:
    """docs/faults.md, or its Korean twin."""

    def say(name: str) -> str:
        return _TEXTS[name][language is Language.KO]

    def rows(spot: Spot) -> list[str]:
        found = [one for one in FAULTS.values() if one.spot is spot]
        lines = table((say("fault"), say("what")), ((f"`{one.name}`", what(one, language)) for one in found))
        told = [
            (f"`{one.name}`", *row(parameter, language))
            for one in found
            for parameter in one.parameters
            if parameter not in AIMED
        ]
        head = [say(name) for name in ("fault", "parameter", "takes", "default", "meaning")]
        return [*lines, "", *table(head, told), ""]

    rules = [f"- {say(name)}" for name in _TEXTS if name.startswith("rule_")]
    lines = [f"# {say('title')}", "", GENERATED.replace("make_docs", "make_fault_docs"), "", say("intro"), ""]
    lines += [ARM, "", say("arming"), "", CALL, "", f"## {say('rules')}", "", *rules, ""]
    lines += [f"## {say('requests')}", "", *rows(Spot.REQUEST), say("all_have"), ""]
    head = [say(name) for name in ("parameter", "takes", "default", "meaning")]
    lines += [*table(head, (row(one, language) for one in AIMED)), ""]
    lines += [f"## {say('notices')}", "", *rows(Spot.NOTICE)]
    return "\n".join(lines).rstrip("\n") + "\n"


if __name__ == "__main__":
    for spoken, path in PAGES.items():
        path.write_text(page(spoken), encoding="utf-8")
