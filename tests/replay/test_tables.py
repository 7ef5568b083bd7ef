import io
from decimal import Decimal

from msgspec.structs import replace
from rich.console import Console

from haero.replay.report import CodeLine, Report
from haero.replay.tables import MAX_CODES, name_of, show
from tests.replay_story import Told


def shown(report: Report, width: int = 80) -> str:
    out = io.StringIO()
    show(report, Console(file=out, width=width, highlight=False))
    return out.getvalue()


def test_all_that_a_trader_asks_first(story: Told) -> None:
    text = shown(story.report)
    for words in (
        "python bot.py", "the program ended", "4 orders (주문), 1 cancellations (취소), 3 fills (체결)", "limit 지정가",
        "NASDAQ AAPL", "99.90", "101.00", "-1.11", "135.000 %", "63.98", "63.00", "100,126.98", "126.98", "112.47",
    ):  # fmt: skip
        assert words in text, words
    assert "Refusals" not in text


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
    assert name_of(line) == "NASDAQ AAPL"
    assert name_of(replace(line, exchange=None, symbol="")) == "all USD"
