"""`haero buy` and `haero sell` against a running haero."""

import pytest

from tests.cli.customer.conftest import Desk


def test_an_order_in_one_line_of_either_language(desk: Desk) -> None:
    (line,) = desk.says("buy", "AAPL", "10", "185.20")
    assert line.startswith("order 00000")
    assert line.endswith(": buy AAPL 10 limit 185.20, 11-21 00:00:00 KST")
    (line,) = desk.says("buy", "NYSE:IBM", "3", "--price", "100.5", "--lang", "ko")
    assert line.startswith("주문 접수 00000")
    assert line.endswith(": 매수 NYSE:IBM 3주 지정가 100.50, 11-21 00:00:00")


def test_an_order_for_programs(desk: Desk) -> None:
    found = desk.json("buy", "AAPL", "10", "185.20", "--key", "mine")
    assert found.pop("odno").isdigit()
    assert found.pop("branch")
    assert found == {
        "kind": "order",
        "side": "buy",
        "exchange": "NASDAQ",
        "symbol": "AAPL",
        "quantity": 10,
        "price": "185.2",
        "type": "limit",
        "at": "2026-11-21T00:00:00+09:00",
        "original": "",
        "key": "mine",
    }


def test_the_same_key_sends_nothing_again(desk: Desk) -> None:
    first = desk.json("buy", "AAPL", "1", "100", "--key", "k")
    assert desk.json("buy", "AAPL", "1", "100", "--key", "k")["odno"] == first["odno"]
    assert len(desk.json("orders")["orders"]) == 1
    found = desk.json("buy", "AAPL", "2", "100", "--key", "k", status=1)["error"]
    assert (found["kind"], found["key"]) == ("KeyConflict", "k")


def test_a_dry_run_sends_nothing(desk: Desk) -> None:
    lines = desk.says("buy", "AAPL", "10", "185.20", "--dry-run")
    assert lines[:2] == ["buy AAPL 10 limit 185.20", "needs about 1,852.00 USD, fees not counted"]
    assert lines[-1] == "dry run: nothing was sent"
    assert any(line.split() == ["CANO", "********"] for line in lines)
    plan = desk.json("sell", "AAPL", "10", "185.20", "--dry-run")["dry_run"]
    assert (plan["cost"], plan["fields"]["ORD_QTY"], plan["tr_id"]) == ("1852", "10", "TTTT1006U")
    assert desk.json("orders") == {"orders": []}


def test_other_types_and_the_mock_account(desk: Desk) -> None:
    desk.quote("229.90", "230.10")
    desk.says("buy", "AAPL", "5", "230.10")
    assert "sell AAPL 2 market on close (MOC)" in desk.says("sell", "AAPL", "2", "--type", "moc")[0]
    assert desk.json("sell", "AAPL", "1", "250", "--type", "loc")["type"] == "limit_on_close"
    assert desk.json("buy", "AAPL", "1", "100", "--environment", "mock")["side"] == "buy"
    ended = desk.run("sell", "AAPL", "1", "--type", "moc", "--environment", "mock", "--lang", "ko")
    assert (ended.exit_code, ended.stdout) == (1, "")
    assert "보내지 않았습니다: NASD(mock) 매도에 쓸 수 없는 주문유형입니다: moc. 쓸 수 있는 유형: limit" in ended.stderr


def test_what_kis_refuses_is_told_with_its_code(desk: Desk) -> None:
    for language, said, advice in (
        ("en", "KIS: APBK0952 주문가능금액을 초과 했습니다", "haero cash"),
        ("ko", "한국투자증권: APBK0952 주문가능금액을 초과 했습니다", "haero cash로 보십시오"),
    ):
        ended = desk.run("buy", "AAPL", "100000", "200", "--lang", language)
        assert (ended.exit_code, ended.stdout) == (1, "")
        assert said in ended.stderr
        assert advice in ended.stderr
    found = desk.json("buy", "AAPL", "100000", "200", status=1)["error"]
    assert (found["kind"], found["code"]) == ("OrderRejected", "APBK0952")


@pytest.mark.parametrize(
    ("words", "status", "english", "korean"),
    [
        (("AAPL", "10"), 2, "haero: limit needs a price", "haero: limit에는 가격이 있어야"),
        (("AAPL", "0", "1"), 2, "must be at least 1", "1 이상"),
        (("AAPL", "10", "1", "--price", "1"), 2, "the price is there twice", "가격이 두 번"),
        (
            ("AAPL", "10", "100.001"),
            1,
            "not sent: 100.001 is on no tick",
            "보내지 않았습니다: 100.001: NASD의 호가단위",
        ),
        (("XX:AAPL", "10", "1"), 2, "no such exchange", "없는 거래소입니다"),
        (("AAPL", "10", "시장가"), 2, "KIS has no market order", "시장가 주문이 없습니다"),
    ],
)
def test_what_is_wrong_is_said(desk: Desk, words: tuple[str, ...], status: int, english: str, korean: str) -> None:
    desk.environment["COLUMNS"] = "200"
    for language, said in (("en", english), ("ko", korean)):
        ended = desk.run("buy", *words, "--lang", language)
        assert (ended.exit_code, said in ended.stderr, ended.stdout) == (status, True, ""), ended.stderr
