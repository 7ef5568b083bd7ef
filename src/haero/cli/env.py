"""`haero env`: credentials and addresses, in the form that a program wants."""

from enum import StrEnum
from typing import Annotated

import typer

from haero.cli.common import DEFAULT_FOLDER, Folder


class Format(StrEnum):
    SHELL = "shell"
    YAML = "yaml"
    JSON = "json"


def env(
    data: Folder = DEFAULT_FOLDER,
    format: Annotated[Format, typer.Option(help="shell, json, or yaml = the official kis_devlp.yaml")] = Format.SHELL,
    account: Annotated[
        str | None, typer.Option(metavar="ACCOUNT", help="Keys of this account: see `haero account list`.")
    ] = None,
) -> None:
    """Prints the keys (앱키, 앱시크릿), accounts (계좌) and addresses of a data folder.

    They are secrets of this folder only: no real account of yours is in them. Addresses are there while haero runs.
    """
    from haero.cli.env_forms import FORMS, read

    print(FORMS[format](*read(data, account)))
