"""`haero status`: does it run, and how is it?"""

import typer

from haero.cli.columns import padded
from haero.cli.common import DEFAULT_FOLDER, Folder, Json, control
from haero.cli.telling import tell_json
from haero.cli.texts import text

UP, DOWN = 0, 1


def status(data: Folder = DEFAULT_FOLDER, as_json: Json = False) -> None:
    """Says whether haero runs, its addresses, market time, accounts and journal. Exit status: 0 it runs, 1 it doesn't."""
    from haero.cli.clock import line_of
    from haero.service.addresses import read_addresses

    urls = read_addresses(data)
    if urls is None:
        if as_json:
            tell_json({"running": False})
        else:
            print(text("not_running", data=data))
        raise typer.Exit(DOWN)
    state = control(data).get("/control/state")
    healthy = state["health"] == "ok"
    if as_json:
        tell_json({"running": True, "addresses": urls} | state)
        raise typer.Exit(UP if healthy else DOWN)
    market, journal = state["market"], state["journal"]
    print(f"haero {state['version']}  {text('running') if healthy else text('failed')}  {data}")
    print(f"  {padded(text('clock'), 10)} {line_of(market)}, {market['source']}")
    for label, kind in (("REST", "rest"), ("WebSocket", "ws")):
        print(f"  {label:<10} {text('real')} {urls[f'{kind}_real']:<28} {text('mock')} {urls[f'{kind}_mock']}")
    print(f"  {padded(text('control'), 10)} {urls['control']}")
    print(f"  {padded(text('journal'), 10)} {text('on_disk', **journal)}")
    for account in state["accounts"]:
        counts = text("orders", orders=account["orders"], working=account["working"])
        print(f"  {account['account']} {text(account['environment'])}  {counts}")
    raise typer.Exit(UP if healthy else DOWN)
