"""`haero account` and `haero reset` against a haero in a process of its own: one story."""

import json
from pathlib import Path

from typer.testing import CliRunner, Result

from haero.cli.main import app
from tests.support import process


def call(folder: Path, *words: str, answer: str | None = None) -> Result:
    return CliRunner().invoke(app, [*words, "--data", str(folder)], input=answer)


def test_accounts_are_listed_opened_and_shown(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with process(folder, "--speed", "0") as started:
        assert call(folder, "account", "list").stdout.splitlines() == [
            f"50000001-01  mock  {started.ready['mock']['hts_id']}",
            f"81000001-01  real  {started.ready['real']['hts_id']}",
        ]
        opened = call(folder, "account", "new", "real", "--cash", "usd=5", "--json")
        keys = json.loads(opened.stdout)
        assert (opened.exit_code, keys["account"]) == (0, "81000002-01")
        shown = call(folder, "account", "show", "81000002-01").stdout
        assert keys["appsecret"] in shown
        assert "USD 5" in shown
        assert "overseas     on" in shown
        assert call(folder, "account", "service", "81000002-01", "off").stdout.splitlines()[-1] == "overseas     off"
        assert "overseas     off" in call(folder, "account", "show", "81000002-01").stdout
        listed = json.loads(call(folder, "account", "list", "--json").stdout)["accounts"]
        assert keys in listed
        for words, status, text in (
            (("show", "81000009-01"), 1, "has no such account"),
            (("new", "real", "--cash", "5"), 2, "--cash 5: must be like"),
            (("new", "real", "--cash", "USD=-5"), 1, "opening cash"),
            (("new", "paper"), 2, "paper"),
        ):
            ended = call(folder, "account", *words)
            assert (ended.exit_code, text in ended.stderr) == (status, True), ended.stderr
        assert call(folder, "reset", answer="n\n").exit_code == 1
        assert len(json.loads(call(folder, "account", "list", "--json").stdout)["accounts"]) == 3
        assert call(folder, "reset", "--yes").stdout.startswith("empty: 2 accounts, clock ")
        assert len(json.loads(call(folder, "account", "list", "--json").stdout)["accounts"]) == 2
