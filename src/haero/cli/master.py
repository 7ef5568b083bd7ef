"""`haero master`: more symbols, from the official master files."""

import shutil
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from haero.cli.columns import padded
from haero.cli.common import DEFAULT_FOLDER, Folder, Json
from haero.cli.parsing import Group
from haero.cli.telling import fail, said, tell_json
from haero.cli.texts import text

master_app = typer.Typer(cls=Group, help="Official symbol master files (종목마스터).", no_args_is_help=True)


@master_app.command()
def load(
    path: Annotated[Path, typer.Argument(help="A master file (nasmst.cod or nasmst.cod.zip), or a folder of them.")],
    data: Folder = DEFAULT_FOLDER,
    as_json: Json = False,
) -> None:
    """Checks master files and copies them into the data folder; the next start knows their symbols."""
    from haero.house.prices import MASTER_FOLDER
    from haero.market.listing.master import MasterFileError, load_masters

    try:
        found = load_masters(path)
    except (MasterFileError, OSError) as error:
        fail(said(error), 1)
    if not found:
        fail(text("no_symbols", path=path), 1)
    target = data / MASTER_FOLDER
    target.mkdir(parents=True, exist_ok=True)
    files = [path] if path.is_file() else [f for f in sorted(path.iterdir()) if f.name.endswith((".cod", ".cod.zip"))]
    for file in files:
        shutil.copyfile(file, target / file.name)
    counts = Counter(str(instrument.exchange) for instrument in found)
    if as_json:
        tell_json(counts)
        return
    for exchange, count in counts.items():
        print(text("symbols", name=padded(exchange, 12), count=count))
    print(text("symbols_copied", count=len(found), target=target))


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
        print(text("symbols", name=padded(name, 20), count=count))
    if not found:
        print(text("no_masters", data=data))
