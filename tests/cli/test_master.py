"""`haero master load`: symbols of the official files become tradable at the next start."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from haero.cli.main import app
from haero.market.listing.master import load_masters
from tests.support import running

MASTERS = Path(__file__).parents[1] / "data" / "master"


def load(path: Path, folder: Path) -> Result:
    return CliRunner().invoke(app, ["master", "load", str(path), "--data", str(folder)])


async def test_a_folder_of_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    found = load_masters(MASTERS)
    ended = load(MASTERS, tmp_path / "data")
    assert ended.exit_code == 0, ended.output
    assert f"{len(found)} symbols copied" in ended.stdout
    for exchange in {instrument.exchange for instrument in found}:
        assert exchange in ended.stdout
    async with running(tmp_path / "data") as house:
        assert house.service.hub is not None
        for instrument in found:
            assert house.service.hub.broker.market.instruments.get(instrument.exchange, instrument.symbol) == instrument


def test_one_file(tmp_path: Path) -> None:
    ended = load(MASTERS / "nasmst.cod", tmp_path / "data")
    assert ended.exit_code == 0
    assert [file.name for file in (tmp_path / "data" / "master").iterdir()] == ["nasmst.cod"]


def test_loading_twice_is_loading_once(tmp_path: Path) -> None:
    first, second = load(MASTERS, tmp_path / "data"), load(MASTERS, tmp_path / "data")
    assert first.stdout == second.stdout


@pytest.mark.parametrize("content", [None, b"", b"rubbish\n", b"\xff\xfe\x00"])
def test_what_is_no_master_file(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "nasmst.cod"
    if content is not None:
        file.write_bytes(content)
    ended = load(file, tmp_path / "data")
    assert ended.exit_code == 1
    assert "nasmst.cod" in ended.stderr.replace("\n", "")
    assert not (tmp_path / "data").exists(), "nothing is copied that could not be read at the next start"


def test_the_list_of_what_was_loaded(tmp_path: Path) -> None:
    def listed(*flags: str) -> Result:
        return CliRunner().invoke(app, ["master", "list", "--data", str(tmp_path), *flags])

    assert "no master files" in listed().stdout
    load(MASTERS / "nasmst.cod", tmp_path)
    count = len(load_masters(MASTERS / "nasmst.cod"))
    assert listed().stdout.split() == ["nasmst.cod", str(count), "symbols"]
    assert json.loads(listed("--json").stdout) == {"nasmst.cod": count}
