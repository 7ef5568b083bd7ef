"""How an error is shown to a person, and a status to a script."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from haero.cli.common import DEFAULT_FOLDER, Group, complain, fail, said


def test_an_error_has_a_text_and_a_status(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as ended:
        fail("[bold]the folder[/bold] is missing", 3)
    assert ended.value.exit_code == 3
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("haero: [bold]the folder[/bold] is missing"), "no markup is read in a text"


def test_the_default_folder_is_beside_the_user() -> None:
    assert not DEFAULT_FOLDER.is_absolute()


def test_a_complaint_is_one_line_however_long(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    complain("no such folder: " + "a/" * 40)
    assert capsys.readouterr().err == "no such folder: " + "a/" * 40 + "\n"


def test_a_group_is_a_group() -> None:
    """Help where it is asked, no help where it is not."""
    one = typer.Typer(cls=Group, help="Some.", add_completion=False)
    one.command("this")(lambda: None)
    one.command("other")(lambda: None)
    whole = typer.Typer(add_completion=False)
    whole.add_typer(one, name="some")
    assert "Some." in CliRunner().invoke(whole, ["some", "--help"]).stdout
    called = CliRunner().invoke(whole, ["some", "other"])
    assert (called.exit_code, called.output) == (0, "")


@pytest.mark.parametrize(
    ("error", "config", "text"),
    [
        (FileExistsError(17, "File exists", "afile"), None, "afile: is there and is no folder"),
        (FileNotFoundError(2, "No such file or directory", "x.toml"), None, "x.toml: No such file or directory"),
        (OSError("port 1 is taken"), None, "port 1 is taken"),
        (OSError(28, "No space left on device"), None, "No space left on device"),
        (ValueError("--at noon: must be open"), None, "--from noon: must be open"),
        (ValueError("--at noon: must be open"), "h.toml", "h.toml: at = noon: must be open"),
        (ValueError("--market wild: no"), "h.toml", "--market wild: no"),
        (ValueError("--to x: no"), "h.toml", "--to x: no"),
        (ValueError("cash.USD: no"), "h.toml", "cash.USD: no"),
    ],
)
def test_what_is_said_of_an_error(error: Exception, config: str | None, text: str) -> None:
    """A name that was typed, no number of the system."""
    chosen = {"market": "wild", "at": None}
    assert said(error, Path(config) if config else None, chosen, {"--at": "--from"}) == text
