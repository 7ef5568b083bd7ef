"""How an error is shown to a person, and a status to a script."""

import pytest
import typer

from haero.cli.common import DEFAULT_FOLDER, fail


def test_an_error_has_a_text_and_a_status(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as ended:
        fail("[bold]the folder[/bold] is missing", 3)
    assert ended.value.exit_code == 3
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("haero: [bold]the folder[/bold] is missing"), "no markup is read in a text"


def test_the_default_folder_is_beside_the_user() -> None:
    assert not DEFAULT_FOLDER.is_absolute()
