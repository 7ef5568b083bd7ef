"""`haero serve --log FILE`, --log-format, --quiet, --lang; and `haero logs`."""

import json
import stat
from pathlib import Path

import aiohttp
import pytest
from typer.testing import CliRunner, Result

from haero.cli.main import app
from tests.support import caller_of, process


def logs(folder: Path, *flags: str) -> Result:
    return CliRunner().invoke(app, ["logs", "--data", str(folder), *flags])


@pytest.mark.parametrize("form", ["text", "json"])
async def test_the_log_goes_to_its_file(tmp_path: Path, form: str) -> None:
    folder, file = tmp_path / "data", tmp_path / "haero.log"
    with process(folder, "--log", str(file), "--log-format", form, "--quiet") as started:
        async with aiohttp.ClientSession() as http:
            caller = await caller_of(http, started.ready, "real").log_in()
            await caller.buy(PDNO="NONE")
        assert started.stop() == 0
        assert started.log() == "", "the terminal stays as it was"
    ended = logs(folder, "-n", "1")
    assert ended.exit_code == 0
    (line,) = ended.stdout.splitlines()
    if form == "json":
        assert json.loads(line)["msg_cd"] == "APBK0656"
    else:
        assert line.split("  ")[1:7] == [
            "rest_real", "POST", "/uapi/overseas-stock/v1/trading/order", "TTTT1002U", "200", "APBK0656",
        ]  # fmt: skip
        assert line.endswith(" ms")
    assert len(logs(folder).stdout.splitlines()) == 2
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.unlink()
    ended = logs(folder)
    assert (ended.exit_code, ended.stderr) == (1, f"haero: {file}: No such file or directory\n")


def test_without_a_file_it_says_how(tmp_path: Path) -> None:
    ended = logs(tmp_path)
    assert (ended.exit_code, ended.stdout) == (1, "")
    assert f"haero serve --data {tmp_path} --log haero.log" in ended.stderr


def test_the_settings_of_serve_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the greeting in Korean has no English beside it."""
    for name, value in (("MARKET", "manual"), ("SPEED", "0"), ("LANG", "ko"), ("REST_REAL", "http://127.0.0.1:9443")):
        monkeypatch.setenv(f"HAERO_{name}", value)
    with process(tmp_path / "data", "--at", "open") as started:
        assert started.stop() == 0
    greeting = started.log()
    assert "시장 manual" in greeting
    assert "×0" in greeting
    assert not any(word in greeting for word in ("Point", "real", "mock", "accounts", "market"))
    with process(tmp_path / "data", "--at", "open") as again:
        assert again.stop() == 0
    assert "--at open이 아니라" in again.log().removeprefix(greeting)


def test_a_log_that_cannot_be_written(tmp_path: Path) -> None:
    ended = CliRunner().invoke(app, ["serve", "--data", str(tmp_path / "data"), "--log", str(tmp_path / "no" / "x")])
    assert ended.exit_code == 2
    assert f"{tmp_path / 'no' / 'x'}: No such file or directory" in ended.stderr
    assert not (tmp_path / "data").exists()
