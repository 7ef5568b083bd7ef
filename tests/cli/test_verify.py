"""`haero verify`: 0 clean, 1 damaged, 2 unreadable."""

from pathlib import Path

from typer.testing import CliRunner, Result

from haero.cli.main import app
from tests.support import running


def verify(folder: Path) -> Result:
    return CliRunner().invoke(app, ["verify", "--data", str(folder)])


async def a_house(folder: Path) -> None:
    async with running(folder) as house:
        await house.real.quote("99.00", 10, "100.00", 5)
        for _ in range(3):
            assert (await house.real.buy()).code == "APBK0013"


async def test_a_clean_journal(tmp_path: Path) -> None:
    await a_house(tmp_path / "data")
    ended = verify(tmp_path / "data")
    assert ended.exit_code == 0
    assert ended.stdout.startswith("clean: ")
    assert "2 accounts" in ended.stdout


async def test_while_it_runs(tmp_path: Path) -> None:
    async with running(tmp_path / "data") as house:
        await house.real.buy()
        assert verify(tmp_path / "data").exit_code == 0
        assert (await house.real.buy()).code == "APBK0013"


async def test_one_flipped_bit(tmp_path: Path) -> None:
    await a_house(tmp_path / "data")
    file = tmp_path / "data" / "haero.db"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    ended = verify(tmp_path / "data")
    assert ended.exit_code == 1
    assert "damaged" in ended.stdout
    assert "restore" in ended.stdout


def test_no_journal(tmp_path: Path) -> None:
    ended = verify(tmp_path / "nothing")
    assert ended.exit_code == 2
    assert "--data" in ended.stdout
    assert not (tmp_path / "nothing").exists()


def test_somebody_elses_file(tmp_path: Path) -> None:
    (tmp_path / "haero.db").write_bytes(b"no database at all" * 1000)
    ended = verify(tmp_path)
    assert ended.exit_code in {1, 2}
    assert ended.stdout
