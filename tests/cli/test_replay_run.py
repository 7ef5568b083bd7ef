"""How far a replay is, as a person sees it. The command as a whole is in test_replay.py."""

import io
from datetime import UTC, datetime, timedelta

from rich.console import Console

from haero.cli.replay_run import Progress
from haero.replay.runner import Standing

START = datetime(2026, 11, 20, 14, 24, tzinfo=UTC)


def test_progress_off_a_terminal_is_a_line_an_hour() -> None:
    out = io.StringIO()
    progress = Progress(Console(file=out), lambda: 0.0)
    for minute in range(0, 181, 5):
        progress.moved(Standing(START + timedelta(minutes=minute), minute, 2))
    progress.clear()
    assert out.getvalue().splitlines() == [
        f"haero: 2026-11-21 0{hour}:04:00 KST  orders {40 + hour * 60}  fills 2" for hour in range(3)
    ]


def test_progress_on_a_terminal_is_one_line_that_goes_away() -> None:
    out, times = io.StringIO(), iter((1.0, 1.0, 1.1, 1.3, 1.3))
    progress = Progress(Console(file=out, force_terminal=True), lambda: next(times))
    for second in range(3):
        progress.moved(Standing(START + timedelta(seconds=second), 0, 0))
    progress.clear()
    text = out.getvalue()
    assert text.count("\r\x1b[2K") == 3
    assert "\n" not in text
    assert text.endswith("\r\x1b[2K")
