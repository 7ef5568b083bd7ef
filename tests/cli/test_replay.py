"""`haero replay` as a command: its report, its files, its exit status. What a replay does is in tests/replay/test_runner.py."""

import json
import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from haero.cli.main import app
from tests.replay.test_runner import CALLS, EXAMPLE, RECORDING


def replay(*flags: str, timeout: int = 100) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "haero.cli", "replay", "--market", f"replay:{RECORDING}", *flags]
    environment = os.environ | {"COLUMNS": "100", "PYTHONUNBUFFERED": "1"}
    return subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False, env=environment)


def bot(folder: Path, text: str) -> str:
    path = folder / "bot.py"
    path.write_text(CALLS + text, encoding="utf-8")
    return shlex.join([sys.executable, str(path)])


def refused(*flags: str) -> str:
    """A start that is refused in this process: what it says."""
    ended = CliRunner().invoke(app, ["replay", *flags])
    assert ended.exit_code == 2, ended.output
    return ended.stderr


def test_the_example_from_end_to_end(tmp_path: Path) -> None:
    flags = (
        "--program",
        EXAMPLE,
        "--cash",
        "USD=1000000",
        "--cash",
        "KRW=5",
        "--report",
        str(tmp_path / "a" / "report"),
    )
    ended = replay(*flags, "--data", str(tmp_path / "data"))
    assert ended.returncode == 0, ended.stderr
    assert "TTTT1002U 35 600 IBM" in ended.stdout  # what the program says passes through
    for words in ("the period is over", "MOO", "NYSE IBM", "TWAP", "0.0", "realised"):
        assert words in ended.stdout, words
    said = json.loads((tmp_path / "a" / "report" / "summary.json").read_text())
    assert (said["orders"], said["money"][0]["deposited"]) == (3, "1000000")
    names = {path.name for path in (tmp_path / "a" / "report").iterdir()}
    assert names == {"index.html", "orders.csv", "fills.csv", "refusals.csv", "summary.json"}
    assert (tmp_path / "data" / "haero.db").is_file()
    again = replay(*flags, "--data", str(tmp_path / "data"))
    assert again.returncode == 2
    assert "choose another folder" in again.stderr


def test_a_program_that_fails(tmp_path: Path) -> None:
    ended = replay("--program", bot(tmp_path, "order('1', '1', 'NOPE')\nsys.exit(5)\n"))
    assert ended.returncode == 3
    assert "the program failed with exit status 5" in ended.stderr
    assert "APBK0656" in ended.stdout  # the report is there all the same


def test_the_report_is_written_however_its_reader_ends(tmp_path: Path) -> None:
    """Printing is the last thing: neither a closed pipe nor an old code page costs what took minutes."""
    command = [sys.executable, "-m", "haero.cli", "replay", "--market", f"replay:{RECORDING}"]
    read, write = os.pipe()
    os.close(read)
    closed = subprocess.run(
        [*command, "--program", "true", "--report", str(tmp_path / "closed")],
        stdout=write,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(write)
    old = subprocess.run(
        [*command, "--program", EXAMPLE, "--report", str(tmp_path / "old")],
        capture_output=True,
        env=os.environ | {"PYTHONIOENCODING": "cp949", "HAERO_LANG": "ko"},
        check=False,
    )
    assert (closed.returncode, closed.stderr, old.stderr) == (0, b"", b"")
    assert (tmp_path / "closed" / "index.html").is_file()
    assert old.returncode == 0
    assert "장개시시장가" in old.stdout.decode("cp949")
    assert (tmp_path / "old" / "index.html").is_file()


def test_limits_are_those_of_kis(tmp_path: Path) -> None:
    text = "for _ in range(60): print(order('1', '1', 'NOPE'))\n"
    at_once = tmp_path / "haero.toml"  # KIS's own delay keeps a program that asks one by one below the limit
    at_once.write_text("reply_latency_ms = 0\n")
    assert "EGW00201" in replay("--program", bot(tmp_path, text), "--limits", "--config", str(at_once)).stdout
    assert "EGW00201" not in replay("--program", bot(tmp_path, text)).stdout


def test_ctrl_c_stops_in_order_and_reports(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "haero.cli",
        "replay",
        "--market",
        "manual",
        "--to",
        "2036-01-01T00:00Z",
        "--speed",
        "0",
    ]
    program = bot(tmp_path, "print('here', flush=True)\nimport signal\nsignal.pause()\n")
    with subprocess.Popen(
        [*command, "--program", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "here\n"
        running.send_signal(signal.SIGINT)
        text, errors = running.communicate(timeout=60)
    assert (running.returncode, errors) == (130, "")
    assert "stopped by hand" in text


@pytest.mark.parametrize(
    ("flags", "says"),
    [
        (("--market", "synthetic"), "--to"),
        (("--speed", "fast"), "speed fast is not supported"),
        (("--speed", "7200"), "speed 7200 is not supported"),
        (("--to", "tomorrow"), "--to tomorrow: must be a time like"),
        (("--to", "2026-11-20T10:00"), "needs a time and an offset"),
        (("--to", "0001-01-01T00:00+14:00"), "outside the years"),
        (("--to", "2026-11-20T00:00Z"), "is not behind the start"),
        (("--from", "2027-01-01T00:00Z"), "--from 2027-01-01T00:00Z: the recording runs from"),
        (("--from", "2013-10-07"), "--from 2013-10-07: needs a time and an offset, like 2013-10-07T00:00-05:00"),
        (("--to", "2013-10-07"), "--to 2013-10-07: needs a time and an offset, like 2013-10-07T00:00-05:00"),
        (("--cash", "USD"), "--cash USD: must be like USD=1000000"),
        (("--cash", "GBP=1"), "currencies are USD"),
        (("--cash", "USD=-1"), "cash.USD"),
        (("--cash", "USD=1.123456789"), "cash.USD"),
        (("--config", "no-such-file.toml"), "no-such-file.toml"),
        (("--market", "replay:no-such-file.csv"), "no-such-file.csv"),
        (("--program", "'open"), "No closing quotation"),
    ],
)
def test_bad_arguments(flags: tuple[str, ...], says: str) -> None:
    usual = {"--market": f"replay:{RECORDING}", "--program": "true"} | dict(zip(flags[::2], flags[1::2], strict=True))
    assert says in refused(*(word for pair in usual.items() for word in pair))


def test_a_program_that_is_not_there(tmp_path: Path) -> None:
    ended = replay("--program", "no-such-program-of-haero")
    assert ended.returncode == 2
    assert "no-such-program-of-haero: No such file or directory" in ended.stderr


def test_a_report_folder_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    said = refused("--market", f"replay:{RECORDING}", "--program", "true", "--report", str(tmp_path / "file" / "x"))
    assert f"--report {tmp_path / 'file' / 'x'}: Not a directory" in said


@pytest.mark.skipif("HAERO_MARKET_DATA" not in os.environ, reason="HAERO_MARKET_DATA names no folder with market data")
def test_a_real_day_with_the_example(tmp_path: Path) -> None:
    """2013-10-07, IBM: sold at the official open and the official close; in the first hour even slices are not the volume's."""
    data = Path(os.environ["HAERO_MARKET_DATA"]) / "IBM-20131007.csv.gz"
    report = tmp_path / "report"
    command = [sys.executable, "-m", "haero.cli", "replay", "--market", f"replay:{data}", "--program", EXAMPLE]
    ended = subprocess.run(
        [*command, "--cash", "USD=1000000", "--report", str(report)],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    lines = (report / "orders.csv").read_text(encoding="utf-8-sig").splitlines()
    head = lines[0].split(",")
    rows = {row["division"]: row for row in (dict(zip(head, line.split(","), strict=True)) for line in lines[1:])}
    assert (rows["31"]["average"], rows["34"]["average"]) == ("182.00", "182.01")
    assert {row["outcome"] for row in rows.values()} == {"filled"}
    assert abs(float(rows["35"]["slippage_vwap"])) < 15
    assert {row["close"] for row in rows.values()} == {"182.01"}


def test_files_of_somebody_else_are_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("my page")
    said = refused("--market", f"replay:{RECORDING}", "--program", "true", "--report", str(tmp_path))
    assert "index.html there is no report of haero" in said
    assert (tmp_path / "index.html").read_text() == "my page"
