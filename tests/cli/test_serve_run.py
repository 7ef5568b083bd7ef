"""A start that cannot be, in this process. `haero serve` as a process is in test_serve.py."""

import gc
import warnings
from pathlib import Path

import pytest
import typer

from haero.cli.serve_run import BAD_START, JOURNAL_BROKEN, _masked, serve_until_stopped
from haero.service.addresses import ANY_PORTS, Listening

ANYWHERE = Listening(ports=ANY_PORTS)


def status_of(data: Path, **chosen: object) -> int:
    with pytest.raises(typer.Exit) as ended:
        serve_until_stopped(data, ANYWHERE, None, chosen)
    status = ended.value.exit_code
    del ended
    with warnings.catch_warnings():  # a start that fails ends the process, so it leaves its files open
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
    return status


def test_settings_that_cannot_be(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of(tmp_path / "data", market="wild") == BAD_START
    assert "--market wild" in capsys.readouterr().err
    assert not (tmp_path / "data").exists()


def test_a_journal_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "haero.db").write_bytes(b"no database " * 500)
    assert status_of(tmp_path) == JOURNAL_BROKEN
    assert f"run `haero verify --data {tmp_path}`" in capsys.readouterr().err


def test_an_account_is_shown_in_part() -> None:
    assert _masked("81000001-01") == "81****01-01"
