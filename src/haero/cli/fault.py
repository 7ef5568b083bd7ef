"""`haero fault`: injected failures of a running haero, by name."""

from typing import Annotated, Any

import typer

from haero.cli.columns import padded, width
from haero.cli.common import DEFAULT_FOLDER, Folder, Json, control
from haero.cli.parsing import Group
from haero.cli.telling import fail, tell_json
from haero.cli.texts import text
from haero.terms import Environment

WRONG_USE = 2
COLUMNS = ("id", "fault", "left", "fired", "aim", "params")
fault_app = typer.Typer(
    cls=Group,
    help="Injected failures (장애 주입): lost, late, doubled replies and notices, errors, cut connections.",
    no_args_is_help=True,
)


@fault_app.command()
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Which one: reply-lost, …; docs/faults.md has all.")],
    times: Annotated[
        int | None, typer.Option(metavar="N", help="How often it bites; without it, until it is cleared.")
    ] = None,
    tr_id: Annotated[str | None, typer.Option("--tr", metavar="TR_ID", help="Only requests of this TR.")] = None,
    symbol: Annotated[str | None, typer.Option(metavar="SYMBOL", help="Only requests about this symbol: AAPL.")] = None,
    account: Annotated[
        str | None, typer.Option(metavar="ACCOUNT", help="Only those of this account: 81000001-01.")
    ] = None,
    environment: Annotated[Environment | None, typer.Option(help="Only real (실전) or only mock (모의).")] = None,
    param: Annotated[
        list[str] | None, typer.Option(metavar="NAME=VALUE", help="A parameter of the fault; may be repeated.")
    ] = None,
    data: Folder = DEFAULT_FOLDER,
    as_json: Json = False,
) -> None:
    """Arms a failure. It bites at the next request, or notice, that is meant."""
    call = {"name": name, "times": times, "tr_id": tr_id, "symbol": symbol, "account": account}
    done = control(data).post("/control/faults", **call, environment=environment, params=_params(param or []))
    if as_json:
        tell_json(done)
    else:
        print(text("fault_armed", id=done["id"], name=name))


@fault_app.command("list")
def list_faults(data: Folder = DEFAULT_FOLDER, as_json: Json = False) -> None:
    """Lists what is armed, how often it bit, and what has done all that it was armed for."""
    found = control(data).get("/control/faults")
    if as_json:
        tell_json(found)
        return
    if not found["faults"]:
        print(text("fault_none", known=", ".join(found["known"])))
        return
    rows = [[text(f"column_{name}") for name in COLUMNS], *(_row(one) for one in found["faults"])]
    places = [max(width(row[column]) for row in rows) for column in range(len(COLUMNS))]
    for row in rows:
        print("  ".join(padded(cell, many) for cell, many in zip(row, places, strict=True)).rstrip())


@fault_app.command()
def clear(
    id: Annotated[int | None, typer.Argument(metavar="ID", help="The number of one; without it, all.")] = None,
    data: Folder = DEFAULT_FOLDER,
    as_json: Json = False,
) -> None:
    """Takes one failure away, or all."""
    done = control(data).delete("/control/faults" if id is None else f"/control/faults/{id}")
    if as_json:
        tell_json(done)
    else:
        print(text("fault_cleared", count=len(done["cleared"])))


def _row(one: dict[str, Any]) -> list[str]:
    aim = [str(one[name]) for name in ("environment", "tr_id", "symbol", "account") if one[name] is not None]
    params = [f"{name}={value}" for name, value in one["params"].items() if value not in (None, "")]
    left = text("fault_for_ever") if one["times"] is None else str(one["times"])
    return [str(one["id"]), one["name"], left, str(one["fired"]), " ".join(aim) or "-", " ".join(params) or "-"]


def _params(given: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not (name and equals):
            fail(text("param_form", given=one), WRONG_USE)
        found[name] = value
    return found
