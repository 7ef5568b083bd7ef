"""The programs of examples/ that use the client run against a running haero, and show everything that `haero` exports."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import haero
from tests.support import OPEN_TIME, process

EXAMPLES = Path(__file__).parents[1] / "examples"
PROGRAMS = sorted(EXAMPLES.glob("client_*.py"))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The data folder of a haero whose market moves, half an hour into the US session."""
    with process(tmp_path_factory.mktemp("examples") / "data", "--unlimited", "--at", OPEN_TIME) as running:
        yield running.folder


def output(data: Path, name: str, *arguments: str) -> str:
    """What a program prints. Its own environment says nothing of a haero."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("HAERO_", "KIS_"))}
    ended = subprocess.run(
        [sys.executable, str(EXAMPLES / f"client_{name}.py"), str(data), *arguments],
        capture_output=True, text=True, env=clean, timeout=60, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_a_walk(data: Path) -> None:
    said = output(data, "sync", "MSFT")
    assert "MSFT" in said
    assert "cancelled by 00000" in said
    assert "cash 100000.000000 USD" in said


def test_three_at_once(data: Path) -> None:
    said = output(data, "async", "AAPL", "MSFT", "NVDA").splitlines()
    assert len([line for line in said if " taken 00000" in line]) == 3
    first, second = (line for line in said if line.startswith("open "))
    assert len(ast.literal_eval(first.removeprefix("open "))) >= 3
    assert len(ast.literal_eval(second.removeprefix("open "))) == len(ast.literal_eval(first.removeprefix("open "))) - 3


def test_plans_and_errors(data: Path) -> None:
    said = output(data, "plans")
    for kind in ("limit 185.20", "limit on open 185.20", "twap 185.20", "market on close", "odd lot limit 410.2"):
        assert kind in said
    assert "tick: nearest ['185.20', '185.21']" in said
    assert "VWAP minimum: nearest ['10']" in said
    assert "over my own limit" in said
    assert "not sent (BadProfile)" in said


def test_the_same_key_twice(data: Path) -> None:
    first, conflict = output(data, "unknown", "monday/AAPL").splitlines()
    again, _ = output(data, "unknown", "monday/AAPL").splitlines()  # another program, the same store
    assert first == again
    assert first.endswith("the same order")
    assert conflict.startswith("the key belongs to another order")


def test_notices_and_quotes(data: Path) -> None:
    said = output(data, "streams", "NVDA")
    assert " filled 1 NVDA " in said
    assert "heard of True" in said
    assert said.count("NVDA traded") + said.count(" to ") >= 2


def test_every_exported_name_is_shown() -> None:
    used = {
        node.attr
        for path in PROGRAMS
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "haero"
    }
    assert set(haero.__all__) - used == set()


def test_every_program_says_how_it_is_started() -> None:
    for path in PROGRAMS:
        said = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
        assert f"python examples/{path.name} haero-data" in said
