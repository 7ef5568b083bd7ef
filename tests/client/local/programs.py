"""Other programs of the same machine, for tests: real processes that run a few lines."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BEGINNING = r"""
import os, sys, threading, time
from datetime import UTC, datetime
from haero.client.local.locks import FileLock
from haero.client.local.pace_file import PaceFile
from haero.client.local.record import Fate, OrderRecord, Settled
from haero.client.local.store import Store
from haero.client.local.token_file import TokenFile
AT = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
def record(key, symbol="AAPL"):
    return OrderRecord("scope", key, {"side": "buy", "symbol": symbol}, "TTTT1002U", AT, None)
def told(text):
    os.write(1, f"{text}\n".encode())
def waits():
    sys.stdin.readline()
where, mine = sys.argv[1:]
"""


def start(script: str, where: Path | str, mine: str = "") -> subprocess.Popen[str]:
    """Runs a script in a process of its own. It may use what BEGINNING has; `where` and `mine` are its arguments."""
    command = [sys.executable, "-c", BEGINNING + script, str(where), mine]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


@contextmanager
def running(script: str, where: Path | str, mine: str = "") -> Iterator[subprocess.Popen[str]]:
    """The same; ended at the end."""
    with start(script, where, mine) as program:
        try:
            yield program
        finally:
            program.kill()


def together(script: str, where: Path | str, programs: int) -> list[list[str]]:
    """Several at once, begun at the same moment: the lines that each one told. All must end well."""
    started = [start("told('there')\nwaits()\n" + script, where, str(number)) for number in range(programs)]
    for program in started:
        assert program.stdout is not None
        assert program.stdout.readline() == "there\n"
    for program in started:
        assert program.stdin is not None
        program.stdin.write("go\n")
        program.stdin.flush()
    told = [program.communicate()[0].splitlines() for program in started]
    assert [program.returncode for program in started] == [0] * programs
    return told


def said(program: "subprocess.Popen[str]") -> str:
    """The next line of a program."""
    assert program.stdout is not None
    return program.stdout.readline().strip()
