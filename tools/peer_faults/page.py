"""The pages: docs/client-faults.md and its Korean twin, from what was measured."""

from collections.abc import Mapping

from haero.terms import Language
from tools.make_docs import DOCS, GENERATED, table
from tools.peer_faults.clients import PEERS
from tools.peer_faults.field import STILL_TRYING, TIME_LIMIT, Cell
from tools.peer_faults.trials import TRIALS

PAGES = {Language.EN: DOCS / "client-faults.md", Language.KO: DOCS / "client-faults.ko.md"}
_TEXTS = {
    "title": ("Clients in a storm", "장애 속의 클라이언트"),
    "intro": (
        "One buy of 10 AAPL, by haero's own clients and by five public ones, while a fault of [faults.md](faults.md) bites the "
        "order call. Each cell: how many orders the broker holds afterwards, and what the program was told.",
        "haero의 클라이언트와 공개된 클라이언트 다섯이 AAPL 10주를 한 번 매수할 때 주문 호출에 "
        "[faults.ko.md](faults.ko.md)의 장애를 걸었습니다. 칸마다 그 뒤 증권사에 있는 주문 수와 프로그램이 들은 답입니다.",
    ),
    "how": (
        "Measured by `python -m tools.peer_faults` against a running haero (real environment, no limits): every cell with an "
        "account, a process and an empty folder of its own, the client unmodified, as it comes but for its address and its own "
        f"throttle. A client that still tries after {TIME_LIMIT:g} s is stopped. Orders are counted in the broker's list once "
        "nothing is under way any more.",
        "실행 중인 haero(실전 환경, 제한 없음)에 대해 `python -m tools.peer_faults`로 측정했습니다. 칸마다 계좌, 프로세스, "
        "빈 폴더가 따로이며, 클라이언트는 주소와 자체 호출 제한 말고는 그대로입니다. "
        f"{TIME_LIMIT:g}초 뒤에도 시도 중이면 멈춥니다. 주문 수는 오가는 것이 없어진 뒤 증권사 목록에서 셉니다.",
    ),
    "reading": (
        "**(!)**: more than one order, or a clear word that is not true (an order that is not there; a refusal of one that is). "
        "`exception` is the error that the program got: of most of them it can't be said whether the order is there. haero says "
        "`OrderOutcomeUnknown` then, sends nothing again, and `resolve` finds out from the broker's lists.",
        "**(!)**: 주문이 둘 이상이거나, 분명한 답이 사실과 다른 경우입니다(없는 주문을 있다고 하거나, 있는 주문을 거부됐다고 함). "
        "`exception`은 프로그램이 받은 오류이며, 대부분은 그것만으로 주문이 들어갔는지 알 수 없습니다. haero는 이때 "
        "`OrderOutcomeUnknown`을 알리고 다시 보내지 않으며, `resolve`가 증권사 목록에서 결과를 찾습니다.",
    ),
    "fault": ("fault", "장애"),
    "order": ("order", "주문"),
    "most": ("most orders of one buy", "한 번의 매수에 가장 많은 주문"),
    "late": (STILL_TRYING, "제때 답 없음"),
}
"""English and Korean."""


def _most(cells: Mapping[tuple[str, str], Cell], client: str) -> str:
    """The largest number of orders that came of one buy of a client."""
    held = [cell.held for (name, _), cell in cells.items() if name == client]
    return str(max(held)) if held else "-"


def page(cells: Mapping[tuple[str, str], Cell], language: Language) -> str:
    """The page of a language; a cell that was not measured is "-"."""

    def say(name: str) -> str:
        return _TEXTS[name][language is Language.KO]

    def text(cell: Cell | None) -> str:
        if cell is None:
            return "-"
        told = {"order": say("order"), STILL_TRYING: say("late")}.get(cell.told, cell.told)
        return f"{cell.held}, {told}" + " **(!)**" * cell.is_wrong

    head = [say("fault"), *(" ".join(filter(None, (peer.title, peer.note))) for peer in PEERS.values())]
    rows = [[trial.heading(language), *(text(cells.get((name, trial.name))) for name in PEERS)] for trial in TRIALS]
    rows.append([say("most"), *(_most(cells, name) for name in PEERS)])
    generated = GENERATED.replace("tools/make_docs.py", "python -m tools.peer_faults")
    lines = [f"# {say('title')}", "", generated, ""]
    for name in ("intro", "how", "reading"):
        lines += [say(name), ""]
    return "\n".join([*lines, *table(head, rows)]) + "\n"
