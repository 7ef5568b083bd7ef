"""The asynchronous client is what tools/make_async.py makes of the blocking one: nothing changed by hand, nothing left over."""

import subprocess
import sys
from pathlib import Path

from tools import make_async


def formatted(text: str, path: Path) -> str:
    """As ruff leaves a module of this project."""
    ruff = str(Path(sys.executable).with_name("ruff"))
    name = ("--stdin-filename", str(path))
    sorted_imports = subprocess.run(
        [ruff, "check", "--select", "I", "--fix", "--quiet", *name, "-"],
        input=text,
        capture_output=True,
        text=True,
        check=True,
    )
    done = subprocess.run(
        [ruff, "format", "--quiet", *name, "-"], input=sorted_imports.stdout, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_every_module_is_written_by_the_tool() -> None:
    written = make_async.modules()
    assert {path.name for path in make_async.TARGET.glob("*.py")} == {path.name for path in written} | {"__init__.py"}
    for path, text in written.items():
        assert path.read_text("utf-8") == formatted(text, path), f"{path.name}: run python tools/make_async.py"


def test_a_change_of_the_blocking_client_is_noticed() -> None:
    source = (make_async.SOURCE / "order.py").read_text("utf-8").replace("Another price", "A different price")
    path = make_async.TARGET / "order.py"
    assert formatted(make_async.converted(source, "order.py"), path) != path.read_text("utf-8")
