from datetime import datetime
from decimal import Decimal

from haero.cli.customer.quotes import QUOTES, day_line, quote_cells
from haero.cli.customer.tables import lines
from haero.cli.texts import choose
from haero.terms import KST, Currency, Exchange, Language

QUOTE = {
    "symbol": "7203", "exchange": Exchange.TOKYO, "currency": Currency.JPY, "last": Decimal("2500.0000"), "bid": Decimal(2499),
    "ask": Decimal(0), "bid_size": 1000, "ask_size": 0, "at": datetime(2026, 11, 21, tzinfo=KST), "volume": 12345678,
    "change": Decimal("-10"), "change_percent": Decimal("-0.40"), "open": Decimal(2510), "high": None, "low": None,
    "previous_close": Decimal(2510),
}  # fmt: skip


def test_a_quote_in_eighty_places() -> None:
    choose(Language.KO)
    found = lines(QUOTES, [quote_cells(QUOTE)], 80)
    choose(None)
    assert found[1].plain.split() == ["TKSE:7203", "2,500", "-10", "-0.40%", "2,499", "×1,000", "-", "12,345,678"]
    assert {span.style for span in found[1].spans} == {"blue"}


def test_the_day_in_a_line() -> None:
    choose(Language.EN)
    assert day_line(QUOTE) == "TKSE:7203  open 2,510  close before 2,510"
