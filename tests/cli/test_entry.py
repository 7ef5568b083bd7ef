"""The entry: which systems, which terminals, and a reader that goes away."""

import os
import subprocess
import sys

import pytest

from haero.cli.entry import refuse_windows


def haero(*arguments: str, stdout: int = subprocess.PIPE, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "haero.cli", *arguments]
    return subprocess.run(
        command, stdout=stdout, stderr=subprocess.PIPE, env=os.environ | environment, timeout=60, check=False
    )


def test_windows_is_refused_with_what_works_there(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        refuse_windows("win32")
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert all(name in said for name in ("Linux", "macOS", "WSL"))
    for platform in ("linux", "darwin"):
        refuse_windows(platform)


def test_the_refusal_comes_before_what_windows_lacks() -> None:
    """As it is there: no fcntl, and apsw not asked for."""
    program = (
        "import sys, typer; sys.platform = 'win32'; sys.modules['fcntl'] = sys.modules['apsw'] = None\n"
        "from haero.cli.main import app; app(['serve'])"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert "WSL" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("encoding", ["cp949", "ascii", "latin-1"])
@pytest.mark.parametrize("command", ["--help", "demo"])
def test_any_terminal_will_do(command: str, encoding: str) -> None:
    ended = haero(command, PYTHONIOENCODING=encoding)
    assert (ended.returncode, ended.stderr) == (0, b"")
    ended.stdout.decode(encoding)
    assert len(ended.stdout.splitlines()) > 5


@pytest.mark.parametrize("command", ["--help", "demo"])
def test_a_closed_pipe_ends_a_command_quietly(command: str) -> None:
    read, write = os.pipe()
    os.close(read)
    ended = haero(command, stdout=write)
    os.close(write)
    assert ended.stderr == b""
    assert ended.returncode in {0, 1}
