"""What the README says to type works, in order (tools/walk_readme.py; the two languages hold the same code: test_architecture)."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.walk_readme import Broken, Walk, blocks

ROOT = Path(__file__).resolve().parents[1]
SERVE = "haero serve --market manual --speed 0 --data d\n"


@pytest.fixture
def going(tmp_path: Path) -> Iterator[Walk]:
    """A walk through a copy of what the README's commands need."""
    clone = tmp_path / "haero"
    clone.mkdir()
    for name in ("src", "examples"):
        shutil.copytree(ROOT / name, clone / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    going = Walk(clone, quick=True)
    yield going
    going.stop()


def test_every_block_of_the_readme_works(going: Walk) -> None:
    """All but what installs, tests, or plays a recorded day: those are for the tool."""
    steps = blocks((ROOT / "README.md").read_text("utf-8"))
    assert len(steps) > 10
    for language, text in steps:
        if "replay:" not in text or language == "toml":
            going.step(language, text)


def test_a_command_that_fails_is_told(going: Walk) -> None:
    with pytest.raises(Broken, match="no keys yet"):
        going.step("sh", "haero env --data nothing\ntrue\n")


def test_a_server_that_does_not_start_is_told(going: Walk) -> None:
    with pytest.raises(Broken, match="does not start"):
        going.step("sh", "haero serve --data d --market nonsense\n")


def test_variables_last_and_a_server_ends_with_the_walk(going: Walk) -> None:
    going.step("sh", SERVE)
    going.step("sh", "export HAERO_DATA=d\n")
    going.step("sh", 'eval "$(haero env)"\n')
    going.step("sh", 'test -n "$HAERO_REST_REAL" && haero clock\n')
    going.stop()
    with pytest.raises(Broken, match="status"):
        going.step("sh", "haero clock\n")


def test_python_that_no_example_holds_is_told(going: Walk) -> None:
    with pytest.raises(Broken, match="examples"):
        going.step("python", "print(1)\n")


def test_git_does_not_see_what_the_commands_leave() -> None:
    left = [
        "haero-data/haero.db",
        "manual-data/tls-key.pem",
        "report/index.html",
        "haero.toml",
        "example.py",
        "kis-home/KIS/x",
        "backup/auth.db",
    ]
    told = subprocess.run(["git", "check-ignore", *left], cwd=ROOT, capture_output=True, text=True, check=False)
    if told.returncode == 128:
        pytest.skip("not a git checkout")
    assert told.stdout.split() == left
