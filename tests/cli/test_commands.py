"""The table of commands says what the commands themselves say, and a command is imported when it is called, not before."""

import inspect
import os
import subprocess
import sys
from importlib import import_module
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from haero.cli.commands import COMMANDS, CommandGroup
from haero.cli.main import app, haero
from haero.cli.parsing import Group, fitted


class Whole(Group):
    """All commands at once, fitted as `haero` fits itself."""

    def main(self, *arguments: Any, **more: Any) -> Any:
        fitted(self)
        return super().main(*arguments, **more)


def as_it_was(width: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The list of commands as typer makes it when it is given all of them."""
    whole = typer.Typer(name="haero", help=app.info.help, no_args_is_help=True, add_completion=False)
    whole.info.context_settings = app.info.context_settings
    whole.callback()(haero)
    for command in COMMANDS.values():
        found = getattr(import_module(command.module), command.attribute)
        if isinstance(found, typer.Typer):
            whole.add_typer(found, name=command.name)
        else:
            whole.command(command.name)(found)
    monkeypatch.setenv("COLUMNS", width)
    whole.info.cls = Whole
    return CliRunner().invoke(whole, ["--help"], prog_name="haero").stdout


@pytest.mark.parametrize("width", ["60", "80", "200"])
def test_the_list_is_that_of_the_commands_themselves(monkeypatch: pytest.MonkeyPatch, width: str) -> None:
    expected = as_it_was(width, monkeypatch)
    assert CliRunner().invoke(app, ["--help"], prog_name="haero").stdout == expected


@pytest.mark.parametrize("name", COMMANDS)
def test_the_table_says_what_the_command_says(name: str) -> None:
    found = COMMANDS[name].load()
    assert found.name == name
    assert COMMANDS[name].help == inspect.cleandoc(found.help).split("\n\n")[0]


def test_an_unknown_command_is_answered_with_one_that_is_like_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    ended = CliRunner().invoke(app, ["serv"])
    assert ended.exit_code == 2
    assert "No such command 'serv'. Did you mean 'serve'" in ended.stderr


def test_the_list_imports_no_command() -> None:
    program = "import sys; from haero.cli.main import app; app(['--help'], standalone_mode=False); print(*sys.modules)"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = set(ended.stdout.splitlines()[-1].split())
    assert CommandGroup.__module__ in loaded, "the probe sees what is loaded"
    assert not loaded & {command.module for command in COMMANDS.values()}


def test_completion_knows_the_commands_and_their_flags() -> None:
    program = "from haero.cli.main import app; app(prog_name='haero')"
    found = []
    for words in ("haero acc", "haero clock pa", "haero serve --tl"):
        asked = {"COMP_WORDS": words, "COMP_CWORD": str(words.count(" ")), "_HAERO_COMPLETE": "complete_bash"}
        ended = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=os.environ | asked
        )
        found += ended.stdout.split()
    assert found == ["account", "pause", "--tls"]
