"""`haero status` of a haero that runs, of one that doesn't, and in another language."""

import json
from pathlib import Path

from typer.testing import CliRunner, Result

from haero.cli.main import app
from tests.support import OPEN_TIME, process


def status(folder: Path, *flags: str) -> Result:
    return CliRunner().invoke(app, ["status", "--data", str(folder), *flags])


def test_while_it_runs_and_after(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with process(folder, "--speed", "0", "--at", OPEN_TIME) as started:
        said = status(folder)
        assert said.exit_code == 0, said.stderr
        for part in (
            "running",
            "2026-11-21 00:00:00 KST",
            "81000001-01 real  orders 0",
            started.ready["ws_mock"],
            "on disk",
        ):
            assert part in said.stdout, part
        korean = status(folder, "--lang", "ko").stdout
        assert "실행 중" in korean
        assert "멈춰 있음" in korean
        assert not any(word in korean for word in ("running", "stands", "orders", "real", "mock"))
        found = json.loads(status(folder, "--json").stdout)
        assert found["running"] is True
        assert found["addresses"]["control"] == started.ready["control"]
        assert found["journal"]["seq"] == found["journal"]["durable"]
        started.kill()
    said = status(folder)
    assert said.exit_code == 1
    assert f"haero serve --data {folder}" in said.stdout
    assert json.loads(status(folder, "--json").stdout) == {"running": False}


def test_a_look_makes_no_folder(tmp_path: Path) -> None:
    assert status(tmp_path / "data").exit_code == 1
    assert not (tmp_path / "data").exists()
