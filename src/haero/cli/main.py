"""`haero`: the command line's entry."""

from typing import Annotated

import typer

from haero import __version__
from haero.cli.commands import CommandGroup

app = typer.Typer(
    name="haero",
    cls=CommandGroup,
    help="haero (해로): the overseas-stock order system of the KIS Open API (한국투자증권 해외주식), on your own machine.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    add_completion=False,  # typer's own way imports pydantic for it at every start
    pretty_exceptions_show_locals=False,  # locals hold secrets
)


def _version(value: bool) -> None:
    if value:
        print(f"haero {__version__}")
        raise typer.Exit


def _install(context: typer.Context, value: bool) -> None:
    if value:
        from typer._completion_classes import completion_init
        from typer.completion import install_callback

        completion_init()
        install_callback(context, context.command.params[0], value)


def _show(context: typer.Context, value: bool) -> None:
    if value:
        from typer._completion_classes import completion_init
        from typer.completion import show_callback

        completion_init()
        show_callback(context, context.command.params[0], value)


@app.callback()
def haero(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Prints the version.")
    ] = False,
    install_completion: Annotated[
        bool,
        typer.Option(
            "--install-completion", callback=_install, is_eager=True, help="Completion for this shell, from now on."
        ),
    ] = False,
    show_completion: Annotated[
        bool, typer.Option("--show-completion", callback=_show, is_eager=True, help="Prints the completion script.")
    ] = False,
) -> None:
    """What holds before a command is named."""
