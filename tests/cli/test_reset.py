"""`haero reset` where nothing runs. With a running one it is in test_account.py."""

from pathlib import Path

from typer.testing import CliRunner

from haero.cli.main import app


def test_nothing_to_reset(tmp_path: Path) -> None:
    ended = CliRunner().invoke(app, ["reset", "--yes", "--data", str(tmp_path)])
    assert ended.exit_code == 2
    assert "no haero runs with" in ended.stderr
