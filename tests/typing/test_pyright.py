"""pyright, the other type checker that traders' editors use, finds nothing in the programs of examples/. mypy has `make check`."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
PROGRAM = FOLDER / "node_modules" / "pyright" / "index.js"


def why_not() -> str:
    """Why pyright can't run here, or nothing."""
    if shutil.which("node") is None:
        return "there is no node here"
    lock, installed = FOLDER / "package-lock.json", FOLDER / "node_modules" / ".ready"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        return "make node has not installed what package-lock.json says"
    return ""


def checked(folder: Path) -> dict[str, object]:
    """What pyright says of the project in a folder."""
    command = ["node", str(PROGRAM), "--project", str(folder), "--pythonpath", sys.executable, "--outputjson"]
    said: dict[str, object] = json.loads(subprocess.run(command, capture_output=True, text=True, check=False).stdout)
    return said


@pytest.fixture
def ready() -> None:
    reason = why_not()
    if reason:
        pytest.skip(reason)


def test_pyright_is_strict_and_finds_nothing(ready: None) -> None:
    said = checked(FOLDER)
    assert said["generalDiagnostics"] == []
    assert said["summary"]["filesAnalyzed"] >= 5  # type: ignore[index]


def test_pyright_sees_the_types(ready: None, tmp_path: Path) -> None:
    """So that the other test can fail: a wrong call is found, and so is a name that is not there."""
    settings = json.loads((FOLDER / "pyrightconfig.json").read_text("utf-8"))
    settings |= {"include": ["."], "extraPaths": [str(FOLDER.parents[1] / "src")], "exclude": []}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings))
    (tmp_path / "wrong.py").write_text(
        "import haero\n\n\ndef main(kis: haero.Client) -> int:\n    order = kis.buy('AAPL', '10', '185.20')\n    return order.odn\n"
    )
    rules = [each["rule"] for each in checked(tmp_path)["generalDiagnostics"]]  # type: ignore[attr-defined]
    assert {"reportCallIssue", "reportArgumentType", "reportAttributeAccessIssue"} & set(rules)
    assert "reportAttributeAccessIssue" in rules
