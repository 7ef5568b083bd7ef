"""Quotes as a table."""

from collections.abc import Mapping
from typing import Any

from haero.cli.customer import words
from haero.cli.customer.tables import Cell, Column
from haero.cli.texts import text

QUOTES = (
    Column("column_symbol"),
    Column("column_last", figures=True),
    Column("column_change", figures=True, spare=2),
    Column("column_percent", figures=True),
    Column("column_bid", figures=True),
    Column("column_ask", figures=True),
    Column("column_volume", figures=True, spare=3),
    Column("column_time", spare=4),
)
DAY = (("open", "day_open"), ("high", "day_high"), ("low", "day_low"), ("previous_close", "day_before"))


def quote_cells(row: Mapping[str, Any]) -> list[str | Cell]:
    """A quote of `Quote.to_dict`."""
    currency, style = row["currency"], words.colour(row["change"])
    return [
        words.symbol(row["exchange"], row["symbol"]),
        Cell(words.price(row["last"], currency), style),
        Cell(words.signed(row["change"], currency), style),
        Cell(words.signed(row["change_percent"], mark="%"), style),
        _side(row["bid"], row["bid_size"], currency),
        _side(row["ask"], row["ask_size"], currency),
        words.number(row["volume"]),
        words.moment(row["at"]),
    ]


def day_line(row: Mapping[str, Any]) -> str:
    """Open, high, low and the close before, of one quote."""
    said = [f"{text(name)} {words.price(row[key], row['currency'])}" for key, name in DAY if row[key] is not None]
    return f"{words.symbol(row['exchange'], row['symbol'])}  {'  '.join(said)}"


def _side(price: Any, size: int | None, currency: Any) -> str:
    if not price:
        return words.UNKNOWN
    return words.price(price, currency) + (f" ×{words.number(size)}" if size else "")
