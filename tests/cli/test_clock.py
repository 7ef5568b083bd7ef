"""`haero clock` against a haero in a process of its own."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from haero.cli.clock import _line
from haero.cli.main import app
from tests.makers import NOW
from tests.support import OPEN_TIME, Process, process


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    folder = tmp_path_factory.mktemp("clock") / "data"
    with process(folder, "--speed", "0", "--at", OPEN_TIME, "--unlimited") as started:
        yield started


def clock(server: Process, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["clock", *arguments, "--data", str(server.folder)])


def test_it_shows_and_moves_the_clock(server: Process) -> None:
    """One story, in order: each line is what the command prints."""
    shown = clock(server)
    assert shown.exit_code == 0, shown.stderr
    first, heading, *rows = shown.stdout.splitlines()
    assert first == "2026-11-21 00:00:00 KST  11-20 10:00:00 New York  stands still, market synthetic"
    assert heading.split()[:3] == ["exchange", "there", "session"]
    assert rows[0].split() == ["NASDAQ", "11-20", "10:00:00", "regular", "11-20", "16:00", "11-21", "06:00"]
    tokyo = next(row for row in rows if row.startswith("TOKYO"))  # Monday is a holiday there
    assert tokyo.split() == ["TOKYO", "11-21", "00:00:00", "closed", "11-24", "09:00", "11-24", "09:00"]
    assert len(rows) == 9
    for arguments, said in (
        (["step"], "2026-11-21 00:01:00 KST  11-20 10:01:00 New York  stands still"),
        (["step", "PT1H30M"], "2026-11-21 01:31:00 KST  11-20 11:31:00 New York  stands still"),
        (["to", "2026-11-20T12:00-05:00"], "2026-11-21 02:00:00 KST  11-20 12:00:00 New York  stands still"),
        (["step", "30m"], "2026-11-21 02:30:00 KST  11-20 12:30:00 New York  stands still"),
        (["to", "close"], "2026-11-21 06:00:00 KST  11-20 16:00:00 New York  stands still"),
        (["to", "+1h"], "2026-11-21 07:00:00 KST  11-20 17:00:00 New York  stands still"),
        (["to", "open"], "2026-11-23 23:30:00 KST  11-23 09:30:00 New York  stands still"),
        (["run", "--speed", "0.001"], "2026-11-23 23:30:00 KST  11-23 09:30:00 New York  runs ×0.001"),
        (["pause"], "2026-11-23 23:30:00 KST  11-23 09:30:00 New York  stands still"),
    ):
        ended = clock(server, *arguments)
        assert (ended.exit_code, ended.stdout.strip()) == (0, said), ended.stderr
    ran = clock(server, "run", "--speed", "max")
    assert ran.stdout.strip().endswith("runs as fast as possible")
    assert clock(server, "run").stdout.strip().endswith("runs ×1")
    assert clock(server, "pause").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["to", "2026-11-20T09:00-05:00"], "time only moves forward"),
        (["to", "noon"], "not an ISO time"),
        (["step", "5"], "not an ISO duration"),
        (["run", "--speed", "5000"], "up to 3600, or max"),
    ],
)
def test_what_is_refused_is_said(server: Process, arguments: list[str], text: str) -> None:
    ended = clock(server, *arguments)
    assert ended.exit_code == 1
    assert text in ended.stderr


def test_the_folder_goes_behind_the_command(server: Process) -> None:
    """Otherwise the clock of the default folder would move."""
    ended = CliRunner().invoke(app, ["clock", "--data", str(server.folder), "pause"])
    assert ended.exit_code == 2
    assert "haero clock pause --data" in ended.stderr


def test_a_folder_from_the_environment_is_not_in_the_way(server: Process) -> None:
    """And the look as JSON is the market of the state."""
    named = {"HAERO_DATA": str(server.folder)}
    assert CliRunner().invoke(app, ["clock", "pause"], env=named).exit_code == 0
    shown = json.loads(CliRunner().invoke(app, ["clock", "--json"], env=named).stdout)
    assert (shown["speed"], shown["source"]) == (0, "synthetic")


def test_without_a_running_haero(tmp_path: Path) -> None:
    ended = CliRunner().invoke(app, ["clock", "step", "--data", str(tmp_path / "data")])
    assert ended.exit_code == 2
    assert "haero serve --data" in ended.stderr


def test_the_line() -> None:
    assert _line(NOW, 60) == "2026-11-21 00:00:00 KST  11-20 10:00:00 New York  runs ×60"
