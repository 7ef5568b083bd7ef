"""A client for a command: what goes wrong ends it with a status and words, never with a stack."""

from pathlib import Path

import pytest
import typer

from haero.cli.customer.opening import STOPPED, moves_money, opened, profile_of
from haero.cli.customer.options import Destination, ProfileName
from tests.cli.customer.conftest import Desk


def test_only_the_real_profile_moves_money() -> None:
    assert [name for name in ProfileName if moves_money(Destination(name))] == [ProfileName.REAL]


def test_where_no_haero_runs(desk: Desk, tmp_path: Path) -> None:
    for language, said in (("en", "no haero runs with the data folder"), ("ko", "실행 중인 haero가 없습니다")):
        ended = desk.run("orders", "--data", str(tmp_path), "--lang", language)
        assert (ended.exit_code, said in ended.stderr) == (2, True), ended.stderr
    ended = desk.run("orders", "--profile", "mock", "--environment", "real")
    assert (ended.exit_code, "has no other environment" in ended.stderr) == (2, True)


def test_a_folder_that_can_not_be_made(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    desk.environment["HAERO_STATE"] = str(tmp_path / "file")
    ended = desk.run("orders")
    assert (ended.exit_code, "can't be made" in ended.stderr) == (2, True), ended.stderr


@pytest.mark.parametrize(
    ("error", "status"),
    [(KeyboardInterrupt(), STOPPED), (ValueError("a field"), 1), (PermissionError(13, "Permission denied"), 2)],
)
def test_what_ends_a_command(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, error: BaseException, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in desk.environment.items():
        monkeypatch.setenv(name, value)
    masks: list[str] = []

    def command() -> None:
        with opened(Destination()) as kis:
            masks.append(profile_of(kis).masked_account)
            raise error

    with pytest.raises(typer.Exit) as ended:
        command()
    assert masks == [f"{desk.account[:2]}******-{desk.account[-2:]}"]
    assert ended.value.exit_code == status
    assert "Traceback" not in capsys.readouterr().err
