"""`haero master`: more symbols, from the official master files."""

import shutil
from pathlib import Path
from typing import Annotated

import typer

from haero.cli.common import DEFAULT_FOLDER, Folder, Group, Json
from haero.cli.telling import fail, said, tell_json

master_app = typer.Typer(cls=Group, help="Official symbol master files (종목마스터).", no_args_is_help=True)


@master_app.command()
def load(
    path: Annotated[Path, typer.Argument(help="A master file (nasmst.cod or nasmst.cod.zip), or a folder of them.")],
    data: Folder = DEFAULT_FOLDER,
) -> None:
    """Checks master files and copies them into the data folder; the next start knows their symbols."""
    from rich.console import Console

    from haero.house.prices import MASTER_FOLDER
    from haero.market.listing.master import MasterFileError, load_masters

    try:
        found = load_masters(path)
    except (MasterFileError, OSError) as error:
        fail(said(error), 1)
    if not found:
        fail(f"{path}: no stock or ETP of the nine exchanges in it", 1)
    target = data / MASTER_FOLDER
    target.mkdir(parents=True, exist_ok=True)
    files = [path] if path.is_file() else [f for f in sorted(path.iterdir()) if f.name.endswith((".cod", ".cod.zip"))]
    for file in files:
        shutil.copyfile(file, target / file.name)
    out = Console(highlight=False, soft_wrap=True)
    counts: dict[str, int] = {}
    for instrument in found:
        counts[instrument.exchange] = counts.get(instrument.exchange, 0) + 1
    for exchange, count in counts.items():
        out.print(f"{exchange:<12} {count} symbols")
    out.print(f"{len(found)} symbols copied to {target}: restart `haero serve` to use them", markup=False)


@master_app.command("list")
def list_files(data: Folder = DEFAULT_FOLDER, as_json: Json = False) -> None:
    """Lists the master files of the data folder, and how many symbols each has."""
    from haero.house.prices import MASTER_FOLDER
    from haero.market.listing.master import MasterFileError, load_masters

    found: dict[str, int] = {}
    for file in sorted((data / MASTER_FOLDER).glob("*.cod*")):
        try:
            found[file.name] = len(load_masters(file))
        except (MasterFileError, OSError) as error:
            fail(said(error), 1)
    if as_json:
        tell_json(found)
        return
    for name, count in found.items():
        print(f"{name:<20} {count} symbols")
    if not found:
        print(f"{data} has no master files: haero master load FILE --data {data}")
