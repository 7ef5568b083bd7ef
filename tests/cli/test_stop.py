"""`haero stop`: the process ends as by Ctrl-C, and the command waits for it."""

from pathlib import Path

from typer.testing import CliRunner, Result

from haero.cli.main import app
from haero.house.running import is_running
from tests.support import process


def stop(folder: Path) -> Result:
    return CliRunner().invoke(app, ["stop", "--data", str(folder)])


def test_it_stops_in_order(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with process(folder) as started:
        ended = stop(folder)
        assert (ended.exit_code, ended.stdout) == (0, "stopped\n")
        assert not is_running(folder)
        assert started.process.wait(30) == 0
        assert started.stop() == 0
        assert (folder / "haero.snapshot").is_file()
    ended = stop(folder)
    assert ended.exit_code == 2
    assert "no haero runs with" in ended.stderr
