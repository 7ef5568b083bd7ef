"""What the commands share: options."""

import typer
from typer.testing import CliRunner

from haero.cli.common import DEFAULT_FOLDER, Group


def test_the_default_folder_is_beside_the_user() -> None:
    assert not DEFAULT_FOLDER.is_absolute()


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
