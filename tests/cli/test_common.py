"""What the commands share: options."""

from haero.cli.common import DEFAULT_FOLDER


def test_the_default_folder_is_beside_the_user() -> None:
    assert not DEFAULT_FOLDER.is_absolute()
