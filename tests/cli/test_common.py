"""How an error is shown to a person, and a status to a script."""

import pytest
import typer
from typer.testing import CliRunner

from haero.cli.common import DEFAULT_FOLDER, Group, complain, fail


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
