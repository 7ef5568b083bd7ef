"""A haero for all tests of this folder, and an account of its own for each: what one test orders no other sees."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from haero.cli.control_client import ControlClient
from haero.cli.main import app
from haero.cli.texts import choose
from tests.support import process


class Desk:
    """Types commands of haero for one account, in one language, on a haero whose market stands at Friday, 10:00 in New York."""

    def __init__(self, folder: Path, state: Path) -> None:
        self.control = ControlClient(folder)
        self.state = state
        self.environment: dict[str, str] = {"HAERO_STATE": str(state), "HAERO_LANG": "en", "COLUMNS": "80"}
        for environment in ("real", "mock"):
            keys = self.control.post(
                "/control/accounts", environment=environment, cash={"USD": "100000", "JPY": "5000000"}
            )
            for name in ("appkey", "appsecret", "account", "hts_id"):
                self.environment[f"HAERO_{environment}_{name}".upper()] = keys[name]
            self.environment[f"HAERO_REST_{environment}".upper()] = self.control.urls[f"rest_{environment}"]
            self.environment[f"HAERO_WS_{environment}".upper()] = self.control.urls[f"ws_{environment}"]
        self.account = self.environment["HAERO_REAL_ACCOUNT"]

    def run(self, *words: str, answer: str | None = None) -> Result:
        """A command; what it says must hold no secret of the account."""
        ended = CliRunner().invoke(app, words, input=answer, env=self.environment)
        assert ended.exception is None or isinstance(ended.exception, SystemExit), ended.exception
        for name in ("APPKEY", "APPSECRET", "ACCOUNT"):
            assert self.environment[f"HAERO_REAL_{name}"] not in ended.output
        assert self.account[:8] not in ended.output
        return ended

    def says(self, *words: str) -> list[str]:
        """The lines of a command that is to go well."""
        ended = self.run(*words)
        assert ended.exit_code == 0, ended.output
        return ended.stdout.splitlines()

    def json(self, *words: str, status: int = 0) -> Any:
        """What a command says to a program."""
        ended = self.run(*words, "--json")
        assert ended.exit_code == status, ended.output
        return json.loads(ended.stdout)

    def quote(self, bid: str, ask: str, symbol: str = "AAPL", exchange: str = "NASD") -> None:
        """The market shows a bid and an ask, 1000 shares each."""
        sizes = {"bid_size": 1000, "ask_size": 1000}
        self.control.post("/control/market/quote", exchange=exchange, symbol=symbol, bid=bid, ask=ask, **sizes)

    def fault(self, name: str, tr_id: str) -> None:
        """The next request of a TR by this account has a failure."""
        self.control.post("/control/faults", name=name, times=1, tr_id=tr_id, account=self.account)


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of a running haero."""
    folder = tmp_path_factory.mktemp("broker") / "data"
    flags = ("--market", "manual", "--speed", "0", "--at", "2026-11-20T10:00:00-05:00", "--unlimited")
    with process(folder, *flags):
        yield folder


@pytest.fixture
def desk(broker: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """An account of a test's own, with USD 100,000."""
    for name in ("HAERO_DATA", "KIS_APPKEY", "KIS_MOCK_APPKEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    yield Desk(broker, tmp_path / "state")
    choose(None)
