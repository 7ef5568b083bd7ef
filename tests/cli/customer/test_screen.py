"""How the board is shown."""

import time
from collections import deque
from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from rich.console import Console

from haero.cli.customer import screen
from haero.cli.customer.screen import notice_line, show_board, view
from haero.cli.texts import choose
from haero.terms import KST, Environment, Exchange, Language
from tests.cli.customer.test_lists import OPEN
from tests.cli.customer.test_quotes import QUOTE

NOTICE = {
    "event": "notice", "kind": "filled", "odno": "0000000002", "original": "", "symbol": "AAPL", "exchange": Exchange.NASDAQ,
    "side": "buy", "change": "new", "quantity": 7, "price": Decimal("230.1"), "at": datetime(2026, 11, 21, tzinfo=KST),
    "ordered": 7, "filled": 7, "gap": False, "doubtful": False,
}  # fmt: skip


class FakeBoard:
    """A board with one of each."""

    profile = SimpleNamespace(
        name="haero", environment=Environment.REAL, masked_account="81******-01", base_url="http://127.0.0.1:1"
    )

    def __init__(self) -> None:
        self.quotes = {"a": QUOTE}
        self.orders = [OPEN]
        self.notices = deque([NOTICE])
        self.trouble = "a trouble"
        self.looks = 0

    def ask(self) -> Any:
        self.looks += 1
        yield {"event": "quote", **QUOTE}

    def listen(self) -> None:
        """Nothing is heard."""

    def heard(self) -> Any:
        yield from ()


def drawn(board: Any) -> str:
    console = Console(width=80, color_system=None)
    with console.capture() as capture:
        console.print(view(board, 80))
    return capture.get()


def test_all_of_it_in_eighty_places_in_either_language() -> None:
    board = FakeBoard()
    for language, words in (
        (
            Language.EN,
            ("haero, real  81******-01", "TKSE:7203", "open orders", "0000000004", "notices", "filled", "a trouble"),
        ),
        (
            Language.KO,
            ("haero, 실전  81******-01", "TKSE:7203", "미체결", "0000000004", "체결통보", "체결", "a trouble"),
        ),
    ):
        choose(language)
        shown = drawn(board)
        assert [word for word in words if word not in shown] == []
        assert max(map(len, shown.splitlines())) <= 80
    board.orders, board.notices, board.quotes = [], deque(), {}
    assert "없음" in drawn(board)
    choose(None)


def test_notices_in_a_line() -> None:
    choose(Language.KO)
    assert notice_line(NOTICE) == "11-21 00:00:00  체결  0000000002  매수  AAPL  7주  230.10"
    assert notice_line(NOTICE | {"original": "0000000001", "doubtful": True}).endswith(
        "230.10  (원주문 0000000001)  (중복일 수 있음)"
    )
    assert "3건" in notice_line({"kind": "lost", "quantity": 3})
    choose(None)


def test_it_ends_by_itself_and_looks_every_interval(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    board: Any = FakeBoard()
    show_board(board, 0.5, 2, as_json=True)
    assert board.looks == 5
    assert len(capsys.readouterr().out.splitlines()) == 5


def test_live_on_a_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    monkeypatch.setattr(screen, "output", lambda: Console(force_terminal=True, width=80))
    choose(Language.EN)
    board: Any = FakeBoard()
    show_board(board, 0.5, 1, as_json=False)
    shown = capsys.readouterr().out
    assert "TKSE:7203" in shown
    assert "\x1b[?25h" in shown, "the cursor is there again"
