"""`haero reserve`: at an hour at which KIS takes reservations."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.customer.conftest import Desk
from tests.support import process


@pytest.fixture
def morning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A haero at eleven in the morning, in Korea."""
    monkeypatch.setenv("HOME", str(tmp_path))
    flags = ("--market", "manual", "--speed", "0", "--at", "2026-11-20T11:00:00+09:00", "--unlimited")
    with process(tmp_path / "data", *flags):
        yield Desk(tmp_path / "data", tmp_path / "state")


def test_reserved_listed_and_taken_back(morning: Desk) -> None:
    (line,) = morning.says("reserve", "buy", "AAPL", "3", "150", "--lang", "ko")
    assert "예약 접수" in line
    assert "매수 AAPL 3주 지정가 150.00" in line
    taken = morning.json("reserve", "buy", "NYSE:IBM", "1", "--price", "100")
    assert taken["kind"] == "reserve"
    rows = morning.json("reserve", "list")["reservations"]
    assert [(row["symbol"], row["quantity"], row["cancelled"]) for row in rows] == [
        ("AAPL", 3, False),
        ("IBM", 1, False),
    ]
    assert len(morning.says("reserve", "list", "--region", "us")) == 3
    assert morning.says("reserve", "list", "--region", "asia", "--lang", "ko") == ["예약주문이 없습니다"]
    assert [row["symbol"] for row in morning.json("reserve", "list", "--exchange", "NYSE")["reservations"]] == ["IBM"]
    assert morning.says("reserve", "cancel", rows[0]["number"], "--dry-run")[-1] == "dry run: nothing was sent"
    assert "cancel the reservation" in morning.says("reserve", "cancel", rows[0]["number"].lstrip("0"))[0]
    morning.says("reserve", "cancel", taken["odno"], "--symbol", "NYSE:IBM", "--on", "2026-11-20")
    assert [row["cancelled"] for row in morning.json("reserve", "list")["reservations"]] == [True, True]
    ended = morning.run("reserve", "cancel", "999")
    assert (ended.exit_code, "KIS lists no reservation 999" in ended.stderr) == (1, True)
    ended = morning.run("reserve", "list", "--environment", "mock", "--lang", "ko")
    assert (ended.exit_code, "모의투자에 없는 조회입니다" in ended.stderr) == (1, True)
    assert morning.run("reserve", "sell", "AAPL", "1", "500", "--dry-run").exit_code == 0
