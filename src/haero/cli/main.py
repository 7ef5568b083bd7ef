"""`haero`: the command line's entry."""

import typer

from haero.cli.commands import CommandGroup

app = typer.Typer(
    name="haero",
    cls=CommandGroup,
    help="haero (해로): the overseas-stock order system of the KIS Open API (한국투자증권 해외주식), on your own machine.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,  # locals hold secrets
)


@app.callback()
def haero() -> None:
    """Takes no flags of its own."""
