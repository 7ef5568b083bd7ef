import io
import re
from decimal import Decimal

from msgspec.structs import replace
from rich.console import Console

from haero.replay.report import CodeLine, Report
from haero.replay.tables import MAX_CODES, name_of, show
from haero.replay.texts import Wording
from haero.terms import Language
from tests.replay_story import Told


def shown(report: Report, width: int = 80, language: Language = Language.EN) -> str:
    out = io.StringIO()
    show(report, Console(file=out, width=width, highlight=False), language)
    return out.getvalue()


def test_all_that_a_trader_asks_first(story: Told) -> None:
    text = shown(story.report)
    for words in (
        "python bot.py", "the program ended", "4 orders, 1 cancellations, 3 fills", "limit",
        "NASDAQ AAPL", "99.90", "101.00", "-1.11", "135.000 %", "63.98", "63.00", "100,126.98", "126.98", "112.47",
    ):  # fmt: skip
        assert words in text, words
    assert "Refusals" not in text


def test_a_korean_reads_korean(story: Told) -> None:
    """One language at a time: what is Latin there are names that Koreans use as well, codes and what was typed."""
    refused = replace(story.report, codes=[CodeLine("APBK0656", "해당종목정보가 없습니다.", 3)])
    text = shown(refused, 120, Language.KO)
    for words in (
        "기간", "프로그램이 끝났습니다", "주문 4건, 취소 1건, 체결 3건", "지정가", "평균단가", "체결", "도착가", "실현손익",
        "평가금액", "최대낙폭", "실전 81****01-01 USD", "거부", "-1.11", "126.98",
    ):  # fmt: skip
        assert words in text, words
    latin = set(re.findall(r"[A-Za-z_]{2,}", text))
    assert latin <= {"haero", "replay", "manual", "python", "bot", "py", "KST", "step", "idle", "ms", "ORD_DVSN", "NASDAQ",
                     "AAPL", "bp", "VWAP", "USD", "msg_cd", "msg", "APBK"}  # fmt: skip


def test_an_english_reader_sees_no_korean(story: Told) -> None:
    assert not re.search("[가-힣]", shown(story.report))


def test_no_figure_is_cut_on_a_narrow_terminal(story: Told) -> None:
    rich = replace(story.report.money[0], value=Decimal("12345678.90"), profit=Decimal("-1234567.80"))
    text = shown(replace(story.report, money=[rich]))
    assert "…" not in text
    assert "12,345,678.90" in text


def test_refusals_are_listed_the_first_ones_at_least(story: Told) -> None:
    codes = [CodeLine(f"APBK{n:04d}", "해당종목정보가 없습니다.", n) for n in range(MAX_CODES + 3)]
    text = shown(replace(story.report, codes=codes))
    assert "APBK0007" in text
    assert "3 more codes" in text


def test_a_replay_without_orders_has_no_empty_tables(story: Told) -> None:
    text = shown(replace(story.report, types=[], symbols=[], money=[], orders=[], fills=[]))
    assert "Slippage" not in text
    assert "0 orders" in text


def test_the_line_of_a_currency(story: Told) -> None:
    line = story.report.symbols[0]
    assert name_of(line, Wording()) == "NASDAQ AAPL"
    assert name_of(replace(line, exchange=None, symbol=""), Wording()) == "all USD"
