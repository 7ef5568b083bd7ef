"""Quotes as a table."""

from collections.abc import Mapping
from typing import Any

from haero.cli.customer import words
from haero.cli.customer.tables import TableCell, TableColumn
from haero.cli.texts import text

QUOTES = (
    TableColumn("column_symbol"),
    TableColumn("column_last", figures=True),
    TableColumn("column_change", figures=True, spare=2),
    TableColumn("column_percent", figures=True),
    TableColumn("column_bid", figures=True),
    TableColumn("column_ask", figures=True),
    TableColumn("column_volume", figures=True, spare=3),
    TableColumn("column_time", spare=4),
)
DAY = (("open", "day_open"), ("high", "day_high"), ("low", "day_low"), ("previous_close", "day_before"))


def quote_cells(row: Mapping[str, Any]) -> list[str | TableCell]:
    """A quote of `Quote.to_dict`."""
    currency, style = row["currency"], words.colour(row["change"])
    return [
        words.symbol(row["exchange"], row["symbol"]),
        TableCell(words.price(row["last"], currency), style),
        TableCell(words.signed(row["change"], currency), style),
        TableCell(words.percent(row["change_percent"]), style),
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
