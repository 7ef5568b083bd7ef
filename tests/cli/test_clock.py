"""`haero clock` against a haero in a process of its own."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from haero.cli.clock import _line
from haero.cli.columns import width
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
    ("arguments", "status", "text"),
    [
        (["to", "2026-11-20T09:00-05:00"], 1, "time only moves forward"),
        (["to", "noon"], 2, "haero: noon: must be open, close, how much later (+30m, +1d), or a time like"),
        (["to", "2036-11-20"], 2, "needs a time and an offset, like 2036-11-20T00:00-05:00 or 2036-11-20T00:00+09:00"),
        (["to", "+5"], 2, "haero: 5: how long, with a unit? 30s, 30m"),
        (["step", "5"], 2, "haero: 5: how long, with a unit? 30s, 30m"),
        (["run", "--speed", "5000"], 1, "up to 3600, or max"),
    ],
)
def test_what_is_refused_is_said(server: Process, arguments: list[str], status: int, text: str) -> None:
    ended = clock(server, *arguments)
    assert (ended.exit_code, text in ended.stderr) == (status, True), ended.stderr


def test_in_korean(server: Process) -> None:
    """Columns stay columns where a letter takes two places."""
    _, heading, *rows = clock(server, "--lang", "ko").stdout.splitlines()
    assert heading.split() == ["거래소", "현지시각", "장", "다음", "변경", "한국시각"]
    assert {row.split()[3] for row in rows} <= {"정규장", "프리마켓", "애프터마켓", "장외"}
    ends = {width(row[: row.index(row.split()[3])]) for row in rows}
    assert ends == {width(heading[: heading.index("장 ")])}
    assert clock(server, "pause", "--lang", "ko").stdout.strip().endswith("뉴욕  멈춰 있음")


def test_a_move_as_json(server: Process) -> None:
    moved = json.loads(clock(server, "pause", "--json").stdout)
    assert moved["speed"] == 0
    assert json.loads(clock(server, "step", "1m", "--json").stdout)["now"] > moved["now"]


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
