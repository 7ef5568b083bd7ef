"""Writes docs/client-walk.md and docs/client-walk.ko.md: the commands of a customer, typed against a haero, with what they say.

Nothing in them is written by hand but the words between the commands. Run by `make docs`.
"""

import os
import re
import shlex
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import patch

import yaml
from rich.console import Console
from typer.testing import CliRunner

from haero import Client
from haero.cli.control_client import ControlClient
from haero.cli.customer import asking
from haero.cli.customer.board import WatchBoard
from haero.cli.customer.screen import view
from haero.cli.main import app
from haero.cli.texts import choose
from haero.client.orders.symbol import as_ticker
from haero.terms import Language
from tests.support import process
from tools.make_docs import DOCS

PAGES = {Language.EN: DOCS / "client-walk.md", Language.KO: DOCS / "client-walk.ko.md"}
SERVE = "haero serve --market manual --speed 0 --at 2026-11-20T10:00:00-05:00"
_WIDTH = 80
_SENT_AT = re.compile(r"((?:sent|보낸 시각) )\d\d-\d\d \d\d:\d\d:\d\d")
"""The time at which an order left is that of the machine, and the only thing that differs from run to run."""
_STEPS: tuple[tuple[str, str, str], ...] = (
    # a heading (#), a sentence, a command ($), a look at `haero watch` (watch): English, Korean
    ("#", "The commands for orders, in one walk", "주문 명령 한 바퀴"),
    (
        "",
        "Every line below was typed against a haero and is what it said; `python -m tools.make_client_walk` "
        "does it again. On KIS's own environments "
        "the same commands take `--profile mock` or `--profile real`. `haero COMMAND --help` has all flags. "
        "They speak English or Korean, as `--lang`, `HAERO_LANG` or the system says.",
        "아래는 모두 haero에 실제로 입력하고 받은 것이며 `python -m tools.make_client_walk`로 다시 만들 수 "
        "있습니다. 한국투자증권의 모의투자와 실전에서는 "
        "같은 명령에 `--profile mock`이나 `--profile real`을 붙입니다. 옵션은 `haero 명령 --help`에 있습니다. "
        "`--lang`, `HAERO_LANG`, 시스템의 언어에 따라 한국어나 영어로 말합니다.",
    ),
    ("serve", "", ""),
    (
        "",
        "That runs in one terminal. In another one the market shows a bid and an ask:",
        "터미널 하나에서 실행해 둡니다. 다른 터미널에서 시장의 호가를 정합니다:",
    ),
    ("$", "market quote NASD AAPL 229.90 300 230.10 200", ""),
    ("##", "Quotes and cash", "현재가와 예수금"),
    ("$", "quote AAPL NYSE:IBM", ""),
    ("$", "cash", ""),
    ("$", "cash AAPL 229.95", ""),
    ("##", "An order", "주문"),
    ("", "A dry run says what would be sent, and sends nothing:", "`--dry-run`은 무엇을 보낼지만 보여 줍니다:"),
    ("$", "buy AAPL 10 229.95 --dry-run", ""),
    ("$", "buy AAPL 10 229.95", ""),
    ("$", "market print NASD AAPL 229.95 1000", ""),
    ("$", "buy AAPL 5 228", ""),
    (
        "",
        "`haero watch` shows quotes, open orders and notices, live:",
        "`haero watch`는 현재가, 미체결, 체결통보를 실시간으로 보여 줍니다:",
    ),
    ("watch", "buy AAPL 2 230.10", ""),
    ("##", "Lists, revisions, cancellations", "주문내역, 정정, 취소"),
    ("$", "orders", ""),
    ("$", "revise 2 --price 228.50", ""),
    ("$", "orders --open", ""),
    ("$", "cancel 4", ""),
    ("$", "fills", ""),
    ("$", "balance", ""),
    ("##", "A no", "거부"),
    (
        "",
        "What KIS says stands there as KIS says it, with its code. What a rule forbids is not sent at all. "
        "The exit status is 1; it is 2 for a command that "
        "can't be read.",
        "한국투자증권의 말은 코드와 함께 그대로 보여 줍니다. 규칙에 어긋난 주문은 보내지 않습니다. 종료 "
        "코드는 1이고, 명령을 잘못 쓰면 2입니다.",
    ),
    ("$", "buy AAPL 100000 200", ""),
    ("$", "buy AAPL 10 200.001", ""),
    ("##", "An outcome that nobody knows", "결과를 모르는 주문"),
    (
        "",
        "Here the reply to an order is lost. haero never sends it again; it says which command finds out:",
        "주문의 응답을 잃어버리게 해 봅니다. haero는 다시 보내지 않고, 결과를 확인하는 명령을 알려 줍니다:",
    ),
    ("$", "fault add reply-lost --times 1 --tr TTTT1002U", ""),
    ("$", "buy AAPL 1 200 --key morning", ""),
    ("$", "resolve morning", ""),
    ("$", "unknowns", ""),
    ("##", "Real money", "실전 계좌"),
    (
        "",
        "On the real account every order is shown first and asked about (`--yes` asks nobody; where there is "
        "no terminal and no `--yes`, nothing is sent). "
        "In this walk the keys of the profile lead to a haero.",
        "실전 계좌에서는 주문마다 먼저 보여 주고 묻습니다(`--yes`면 묻지 않고, 터미널이 아닌데 `--yes`가 "
        "없으면 보내지 않습니다). "
        "여기서는 프로필의 키가 haero를 가리킵니다.",
    ),
    ("$", "buy AAPL 10 185.20 --profile real", ""),
    ("##", "For programs", "프로그램에서"),
    (
        "",
        "`--json` gives the same with the names of [client-rows.md](client-rows.md); amounts are texts, so "
        "that they stay exact.",
        "`--json`은 [client-rows.ko.md](client-rows.ko.md)의 이름으로 같은 내용을 줍니다. 금액은 정확하도록 문자열입니다.",
    ),
    ("$", "quote AAPL --json", ""),
)  # fmt: skip


class Walk:
    """Types the commands at one haero, in one language."""

    def __init__(self, folder: Path, language: Language) -> None:
        self._folder, self._language = folder, language
        self._real = ControlClient(folder).urls["rest_real"]
        keys = next(
            one for one in ControlClient(folder).get("/control/accounts")["accounts"] if one["environment"] == "real"
        )
        self._environment = {
            "HAERO_DATA": str(folder),
            "HAERO_STATE": str(folder.parent / "state"),
            "HAERO_LANG": language.value,
            "HOME": str(folder.parent),
            "COLUMNS": str(_WIDTH),
        }
        known = {
            "my_app": keys["appkey"],
            "my_sec": keys["appsecret"],
            "my_acct_stock": keys["account"][:8],
            "prod": self._real,
        }
        place = folder.parent / "KIS" / "config" / "kis_devlp.yaml"
        place.parent.mkdir(parents=True)
        place.write_text(yaml.safe_dump(known), encoding="utf-8")

    def typed(self, command: str) -> str:
        """A command and what it says; a question is answered with no."""
        with patch.object(asking, "at_a_terminal", lambda: True):
            ended = CliRunner().invoke(app, shlex.split(command), input="n\n", env=self._environment)
        assert ended.exception is None or isinstance(ended.exception, SystemExit), ended.exception
        return self._block(f"$ haero {command}\n{ended.output}")

    def watched(self, command: str) -> str:
        """What `haero watch` shows once another command has led to a notice."""
        with ExitStack() as stack:
            stack.enter_context(patch.dict(os.environ, self._environment))
            choose(self._language)
            kis = stack.enter_context(Client())
            board = WatchBoard(kis, [as_ticker("AAPL")])
            list(board.ask())
            board.listen()
            CliRunner().invoke(app, shlex.split(command), env=self._environment)
            while not any(one["kind"] == "filled" for one in board.notices):
                list(board.heard())
                time.sleep(0.01)
            list(board.ask())
            choose(self._language)
            console = Console(width=_WIDTH, color_system=None)
            with console.capture() as capture:
                console.print(view(board, _WIDTH))
        return self._block(f"$ haero watch AAPL\n{capture.get()}")

    def _block(self, said: str) -> str:
        shown = _SENT_AT.sub(r"\g<1>11-29 09:00:00", said).replace(self._real, "http://127.0.0.1:9443")
        lines = "\n".join(line.rstrip() for line in shown.rstrip().splitlines())
        return f"```console\n{lines}\n```"


def page(language: Language) -> str:
    """The whole page of a language. Starts a haero for it, and ends it."""
    korean = language is Language.KO
    found = ["<!-- Generated by tools/make_client_walk.py. Do not edit. -->"]
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "data"
        with process(folder, *shlex.split(SERVE)[2:], "--unlimited") as started:
            walk = Walk(folder, language)
            for kind, english, own in _STEPS:
                said = own if korean else english
                if kind == "serve":
                    found.append(f"```sh\n{SERVE}\n```")
                elif kind == "$":
                    found.append(walk.typed(english))
                elif kind == "watch":
                    found.append(walk.watched(english))
                else:
                    found.append(f"{kind} {said}".strip())
            started.stop()
    choose(None)
    return "\n\n".join(found) + "\n"


if __name__ == "__main__":
    for language, path in PAGES.items():
        path.write_text(page(language), encoding="utf-8")
