"""`haero`: the command line's entry, one module per command."""

import typer

from haero.cli import demo, env, master, replay, serve, verify
from haero.cli.clock import clock_app
from haero.cli.market import market_app

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
app.command("replay")(replay.replay_command)
master_app = typer.Typer(help="Official symbol master files (종목마스터).", no_args_is_help=True)
master_app.command("load")(master.load)
app.add_typer(master_app, name="master")
app.add_typer(clock_app, name="clock")
app.add_typer(market_app, name="market")
