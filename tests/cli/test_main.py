"""The command line as a whole."""

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from haero import __version__
from haero.cli.main import app

COMMANDS = ("serve", "env", "demo", "verify", "master", "clock", "market")
CLOCK = [["clock"], *(["clock", name] for name in ("pause", "run", "step", "to"))]
MARKET = [["market"], *(["market", name] for name in ("print", "quote", "halt", "resume", "show"))]


def test_help_lists_every_command() -> None:
    for arguments in (["--help"], []):
        ended = CliRunner().invoke(app, arguments)
        for name in COMMANDS:
            assert name in ended.output


@pytest.mark.parametrize(
    "command",
    [
        ["status"],
        ["stop"],
        ["reset"],
        ["logs"],
        ["account", "new"],
        ["serve"],
        ["env"],
        ["demo"],
        ["verify"],
        ["master"],
        ["master", "load"],
        *CLOCK,
        *MARKET,
    ],
)
def test_every_command_explains_itself(command: list[str]) -> None:
    for flag in ("--help", "-h"):
        ended = CliRunner().invoke(app, [*command, flag])
        assert ended.exit_code == 0
        assert "Usage" in ended.output


def test_the_version() -> None:
    ended = CliRunner().invoke(app, ["--version"])
    assert (ended.exit_code, ended.stdout) == (0, f"haero {__version__}\n")


def test_the_completion_script_is_the_shells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("typer.completion._get_shell_name", lambda: "zsh")
    ended = CliRunner().invoke(app, ["--show-completion"], prog_name="haero")
    assert (ended.exit_code, ended.stdout.splitlines()[0]) == (0, "#compdef haero")


def test_the_flags_of_serve_are_those_of_the_contract(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    text = CliRunner().invoke(app, ["serve", "--help"]).output
    for flag in (
        "--data", "--host", "--advertise", "--rest-real", "--rest-mock", "--ws-real", "--ws-mock", "--control", "--market", "--at",
        "--speed", "--seed", "--unlimited", "--tls", "--ready-file", "--config", "--quiet", "--log", "--log-format", "--lang",
    ):  # fmt: skip
        assert flag in text
    for default in ("9443", "29443", "21000", "31000", "8700", "127.0.0.1"):
        assert default in text


def test_an_unknown_command_is_refused() -> None:
    assert CliRunner().invoke(app, ["dance"]).exit_code == 2


def test_a_stack_never_shows_local_values() -> None:
    """Locals hold secrets."""
    assert app.pretty_exceptions_show_locals is False


def test_it_runs_as_a_module() -> None:
    ended = subprocess.run([sys.executable, "-m", "haero.cli", "--help"], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "haero" in ended.stdout
