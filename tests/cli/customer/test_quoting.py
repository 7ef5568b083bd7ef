"""`haero quote` against a running haero."""

from tests.cli.customer.conftest import Desk


def test_quotes_a_symbol_a_line(desk: Desk) -> None:
    desk.quote("249.90", "250.10", symbol="MSFT")
    heading, line = desk.says("quote", "MSFT")
    assert heading.split()[:2] == ["symbol", "last"]
    assert "249.90 ×1,000  250.10 ×1,000" in line
    assert desk.says("quote", "MSFT", "--detail", "--lang", "ko")[-1].startswith("MSFT  ")
    (found,) = desk.json("quote", "msft")["quotes"]
    assert (found["bid"], found["ask"], found["exchange"]) == ("249.9", "250.1", "NASDAQ")
    (found,) = desk.json("quote", "MSFT", "--environment", "mock")["quotes"]
    assert (found["bid"], found["symbol"]) == (None, "MSFT")


def test_one_that_is_not_there_does_not_hide_the_others(desk: Desk) -> None:
    ended = desk.run("quote", "ZZZZZ", "NYSE:IBM")
    assert ended.exit_code == 1
    assert "NASD:ZZZZZ: KIS has no price of it" in ended.stderr
    assert ended.stdout.splitlines()[1].startswith("NYSE:IBM ")
    found = desk.json("quote", "ZZZZZ", status=1)
    assert (found["quotes"], found["failed"][0]["symbol"]) == ([], "ZZZZZ")
    assert "시세가 없는 종목입니다" in desk.run("quote", "ZZZZZ", "--lang", "ko").stderr
