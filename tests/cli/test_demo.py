"""`haero demo`: an order's whole life, told to a reader."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from haero.cli.main import app

STEPS = {
    "en": ["buy 10 at 229.95", "a partial fill", "revise", "sell 5 at 231.00", "cancel it", "all orders of the day",
           "more than the cash", "ORD_DVSN 34", "balance: AAPL 6 shares at 230.0400"],
    "ko": ["매수 10주, 지정가 229.95", "일부체결", "정정", "매도 5주, 지정가 231.00", "매도 취소", "당일 주문체결내역",
           "주문가능금액 초과", "LOC 장마감지정가", "잔고: AAPL 6주, 매입평균가 230.0400"],
}  # fmt: skip


@pytest.mark.parametrize("language", STEPS)
def test_it_prints_a_life(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, language: str) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.chdir(tmp_path)
    ended = CliRunner().invoke(app, ["demo", "--lang", language])
    assert ended.exit_code == 0, ended.output
    text, steps = ended.stdout, STEPS[language]
    places = [text.index(step) for step in steps]
    assert places == sorted(places)
    assert re.findall(r"ODNO (\d{10})", text) == [f"{number:010}" for number in range(1, 6)]
    assert text.count("✓") == 5
    assert text.count("✗") == 1
    assert "APBK0952" in text
    # 4 at 229.95 and 6 at 230.10.
    assert "231.2500" in text
    assert {"en": "sell, cancelled", "ko": "매도취소"}[language] in text
    from_kis = r"^  APB.*$"  # what KIS's server says is Korean, whoever reads it
    assert language == "ko" or not re.search("[가-힣]", re.sub(from_kis, "", text, flags=re.MULTILINE))
    assert list(tmp_path.iterdir()) == [], "nothing is kept"
