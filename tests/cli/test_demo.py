"""`haero demo`: an order's whole life, told to a reader."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from haero.cli.main import app


def test_it_prints_a_life(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.chdir(tmp_path)
    ended = CliRunner().invoke(app, ["demo"])
    assert ended.exit_code == 0, ended.output
    text = ended.stdout
    steps = [
        "매수 지정가",
        "부분체결",
        "정정",
        "매도 지정가",
        "취소",
        "주문체결내역",
        "more than the cash",
        "34 장마감지정가",
        "balance (잔고)",
    ]
    places = [text.index(step) for step in steps]
    assert places == sorted(places)
    assert re.findall(r"ODNO (\d{10})", text) == [f"{number:010}" for number in range(1, 6)]
    assert text.count("✓") == 5
    assert text.count("✗") == 1
    assert "APBK0952" in text
    # 4 at 229.95 and 6 at 230.10.
    assert "6 shares at 230.0400" in text
    assert "231.2500" in text
    assert "매도취소" in text
    assert list(tmp_path.iterdir()) == [], "nothing is kept"
