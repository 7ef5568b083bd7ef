"""How an error is shown to a person, and a status to a script."""

from pathlib import Path

import pytest
import typer

from haero.cli.telling import complain, fail, said


def test_an_error_has_a_text_and_a_status(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as ended:
        fail("[bold]the folder[/bold] is missing", 3)
    assert ended.value.exit_code == 3
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("haero: [bold]the folder[/bold] is missing"), "no markup is read in a text"


def test_a_complaint_is_one_line_however_long(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    complain("no such folder: " + "a/" * 40)
    assert capsys.readouterr().err == "no such folder: " + "a/" * 40 + "\n"


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
