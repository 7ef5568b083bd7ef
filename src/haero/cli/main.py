"""`haero`: the command line's entry, one module per command."""

import typer

from haero.cli import demo, env, master, serve, verify

app = typer.Typer(
    name="haero",
    help="haero (해로): the overseas-stock order system of the KIS Open API (한국투자증권 해외주식), on your own machine.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,  # locals hold secrets
)
app.command()(serve.serve)
app.command()(env.env)
app.command()(demo.demo)
app.command()(verify.verify)
master_app = typer.Typer(help="Official symbol master files (종목마스터).", no_args_is_help=True)
master_app.command("load")(master.load)
app.add_typer(master_app, name="master")
