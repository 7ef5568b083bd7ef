import os
import subprocess
import sys
from pathlib import Path

import pytest

from haero.replay.quiet import behind, computing

HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt\n"


def process(proc: Path, pid: int, states: str, children: str = "") -> None:
    for number, state in enumerate(states):
        task = proc / str(pid) / "task" / str(pid + number)
        task.mkdir(parents=True)
        (task / "stat").write_text(f"{pid} (a) R name) {state} 1 2 3")
        (task / "children").write_text(children if number == 0 else "")


def test_any_thread_of_any_descendant_counts(tmp_path: Path) -> None:
    process(tmp_path, 10, "SS", "20 30 ")
    process(tmp_path, 20, "S", "40 ")
    process(tmp_path, 30, "S")
    process(tmp_path, 40, "SR")
    assert computing(10, tmp_path)
    assert not computing(30, tmp_path)
    assert computing(20, tmp_path)


@pytest.mark.parametrize(("state", "works"), [("R", True), ("D", True), ("S", False), ("Z", False), ("T", False)])
def test_states(tmp_path: Path, state: str, works: bool) -> None:
    process(tmp_path, 10, state)
    assert computing(10, tmp_path) is works


def test_a_process_that_is_gone_does_nothing(tmp_path: Path) -> None:
    assert not computing(10, tmp_path)
    assert not behind({80}, tmp_path)


def test_bytes_that_wait_for_the_client_of_a_port(tmp_path: Path) -> None:
    net = tmp_path / "net"
    net.mkdir()
    (net / "tcp").write_text(
        HEAD
        + "   0: 0100007F:9C40 0100007F:5208 01 00000000:0000003A 00:00000000 00000000\n"  # from port 21000, unread
        + "   1: 0100007F:5208 0100007F:9C40 01 00000000:00000000 00:00000000 00000000\n"
        + "   2: 0100007F:9C41 0100007F:7918 01 00000000:00000000 00:00000000 00000000\n"  # from port 31000, all read
    )
    assert behind({21000}, tmp_path)
    assert behind({31000, 21000}, tmp_path)
    assert not behind({31000}, tmp_path)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="no /proc here")
def test_a_real_process() -> None:
    assert computing(os.getpid())  # this one asks
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as waiting:
        while computing(waiting.pid):  # it starts
            pass
        assert not computing(waiting.pid)
        waiting.communicate(b"\n")
