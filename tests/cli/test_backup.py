"""`haero backup`: 0 copied, 1 the copy is damaged, 2 not copied."""

import sqlite3
from contextlib import closing
from pathlib import Path

from typer.testing import CliRunner, Result

from haero.cli.main import app
from tests.support import running


def backup(*words: object) -> Result:
    return CliRunner().invoke(app, ["backup", *map(str, words)])


async def test_a_running_haero_is_copied_and_the_copy_starts(tmp_path: Path) -> None:
    async with running(tmp_path / "data") as house:
        bought = (await house.real.buy()).json["output"]["ODNO"]
        ended = backup(tmp_path / "copy", "--data", tmp_path / "data")
        assert ended.exit_code == 0, ended.output
        assert "events, 2 accounts, and their keys" in ended.stdout
        keys = {app.appkey for app in house.service.vault.apps()}
    async with running(tmp_path / "copy") as house:
        assert {app.appkey for app in house.service.vault.apps()} == keys
        assert int((await house.real.buy()).json["output"]["ODNO"]) == int(bought) + 1


async def test_a_copy_by_another_tool(tmp_path: Path) -> None:
    async with running(tmp_path / "data"):
        pass
    other = tmp_path / "other"
    other.mkdir()
    with closing(sqlite3.connect(tmp_path / "data" / "haero.db")) as db:
        db.execute("VACUUM INTO ?", (str(other / "haero.db"),))
    refused = backup(tmp_path / "no", "--data", other)
    assert refused.exit_code == 2
    assert "haero verify" in refused.stderr
    assert backup(tmp_path / "copy", "--data", other, "--copied").exit_code == 0
    with closing(sqlite3.connect(other / "haero.db")) as db:
        db.execute("DELETE FROM event WHERE seq = 2")
        db.commit()
    damaged = backup(tmp_path / "bad", "--data", other, "--copied")
    assert damaged.exit_code == 1
    assert "event 2 to 2: missing" in damaged.stdout
