"""`haero watch` against a running haero, as a process: its lines, and how a hand stops it."""

import json
import os
import signal
import subprocess
import sys
import threading

from tests.cli.customer.conftest import Desk


def started(desk: Desk, *words: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "haero.cli", "watch", *words]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | desk.environment
    )


def test_a_line_for_all_that_changes_until_a_hand_stops_it(desk: Desk) -> None:
    desk.quote("229.90", "230.10")
    desk.says("buy", "AAPL", "1", "100")
    process = started(desk, "AAPL", "--json", "--interval", "0.5")
    timer = threading.Timer(30, process.kill)
    timer.start()
    assert process.stdout is not None
    found: list[dict[str, object]] = []
    bought = False
    for line in process.stdout:
        found.append(json.loads(line))
        kinds = [event["event"] for event in found]
        if not bought and {"orders", "quote"} <= {*kinds}:
            desk.says("buy", "AAPL", "2", "230.10")  # heard, or found by the question that closes the gap
            bought = True
        if any(event["event"] == "notice" and event["kind"] == "filled" for event in found):
            break
    process.send_signal(signal.SIGINT)
    _, complaint = process.communicate(timeout=30)
    timer.cancel()
    assert process.returncode == 130, complaint
    assert complaint == ""
    first = found[0]
    assert first["event"] == "orders"
    notice = next(event for event in found if event.get("kind") == "filled")
    assert (notice["quantity"], notice["symbol"], notice["price"]) == (2, "AAPL", "230.1")
    assert "raw" not in notice


def test_lines_for_a_person_where_there_is_no_terminal(desk: Desk) -> None:
    desk.says("buy", "AAPL", "1", "100")
    lines = desk.says("watch", "--seconds", "0.5", "--lang", "ko")
    assert lines[0] == "미체결 1건"
    assert lines[1].startswith("AAPL  ")
    ended = desk.run("watch", "005930")
    assert (ended.exit_code, ended.stdout) == (2, "")
