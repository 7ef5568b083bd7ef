"""What a program leaves out when it asks."""

from datetime import UTC, date, datetime

import pytest

from haero.client.core.asked import korean_day, spans, stock, within
from haero.terms import Exchange

EVENING = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


def test_the_day_is_koreas() -> None:
    assert korean_day(EVENING) == date(2026, 11, 21)
    assert korean_day(EVENING.replace(hour=14, minute=59)) == date(2026, 11, 20)


def test_spans() -> None:
    assert spans(EVENING, None, None) == {"since": date(2026, 10, 22), "until": date(2026, 11, 21)}
    assert spans(EVENING, None, None, 1)["since"] == date(2026, 11, 20)
    assert spans(EVENING, "2026-01-02", "2026-01-03") == {"since": "2026-01-02", "until": "2026-01-03"}


def test_symbols() -> None:
    assert stock("NYSE:IBM") == {"exchange": Exchange.NYSE, "symbol": "IBM"}


@pytest.mark.parametrize(
    ("symbol", "exchange", "asked"),
    [
        (None, None, {}),
        (None, "NYSE", {"exchange": "NYSE"}),
        ("NYSE:IBM", None, {"exchange": Exchange.NYSE, "symbol": "IBM"}),
        ("IBM", "NYSE", {"exchange": "NYSE", "symbol": "IBM"}),
    ],
)
def test_within(symbol: str | None, exchange: str | None, asked: dict[str, object]) -> None:
    assert within(symbol, exchange) == asked
